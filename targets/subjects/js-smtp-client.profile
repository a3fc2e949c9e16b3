# smtp-client, used as its manual says; see js/smtpclient_send.mjs. Each step is the caller's. It has no CRAM-MD5.
name               js-smtp-client
role               client
gives-up           yes
package            npm:smtp-client
apt                nodejs
npm                smtp-client@0.4.0
version            node -p "require('{dir}/node_modules/smtp-client/package.json').version"
run                node {dir}/js/smtpclient_send.mjs
tls.required
tls.opportunistic
tls.off
auth.none
auth.plain
auth.login
verify.yes
verify.no
exit.ok            0
exit.skip          77
