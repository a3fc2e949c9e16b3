# The gem mail, used as its manual says; see ruby/mail_send.rb. It can't be told to leave an offered STARTTLS alone.
name               ruby-mail
role               client
gives-up           yes
package            ruby-mail
apt                ruby ruby-mail
version            dpkg-query -W -f '${Version}' ruby-mail
run                ruby {dir}/ruby/mail_send.rb
tls.required
tls.opportunistic
auth.none
auth.plain
auth.login
auth.cram-md5
auth.any
verify.yes
verify.no
exit.ok            0
exit.skip          77
