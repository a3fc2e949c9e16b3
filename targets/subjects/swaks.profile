# swaks, the Swiss army knife for SMTP. Without --tls-verify it checks nothing; with it, versions
# of 2020 check the chain, but have no option for the host name. tls.opportunistic is
# --tls-optional-strict: the manual itself calls plain --tls-optional semi-useless, since it goes on
# after a failed handshake.
name               swaks
role               client
apt                swaks libnet-ssleay-perl libio-socket-ssl-perl libauthen-sasl-perl
version            swaks --version
run                swaks --server {host} --port {port} --helo {helo} --from {from} --to {to} --timeout {timeout} {tls} {verify} {auth} --data @{message}
tls.required       --tls
tls.opportunistic  --tls-optional-strict
tls.off
auth.none
auth.plain         --auth PLAIN --auth-user {user} --auth-password {password}
auth.login         --auth LOGIN --auth-user {user} --auth-password {password}
auth.cram-md5      --auth CRAM-MD5 --auth-user {user} --auth-password {password}
auth.any           --auth --auth-user {user} --auth-password {password}
verify.yes         --tls-verify --tls-ca-path {ca}
verify.no
exit.ok            0
exit.skip          77 89
