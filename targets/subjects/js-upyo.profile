# Upyo's SMTP transport, used as its manual says; see js/upyo_send.mjs. It has STARTTLS when offered only.
name               js-upyo
role               client
gives-up           yes
package            npm:@upyo/smtp
apt                nodejs
npm                @upyo/core@0.4.0 @upyo/smtp@0.4.0
version            node -p "require('{dir}/node_modules/@upyo/smtp/package.json').version"
run                node {dir}/js/upyo_send.mjs
tls.opportunistic
auth.none
auth.plain
auth.login
auth.cram-md5
verify.yes
verify.no
exit.ok            0
exit.skip          77
