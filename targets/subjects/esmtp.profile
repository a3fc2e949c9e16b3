# esmtp, unpacked: it would take the place of the system's mailer. The words are the lines of its configuration.
# Its library chooses the mechanism, and takes PLAIN where it is offered.
name               esmtp
role               client
apt                libesmtp6
unpack             esmtp
version            sh -c '! ldd {dir}/root/esmtp/usr/bin/esmtp | grep "not found" && zcat {dir}/root/esmtp/usr/share/doc/esmtp/changelog.Debian.gz | sed "1!d; s/(.:/(/"'
run                sh -c 'umask 077; printf "%s\n" "$@" >{tmp}/conf; exec {dir}/root/esmtp/usr/bin/esmtp -C {tmp}/conf -f {from} {to}' esmtp 'hostname = {host}:{port}' 'helo = {helo}' {tls} {auth} {verify}
env                SSL_CERT_FILE={ca} SSL_CERT_DIR={tmp}
stdin              {tmp}/message.lf
tls.required       'starttls = required'
tls.opportunistic  'starttls = enabled'
tls.off            'starttls = disabled'
auth.none
auth.plain                  'username = "{user}"' 'password = "{password}"'
auth.any           'username = "{user}"' 'password = "{password}"'
verify.yes
exit.ok            0
exit.skip          77 89
