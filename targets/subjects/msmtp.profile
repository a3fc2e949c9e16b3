# msmtp. With --host it reads no configuration file. It has no opportunistic mode, so there is no
# line tls.opportunistic: scenarios that ask for it are skipped. The password can only come from a
# file or from a command; run gives it as MUSTLS_PASSWORD.
name               msmtp
role               client
apt                msmtp
version            msmtp --version
run                msmtp --host={host} --port={port} --domain={helo} --timeout={timeout} --from={from} {tls} {verify} {auth} -- {to}
stdin              {message}
tls.required       --tls=on --tls-starttls=on
tls.off            --tls=off
auth.none          --auth=off
auth.plain         --auth=plain --user={user} '--passwordeval=printf "%s\n" "$MUSTLS_PASSWORD"'
auth.login         --auth=login --user={user} '--passwordeval=printf "%s\n" "$MUSTLS_PASSWORD"'
auth.cram-md5      --auth=cram-md5 --user={user} '--passwordeval=printf "%s\n" "$MUSTLS_PASSWORD"'
auth.any           --auth=on --user={user} '--passwordeval=printf "%s\n" "$MUSTLS_PASSWORD"'
verify.yes         --tls-certcheck=on --tls-trust-file={ca}
verify.no          --tls-certcheck=off --tls-trust-file=
exit.ok            0
# 77 is its EX_NOPERM: AUTH failed.
exit.skip          89
