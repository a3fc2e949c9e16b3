# smtp-connection, used as its manual says; see js/smtpconnection_send.mjs. tls.opportunistic is the library's default.
name               js-smtp-connection
role               client
gives-up           yes
package            npm:smtp-connection
apt                nodejs
npm                smtp-connection@4.0.2
version            node -p "require('{dir}/node_modules/smtp-connection/package.json').version"
run                node {dir}/js/smtpconnection_send.mjs
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
