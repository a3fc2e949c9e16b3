# Horde_Smtp, used as its manual says; see php/horde_send.php. tls.opportunistic is the library's default. It chooses the
# mechanism, and takes PLAIN before LOGIN.
name               php-horde
role               client
gives-up           yes
package            php-horde-smtp
apt                php-cli php-mbstring php-horde-smtp php-horde-mime
version            dpkg-query -W -f '${Version}' php-horde-smtp
run                php -n -d extension=ctype -d extension=iconv -d extension=mbstring {dir}/php/horde_send.php
tls.required
tls.opportunistic
tls.off
auth.none
auth.plain
auth.any
verify.yes
verify.no
exit.ok            0
exit.skip          77
