# gopkg.in/mail.v2 (gomail), used as its manual says; see go/gomail.go. tls.opportunistic is the library's default.
name               go-gomail
role               client
gives-up           yes
package            golang-gopkg-mail.v2-dev
apt                golang-go golang-gopkg-mail.v2-dev
build              GO111MODULE=off GOPATH=/usr/share/gocode go build -ldflags "-s -w" -o bin/go-gomail go/gomail.go
version            dpkg-query -W -f '${Version}' golang-gopkg-mail.v2-dev
run                {dir}/bin/go-gomail
tls.required
tls.opportunistic
tls.off
auth.none
auth.plain
auth.cram-md5
auth.any
verify.yes
verify.no
exit.ok            0
exit.skip          77
