# PHPMailer, used as its manual says; see php/phpmailer_send.php. tls.opportunistic is the library's default. php -n reads
# no php.ini, which saves starting what is not used.
name               php-phpmailer
role               client
gives-up           yes
package            libphp-phpmailer
apt                php-cli php-mbstring libphp-phpmailer
version            dpkg-query -W -f '${Version}' libphp-phpmailer
run                php -n -d extension=ctype -d extension=iconv -d extension=mbstring {dir}/php/phpmailer_send.php
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
