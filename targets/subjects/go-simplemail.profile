# xhit/go-simple-mail, used as its manual says; see go/simplemail.go. Its STARTTLS is used when offered; it can't insist on it.
name               go-simplemail
role               client
gives-up           yes
package            golang-github-xhit-go-simple-mail-dev
apt                golang-go golang-github-xhit-go-simple-mail-dev
build              GO111MODULE=off GOPATH=/usr/share/gocode go build -ldflags "-s -w" -o bin/go-simplemail go/simplemail.go
version            dpkg-query -W -f '${Version}' golang-github-xhit-go-simple-mail-dev
run                {dir}/bin/go-simplemail
tls.opportunistic
tls.off
auth.none
auth.plain
auth.login
auth.cram-md5
verify.yes
verify.no
exit.ok            0
exit.skip          77
