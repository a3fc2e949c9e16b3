# PEAR's Net_SMTP, used as its manual says; see php/netsmtp_send.php.
name               php-netsmtp
role               client
gives-up           yes
package            php-net-smtp
apt                php-cli php-net-smtp php-auth-sasl
version            dpkg-query -W -f '${Version}' php-net-smtp
run                php -n {dir}/php/netsmtp_send.php
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
