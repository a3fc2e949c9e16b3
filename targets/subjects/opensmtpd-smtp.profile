# smtp, the client program of OpenSMTPD, unpacked: the package would take the place of the system's mailer. Its time limits are fixed. It
# says what became of the message and exits with 0 whatever that was, so what it says counts. It takes PLAIN where it is offered. It trusts
# the authorities of one file of the system only, so its check of certificates can't be tried.
name               opensmtpd-smtp
role               client
apt                libevent-2.1-7
unpack             opensmtpd
version            sh -c '! ldd {dir}/root/opensmtpd/usr/bin/smtp | grep "not found" && zcat {dir}/root/opensmtpd/usr/share/doc/opensmtpd/changelog.Debian.gz | sed "1!d; s/(.:/(/"'
run                sh -c 'said=$({dir}/root/opensmtpd/usr/bin/smtp $3 -H {helo} -F {from} -s "$1://$2{host}:{port}" {to} 2>&1); code=$?; printf "%s\n" "$said"; [ $code = 0 ] || exit $code; case $said in *": EOM: 2"*) ;; *) exit 1 ;; esac' smtp {tls} {auth} {verify}
stdin              {tmp}/message.lf
tls.required       smtp+tls
tls.opportunistic  smtp
tls.off            smtp+notls
auth.none          ''
auth.plain         {user}:{password}@
auth.any           {user}:{password}@
verify.no          -C
exit.ok            0
exit.skip          77 89
