# Net::SMTPS, used as its manual says; see perl/netsmtps_send.pl. It does not tell its TLS library the host's name, which then looks
# for the server's address in the certificate. So the driver says SSL_hostname and SSL_verifycn_name, options that it passes on.
name               perl-netsmtps
role               client
gives-up           yes
package            libnet-smtps-perl
apt                libnet-smtps-perl libauthen-sasl-perl libdigest-hmac-perl
version            dpkg-query -W -f '${Version}' libnet-smtps-perl
run                perl {dir}/perl/netsmtps_send.pl
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
