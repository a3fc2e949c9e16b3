# openssl s_client -starttls smtp: it makes the handshake, says QUIT, and delivers nothing.
#
# Exit status 0 means that the handshake was made (and the certificate was good, where verify=yes), never that a message arrived:
# `delivers no` leaves out the scenarios that are about a delivery, and no success of it is a false one.
name               openssl-s_client
role               client
apt                openssl
version            openssl version
run                {dir}/s_client.sh {timeout} {host} -connect {host}:{port} -name {helo} {tls} {verify} {auth}
tls.required       -starttls smtp
# It never gets as far as AUTH, whatever is asked.
auth.none
auth.plain
auth.login
verify.yes         -CAfile {ca} -verify_return_error
verify.no
delivers           no
exit.ok            0
exit.skip          77 89
