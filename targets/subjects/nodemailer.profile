# nodemailer, the usual mailer of Node.js. tls.opportunistic is the library's default.
name               nodemailer
role               client
gives-up           yes
apt                nodejs
npm                nodemailer@10.6.0
version            node {dir}/nodemailer.mjs --version
run                node {dir}/nodemailer.mjs {host} {port} {ca} {tls} {auth} {verify}
tls.required       tls=required
tls.opportunistic  tls=opportunistic
tls.off            tls=off
auth.none          auth=none
auth.plain         auth=plain
auth.login         auth=login
auth.cram-md5      auth=cram-md5
auth.any           auth=any
verify.yes         verify=yes
verify.no          verify=no
exit.ok            0
exit.skip          77
