# aiosmtplib, used as its manual says; see python/aiosmtplib_send.py. tls.opportunistic is the library's default.
name               py-aiosmtplib
role               client
gives-up           yes
package            python3-aiosmtplib
apt                python3-aiosmtplib
version            dpkg-query -W -f '${Version}' python3-aiosmtplib
run                /usr/bin/python3 -I {dir}/python/aiosmtplib_send.py
tls.required
tls.opportunistic
tls.off
auth.none
auth.plain
auth.login
auth.cram-md5
auth.any
verify.yes
verify.no
exit.ok            0
exit.skip          77
