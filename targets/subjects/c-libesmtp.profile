# libESMTP, used as its manual says; see c/libesmtp.c. It chooses the mechanism, and takes PLAIN before LOGIN.
name               c-libesmtp
role               client
gives-up           yes
package            libesmtp-dev
apt                gcc libc6-dev libesmtp-dev libssl-dev
build              cc -O1 -o bin/c-libesmtp c/libesmtp.c -lesmtp -lssl -lcrypto
version            dpkg-query -W -f '${Version}' libesmtp6
run                {dir}/bin/c-libesmtp
tls.required
tls.opportunistic
tls.off
auth.none
auth.plain
auth.any
verify.yes
exit.ok            0
exit.skip          77
