# Python's own smtplib, used as its manual says; see smtplib_send.py. The system's Python, so that
# the version is the distribution's, whatever python3 in PATH is.
name               smtplib
role               client
gives-up           yes
apt                python3
version            /usr/bin/python3 --version
run                /usr/bin/python3 -I {dir}/smtplib_send.py {host} {port} {ca} {tls} {auth} {verify}
tls.required       tls=required
tls.opportunistic  tls=opportunistic
tls.off            tls=off
auth.none          auth=none
auth.plain         auth=plain
auth.login         auth=login
auth.cram-md5      auth=cram-md5
auth.any           auth=any
verify.yes         verify=yes
verify.no          verify=no
exit.ok            0
exit.skip          77 89
