# Postfix as a sender to a relay, unpacked: it would take the place of the system's mailer; see postfix.sh. The words are lines of its
# configuration. It starts as root only; else the runs are SKIP.
name               postfix
role               client
gives-up           yes
apt                libicu72 libdb5.3 libnsl2 libsasl2-2 libsasl2-modules
unpack             postfix
version            sh -c 'LD_LIBRARY_PATH={dir}/root/postfix/usr/lib/postfix; export LD_LIBRARY_PATH; ! ldd {dir}/root/postfix/usr/lib/postfix/sbin/smtp | grep "not found" && {dir}/root/postfix/usr/sbin/postconf -d mail_version'
run                {dir}/postfix.sh {dir}/root/postfix {tls} {auth} {verify}
stdin              {tmp}/message.lf
tls.required       'smtp_tls_security_level = $insist'
tls.opportunistic  'smtp_tls_security_level = may'
tls.off            'smtp_tls_security_level = none'
auth.none
auth.plain         'smtp_sasl_auth_enable = yes' 'smtp_sasl_security_options =' 'smtp_sasl_password_maps = static:{user}:{password}' 'smtp_sasl_mechanism_filter = plain'
auth.login         'smtp_sasl_auth_enable = yes' 'smtp_sasl_security_options =' 'smtp_sasl_password_maps = static:{user}:{password}' 'smtp_sasl_mechanism_filter = login'
auth.cram-md5      'smtp_sasl_auth_enable = yes' 'smtp_sasl_security_options =' 'smtp_sasl_password_maps = static:{user}:{password}' 'smtp_sasl_mechanism_filter = cram-md5'
auth.any           'smtp_sasl_auth_enable = yes' 'smtp_sasl_security_options =' 'smtp_sasl_password_maps = static:{user}:{password}'
verify.yes         'insist = verify' 'smtp_tls_CAfile = {ca}'
verify.no          'insist = encrypt'
exit.ok            0
exit.skip          77 89
