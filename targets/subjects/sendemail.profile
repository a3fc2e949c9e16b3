# sendEmail. Its TLS library checks the chain against the authorities of SSL_CERT_FILE; there is no option to switch that off, and none
# to choose the mechanism: it takes LOGIN where that is offered, else PLAIN.
name               sendemail
role               client
apt                sendemail libnet-ssleay-perl libio-socket-ssl-perl
env                SSL_CERT_FILE={ca}
env                SSL_CERT_DIR={tmp}
version            sh -c 'sendemail --help | grep -o "sendemail-[0-9.]*" | tr - " "'
run                sendemail -f {from} -t {to} -s {host}:{port} -o fqdn={helo} -o timeout={timeout} {tls} {auth} {verify} -o message-format=raw -o message-file={tmp}/message.lf
tls.required       -o tls=yes
tls.opportunistic  -o tls=auto
tls.off            -o tls=no
auth.none
auth.login         -xu {user} -xp {password}
auth.any           -xu {user} -xp {password}
verify.yes
exit.ok            0
exit.skip          77 89
