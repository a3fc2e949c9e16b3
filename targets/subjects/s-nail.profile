# s-nail, the mailx of many systems, in batch mode and without any file of the system or the user. It has no opportunistic mode, and
# a time limit for connecting only.
name               s-nail
role               client
gives-up           no
apt                s-nail
version            s-nail -:/ --version
run                s-nail -:/ -Sv15-compat {tls} {auth} {verify} -Ssendwait -Snosave -Shostname={helo} -Sfrom={from} -Ssocket-connect-timeout={timeout} -t
stdin              {tmp}/message.lf
tls.required       -Ssmtp-use-starttls
tls.off
auth.none          -Smta=smtp://{host}:{port} -Ssmtp-auth=none
auth.plain         -Smta=smtp://{user}:{password}@{host}:{port} -Ssmtp-auth=plain
auth.login         -Smta=smtp://{user}:{password}@{host}:{port} -Ssmtp-auth=login
auth.cram-md5      -Smta=smtp://{user}:{password}@{host}:{port} -Ssmtp-auth=cram-md5
verify.yes         -Stls-verify=strict -Stls-ca-file={ca} -Stls-ca-no-defaults
verify.no          -Stls-verify=ignore
exit.ok            0
exit.skip          77 89
