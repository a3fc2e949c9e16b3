# git send-email, without any file of the system or the user. No opportunistic mode and no time limit. The message stands for a patch.
name               git-send-email
role               client
apt                git-email libmailtools-perl libauthen-sasl-perl libdigest-hmac-perl
version            git --version
env                GIT_CONFIG_NOSYSTEM=1
run                git send-email --quiet --confirm=never --suppress-cc=all --no-validate --from={from} --to={to} --smtp-server={host} --smtp-server-port={port} --smtp-domain={helo} {tls} {auth} {verify} {tmp}/message.lf
tls.required       --smtp-encryption=tls
tls.off            --smtp-encryption=none
auth.none          --smtp-auth=none
auth.plain         --smtp-auth=PLAIN --smtp-user={user} --smtp-pass={password}
auth.login         --smtp-auth=LOGIN --smtp-user={user} --smtp-pass={password}
auth.cram-md5      --smtp-auth=CRAM-MD5 --smtp-user={user} --smtp-pass={password}
auth.any           --smtp-user={user} --smtp-pass={password}
verify.yes         --smtp-ssl-cert-path={ca}
verify.no          --smtp-ssl-cert-path=
exit.ok            0
exit.skip          77 89
