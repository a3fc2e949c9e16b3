# VMime, used as its manual says; see cpp/vmime.cpp. It chooses the mechanism, and takes PLAIN before LOGIN.
name               cpp-vmime
role               client
gives-up           yes
package            libvmime-dev
apt                g++ libvmime-dev
build              c++ -O1 -o bin/cpp-vmime cpp/vmime.cpp -lvmime
version            dpkg-query -W -f '${Version}' libvmime-dev
run                {dir}/bin/cpp-vmime
tls.required
tls.opportunistic
tls.off
auth.none
auth.plain
auth.any
verify.yes
exit.ok            0
exit.skip          77
