# POCO, used as its manual says; see cpp/poco.cpp. It does not say whether STARTTLS is offered, so there is no tls.opportunistic.
name               cpp-poco
role               client
gives-up           yes
package            libpoco-dev
apt                g++ libpoco-dev libssl-dev
build              c++ -O1 -o bin/cpp-poco cpp/poco.cpp -lPocoNetSSL -lPocoNet -lPocoFoundation
version            dpkg-query -W -f '${Version}' libpoco-dev
run                {dir}/bin/cpp-poco
tls.required
tls.off
auth.none
auth.plain
auth.login
auth.cram-md5
verify.yes
verify.no
exit.ok            0
exit.skip          77
