# curl, the command line tool. -q: no configuration file of the caller. `timeout` bounds the whole
# run here, not one wait: curl has no option for that.
name               curl
role               client
apt                curl
version            curl --version
run                curl -q -sS {tls} {auth} {verify} --noproxy * -m {timeout} --mail-from {from} --mail-rcpt {to} -T {message} smtp://{host}:{port}/{helo}
tls.required       --ssl-reqd
tls.opportunistic  --ssl
tls.off
auth.none
auth.plain         --user {user}:{password} --login-options AUTH=PLAIN
auth.login         --user {user}:{password} --login-options AUTH=LOGIN
auth.cram-md5      --user {user}:{password} --login-options AUTH=CRAM-MD5
auth.any           --user {user}:{password}
verify.yes         --cacert {ca}
verify.no          --insecure
exit.ok            0
exit.skip          77 89
