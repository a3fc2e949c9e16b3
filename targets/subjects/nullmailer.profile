# The delivery program of nullmailer, run by hand: nullmailer-send would start it for each message in the queue, and kill it after
# an hour; both ignore SIGPIPE, as services of systemd do. TLS is insisted on or off. Options come on the command line, the message, behind its envelope, as file 3.
name               nullmailer
role               client
apt                libgnutls30
unpack             nullmailer
version            sh -c '! ldd {dir}/root/nullmailer/usr/lib/nullmailer/smtp | grep "not found" && zcat {dir}/root/nullmailer/usr/share/doc/nullmailer/changelog.Debian.gz | sed "1!d; s/(.:/(/"'
run                sh -c 'trap "" PIPE; { printf "%s\n" {from} {to} ""; cat {tmp}/message.lf; } >{tmp}/queued; exec "$@" </dev/null 3<{tmp}/queued' sh {dir}/root/nullmailer/usr/lib/nullmailer/smtp --host={host} --port={port} {tls} {auth} {verify}
env                HELOHOST={helo}
tls.required       --starttls
tls.off
auth.none
auth.login         --user={user} --pass={password} --auth-login
auth.plain         --user={user} --pass={password}
auth.any           --user={user} --pass={password}
verify.yes         --x509cafile={ca}
verify.no          --insecure
exit.ok            0
exit.skip          77 89
