# Email::Sender, used as its manual says; see perl/emailsender_send.pl. It does not pass the control runs with
# maybestarttls, so there is no tls.opportunistic. It chooses the mechanism, and takes PLAIN before LOGIN.
name               perl-emailsender
role               client
gives-up           yes
package            libemail-sender-perl
apt                libemail-sender-perl libauthen-sasl-perl libio-socket-ssl-perl
version            dpkg-query -W -f '${Version}' libemail-sender-perl
run                perl {dir}/perl/emailsender_send.pl
tls.required
tls.off
auth.none
auth.plain
auth.any
verify.yes
verify.no
exit.ok            0
exit.skip          77
