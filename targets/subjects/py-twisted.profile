# Twisted's ESMTPClient, subclassed as the tutorial of twisted.mail does; see python/twisted_send.py.
name               py-twisted
role               client
gives-up           yes
package            python3-twisted
apt                python3-twisted python3-service-identity
version            dpkg-query -W -f '${Version}' python3-twisted
run                /usr/bin/python3 -I {dir}/python/twisted_send.py
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
