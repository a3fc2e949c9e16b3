# Rooms of harness/ and their arrows. The one list: libraries link by it, tests/arch checks the includes against it.
# A core does no I/O, reads no clock or environment, never exits. LIBS are what a room may link from outside; TLS is
# the TLS library, OpenSSL or BoringSSL (room.cmake).
mustls_room(base     core  SEES )
mustls_room(smtp     core  SEES base)
mustls_room(trace    core  SEES base)
mustls_room(scenario core  SEES base smtp)
mustls_room(flat     core  SEES base smtp scenario)
mustls_room(play     core  SEES base smtp trace scenario)
mustls_room(client   core  SEES base smtp trace)
mustls_room(judge    core  SEES base trace scenario)
mustls_room(profile  core  SEES base trace scenario judge)
mustls_room(standards core SEES base scenario)
mustls_room(tls      core  SEES base)
mustls_room(wire     core  SEES base trace tls scenario play)
mustls_room(tls_ssl  shell SEES base tls LIBS TLS)
mustls_room(dns      core  SEES base)
mustls_room(pcap     core  SEES base)
mustls_room(isolate  shell SEES base)
mustls_room(io       shell SEES base isolate LIBS PkgConfig::UV)
mustls_room(report   core  SEES base trace scenario judge)
mustls_room(run      shell SEES base smtp trace scenario flat play client judge profile tls wire tls_ssl isolate io dns report pcap
            LIBS PkgConfig::UV PkgConfig::JANSSON PkgConfig::ZLIB)
mustls_room(campaign shell SEES base flat io run LIBS PkgConfig::JANSSON)
mustls_room(outside  shell SEES base trace scenario flat judge profile tls tls_ssl io report run campaign)
mustls_room(cli      shell SEES base smtp trace scenario flat play client judge profile tls wire tls_ssl isolate io report run
            standards campaign outside)
