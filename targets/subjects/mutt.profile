# mutt in batch mode, without any file of the system or the user. The message is a draft that it sends on. Its time limit is for
# connecting only. There is no way to switch the check of certificates off in batch mode, so no line verify.no.
name               mutt
role               client
gives-up           no
apt                mutt
version            mutt -v
run                mutt -n -F /dev/null -e 'set copy=no crypt_use_gpgme=no use_envelope_from=yes smtp_pass="{password}" from={from} envelope_from_address={from} hostname={helo} connect_timeout={timeout} certificate_file={ca} ssl_ca_certificates_file={ca}' {tls} {auth} {verify} -H {tmp}/message.lf
tls.required       -e 'set ssl_starttls=yes ssl_force_tls=yes'
tls.opportunistic  -e 'set ssl_starttls=yes ssl_force_tls=no'
tls.off            -e 'set ssl_starttls=no ssl_force_tls=no'
auth.none          -e 'set smtp_url=smtp://{host}:{port}/'
auth.plain         -e 'set smtp_url=smtp://{user}@{host}:{port}/ smtp_authenticators=plain'
auth.login         -e 'set smtp_url=smtp://{user}@{host}:{port}/ smtp_authenticators=login'
auth.cram-md5      -e 'set smtp_url=smtp://{user}@{host}:{port}/ smtp_authenticators=cram-md5'
auth.any           -e 'set smtp_url=smtp://{user}@{host}:{port}/'
verify.yes
exit.ok            0
exit.skip          77 89
