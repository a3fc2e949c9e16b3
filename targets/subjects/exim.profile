# exim as a sender to a smarthost, unpacked: it would take the place of the system's mailer. See exim.sh; the words are
# macros of exim.conf.
name               exim
role               client
gives-up           yes
apt                libnss-wrapper libgnutls-dane0 libnsl2 libpcre2-8-0 libidn12 libdb5.3
unpack             exim4-daemon-light
version            sh -c '! ldd {dir}/root/exim4-daemon-light/usr/sbin/exim4 | grep "not found" && zcat {dir}/root/exim4-daemon-light/usr/share/doc/exim4-daemon-light/changelog.Debian.gz | sed "1!d; s/(.:/(/"'
run                {dir}/exim.sh {dir}/root/exim4-daemon-light/usr/sbin/exim4 {tls} {auth} {verify}
stdin              {tmp}/message.lf
tls.required       MUST_TLS
tls.opportunistic
tls.off            NO_TLS
auth.none
auth.plain         AUTH PLAIN
auth.login         AUTH LOGIN
auth.cram-md5      AUTH CRAM
auth.any           AUTH CRAM PLAIN LOGIN
verify.yes         VERIFY
verify.no
exit.ok            0
exit.skip          77 89
