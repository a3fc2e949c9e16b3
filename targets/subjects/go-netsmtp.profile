# Go's net/smtp, used as its manual says; see go/netsmtp.go. Its own STARTTLS when offered is smtp.SendMail, which knows
# no time limit; the driver does the same steps with one for each step. It has no AUTH LOGIN.
name               go-netsmtp
role               client
gives-up           yes
package            golang-go
apt                golang-go
build              GO111MODULE=off GOPATH=/usr/share/gocode go build -ldflags "-s -w" -o bin/go-netsmtp go/netsmtp.go go/steps.go
version            sh -c 'go env GOVERSION | cut -c3-'
run                {dir}/bin/go-netsmtp
tls.required
tls.opportunistic
tls.off
auth.none
auth.plain
auth.cram-md5
verify.yes
verify.no
exit.ok            0
exit.skip          77
