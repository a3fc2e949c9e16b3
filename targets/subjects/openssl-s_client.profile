# openssl s_client -starttls smtp: it makes the handshake, says QUIT, and delivers nothing.
#
# Exit status 0 means that the handshake was made (and the certificate was good, where verify=yes),
# never that a message arrived. So where a scenario reaches that point, it shows as a false success;
# the smoke scenarios do, hence calibration voids this subject's results. It is here for a look
# at one handshake by hand, and for scenarios on a base without sentences about delivery. Mapping
# success to a status that never comes would be worse: every "client fails" would hold for nothing.
name               openssl-s_client
role               client
package            openssl
version            openssl version
run                {dir}/s_client.sh {timeout} -connect {host}:{port} -name {helo} {tls} {verify} {auth}
tls.required       -starttls smtp
auth.none
verify.yes         -CAfile {ca} -verify_return_error -verify_hostname {host}
verify.no
exit.ok            0
exit.skip          77 89
