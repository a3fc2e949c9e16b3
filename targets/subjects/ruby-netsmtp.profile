# Ruby's net/smtp, used as its manual says; see ruby/netsmtp_send.rb.
name               ruby-netsmtp
role               client
gives-up           yes
package            ruby
apt                ruby
version            ruby -rnet/smtp -e 'print Net::SMTP::VERSION'
run                ruby {dir}/ruby/netsmtp_send.rb
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
