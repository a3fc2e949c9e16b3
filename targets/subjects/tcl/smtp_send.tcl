# Sends one message with Tcllib's smtp; what to do comes from the environment, MUSTLS_HOST and so on.
if {[catch {package require smtp; package require mime; package require tls} why]} {
    puts $why
    exit 77
}
proc env {name} { return $::env(MUSTLS_$name) }

if {[env VERIFY] eq "yes"} {
    tls::init -cafile [env CA] -require 1 -servername [env HOST]
} else {
    tls::init -require 0 -servername [env HOST]
}
set login {}
if {[env AUTH] ne "none"} {set login [list -username [env USER] -password [env PASSWORD]]}
set file [open $::env(MUSTLS_TMP)/message.lf]
set text [read $file]
set body [string range $text [string first "\n\n" $text]+2 end]
set message [mime::initialize -canonical text/plain -encoding 8bit -string $body]
if {[catch {
    smtp::sendmessage $message -servers [env HOST] -ports [env PORT] -client [env HELO] -maxsecs [env TIMEOUT] \
        -usetls [expr {[env TLS] ne "off"}] -originator [env FROM] -recipients [env TO] -header {Subject mustls} {*}$login
} result]} {
    puts [string map {"\n" " "} $result]
    exit 1
}
if {$result ne ""} {
    puts "refused: $result"
    exit 1
}
