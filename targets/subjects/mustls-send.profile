# The reference client as a command of its own, from PATH: `mustls send`. With it one build of mustls tests another, over real
# sockets. `timeout` bounds the wait for each reply. The password comes from the environment, where run puts it.
name               mustls-send
role               client
version            mustls --version
run                mustls send {tls} {auth} {verify} --helo {helo} --timeout {timeout} --from {from} --to {to} --message {message} smtp://{host}:{port}
tls.required       --tls required
tls.opportunistic  --tls opportunistic
tls.off            --tls off
auth.none
auth.plain         --auth plain --user {user}
auth.login         --auth login --user {user}
auth.cram-md5      --auth cram-md5 --user {user}
auth.any           --auth any --user {user}
verify.yes         --ca {ca}
verify.no          --no-verify
exit.ok            0
exit.skip          77 89
