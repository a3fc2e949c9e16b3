# Symfony's mailer, used as its manual says; see php/symfony_send.php. Version 5.4 has STARTTLS when offered only, and
# chooses the mechanism: CRAM-MD5, LOGIN, PLAIN, the first of them that is offered.
name               php-symfony
role               client
gives-up           yes
package            php-symfony-mailer
apt                php-cli php-mbstring php-symfony-mailer
version            dpkg-query -W -f '${Version}' php-symfony-mailer
run                php -n -d extension=ctype -d extension=iconv -d extension=mbstring {dir}/php/symfony_send.php
tls.opportunistic
auth.none
auth.login
auth.any
verify.yes
verify.no
exit.ok            0
exit.skip          77
