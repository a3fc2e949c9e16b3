# emailjs, used as its manual says; see js/emailjs_send.mjs. It has no STARTTLS when offered.
name               js-emailjs
role               client
gives-up           yes
package            npm:emailjs
apt                nodejs
npm                emailjs@5.0.3
version            node -p "require('{dir}/node_modules/emailjs/package.json').version"
run                node {dir}/js/emailjs_send.mjs
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
