# Perl's own Net::SMTP, used as its manual says; see perl/netsmtp_send.pl.
name               perl-netsmtp
role               client
gives-up           yes
package            perl
apt                perl libauthen-sasl-perl libdigest-hmac-perl libio-socket-ssl-perl
version            perl -MNet::SMTP -e 'print Net::SMTP->VERSION'
run                perl {dir}/perl/netsmtp_send.pl
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
