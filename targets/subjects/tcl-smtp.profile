# Tcllib's smtp, used as its manual says; see tcl/smtp_send.tcl. It has STARTTLS when offered only, and chooses the
# mechanism: LOGIN before PLAIN. Its TLS library checks the chain, not the host name.
name               tcl-smtp
role               client
gives-up           yes
package            tcllib
apt                tcl tcllib tcl-tls
version            dpkg-query -W -f '${Version}' tcllib
run                tclsh {dir}/tcl/smtp_send.tcl
tls.opportunistic
tls.off
auth.none
auth.login
auth.any
verify.yes
verify.no
exit.ok            0
exit.skip          77
