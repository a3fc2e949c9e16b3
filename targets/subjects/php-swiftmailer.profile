# Swift Mailer, used as its manual says; see php/swiftmailer_send.php. It has no STARTTLS when offered.
name               php-swiftmailer
role               client
gives-up           yes
package            php-swiftmailer
apt                php-cli php-mbstring php-swiftmailer
version            dpkg-query -W -f '${Version}' php-swiftmailer
run                php -n -d extension=ctype -d extension=iconv -d extension=mbstring {dir}/php/swiftmailer_send.php
tls.required
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
