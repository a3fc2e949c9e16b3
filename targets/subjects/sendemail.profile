# sendEmail. It does not tell its TLS library the host's name, which then looks for the server's address in the certificate: an ordinary
# one never fits, and sendEmail has no option for that or against it. So the library's check is switched off, and there is no line
# verify.yes. It takes LOGIN where that is offered, else PLAIN, and can't be told.
name               sendemail
role               client
apt                sendemail libnet-ssleay-perl libio-socket-ssl-perl
version            sh -c 'sendemail --help | grep -o "sendemail-[0-9.]*" | tr - " "'
run                perl {verify} -S sendemail -f {from} -t {to} -s {host}:{port} -o fqdn={helo} -o timeout={timeout} {tls} {auth} -o message-format=raw -o message-file={tmp}/message.lf
tls.required       -o tls=yes
tls.opportunistic  -o tls=auto
tls.off            -o tls=no
auth.none
auth.login         -xu {user} -xp {password}
auth.any           -xu {user} -xp {password}
verify.no          '-MIO::Socket::SSL;IO::Socket::SSL::set_client_defaults(SSL_verify_mode => 0)'
exit.ok            0
exit.skip          77 89
