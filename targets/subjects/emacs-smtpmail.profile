# smtpmail of Emacs; see emacs_smtpmail.el. It has no time limit.
# tls.opportunistic is the library's default.
name               emacs-smtpmail
role               client
apt                emacs-nox
version            emacs --version
run                emacs -Q --script {dir}/emacs_smtpmail.el {tls} {auth} {verify}
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
exit.skip          77 89
