# libEtPan!, used as its example smtpsend does; see c/libetpan.c. It leaves the check of the certificate to the program, and
# takes the name for EHLO from the system.
name               c-libetpan
role               client
gives-up           yes
package            libetpan-dev
apt                gcc libc6-dev libetpan-dev libsasl2-modules
build              cc -O1 -o bin/c-libetpan c/libetpan.c -letpan
version            dpkg-query -W -f '${Version}' libetpan-dev
run                {dir}/bin/c-libetpan
tls.required
tls.opportunistic
tls.off
auth.none
auth.plain
auth.login
auth.cram-md5
auth.any
verify.no
exit.ok            0
exit.skip          77
