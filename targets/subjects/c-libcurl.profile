# libcurl, used as its manual says; see c/libcurl.c. In the flavour with GnuTLS, which libetpan-dev needs, too. The time limit
# bounds the whole run.
name               c-libcurl
role               client
gives-up           yes
package            libcurl4-gnutls-dev
apt                gcc libc6-dev libcurl4-gnutls-dev
build              cc -O1 -o bin/c-libcurl c/libcurl.c -lcurl
version            curl-config --version
run                {dir}/bin/c-libcurl
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
