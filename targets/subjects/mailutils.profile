# mail of GNU mailutils. TLS is opportunistic or off: there is no way to insist on it. It checks no certificates and has no time
# limit. It takes the server, the credentials and the EHLO name as one URL.
name               mailutils
role               client
apt                mailutils
version            mail.mailutils --version
run                sh -c 'exec mail.mailutils --no-config -E "set sendmail=\"smtp://$1{host}:{port};domain={helo}$2\"" -t' mail {auth} {tls} {verify}
stdin              {tmp}/message.lf
tls.opportunistic  ''
tls.off            ';notls'
auth.none          ''
auth.plain         '{user}:{password};AUTH=PLAIN@'
auth.login         '{user}:{password};AUTH=LOGIN@'
auth.cram-md5      '{user}:{password};AUTH=CRAM-MD5@'
auth.any           '{user}:{password}@'
verify.no
exit.ok            0
exit.skip          77 89
