# ssmtp, unpacked: it would take the place of the system's mailer. The words are the lines of its configuration. TLS is insisted on or
# off, certificates are not checked; its own time limit is ten minutes.
name               ssmtp
role               client
apt                libgnutls-openssl27
unpack             ssmtp
version            sh -c '! ldd {dir}/root/ssmtp/usr/sbin/ssmtp | grep "not found" && zcat {dir}/root/ssmtp/usr/share/doc/ssmtp/changelog.Debian.gz | sed "1!d; s/(.:/(/"'
run                sh -c 'printf "%s\n" "$@" >{tmp}/conf; exec {dir}/root/ssmtp/usr/sbin/ssmtp -C{tmp}/conf -f {from} {to}' ssmtp mailhub={host}:{port} hostname={helo} FromLineOverride=YES {tls} {auth} {verify}
stdin              {tmp}/message.lf
tls.required       UseTLS=YES UseSTARTTLS=YES
tls.off            UseTLS=NO
auth.none
auth.login         AuthUser={user} AuthPass={password} AuthMethod=LOGIN
auth.cram-md5      AuthUser={user} AuthPass={password} AuthMethod=cram-md5
verify.no
exit.ok            0
exit.skip          77 89
