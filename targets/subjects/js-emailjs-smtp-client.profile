# emailjs-smtp-client, used as its manual says; see js/emailjs_smtp_client_send.mjs. It has no time limit and no option to
# leave the certificate unchecked. tls.opportunistic is its default.
name               js-emailjs-smtp-client
role               client
package            npm:emailjs-smtp-client
apt                nodejs
npm                emailjs-smtp-client@2.0.1
version            node -p "require('{dir}/node_modules/emailjs-smtp-client/package.json').version"
run                node {dir}/js/emailjs_smtp_client_send.mjs
env                NODE_EXTRA_CA_CERTS={ca}
tls.required
tls.opportunistic
tls.off
auth.none
auth.plain
auth.login
auth.any
verify.yes
exit.ok            0
exit.skip          77
