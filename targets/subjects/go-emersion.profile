# emersion/go-smtp, used as its manual says; see go/emersion.go. It has no CRAM-MD5.
name               go-emersion
role               client
gives-up           yes
package            golang-github-emersion-go-smtp-dev
apt                golang-go golang-github-emersion-go-smtp-dev golang-github-emersion-go-sasl-dev
build              GO111MODULE=off GOPATH=/usr/share/gocode go build -ldflags "-s -w" -o bin/go-emersion go/emersion.go go/steps.go
version            dpkg-query -W -f '${Version}' golang-github-emersion-go-smtp-dev
run                {dir}/bin/go-emersion
tls.required
tls.opportunistic
tls.off
auth.none
auth.plain
auth.login
verify.yes
verify.no
exit.ok            0
exit.skip          77
