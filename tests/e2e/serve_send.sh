# The two commands for people: serve plays one scenario, send delivers to it, or refuses to.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
printf 'Subject: x\r\n\r\n.a dot\r\nlast line\r\n' >message

# serve SCENARIO: sets server, port, user, password, nonce
serve() {
    rm -f served # else the line of the one before is taken for this one's
    E2E_MARK=$E2E_MARK "$mustls" serve "$1" --port 0 --ca ca.pem --seed 5 >served 2>served.err &
    server=$!
    i=0
    while ! grep -qs 'Ctrl-C ends' served && [ $i -lt 500 ]; do
        i=$((i + 1))
        sleep 0.02
    done
    port=$(sed -n 's/.* port \([0-9]*\);.*/\1/p' served)
    user=$(sed -n 's/^user \([^ ]*\) .*/\1/p' served)
    password=$(sed -n 's/.* password \([^;]*\);.*/\1/p' served)
    nonce=$(sed -n 's/.* put \([^ ]*\) into.*/\1/p' served)
    printf 'Subject: x\r\n\r\n.a dot\r\n%s\r\n' "$nonce" >message
}

# stop LABEL TEXT...: ends the server, which shows what was said
stop() {
    label=$1
    shift
    kill -INT $server
    wait $server
    is "$label: serve's exit status" $? 0
    for text; do
        has "$label: serve" served "$text"
    done
    is "$label: serve's stderr" "$(cat served.err)" ''
}

# send LABEL EXIT TEXT ARGUMENT...: TEXT is on stderr
send() {
    label=$1 code=$2 text=$3
    shift 3
    E2E_MARK=$E2E_MARK "$mustls" send --from a@probe.example.test --to b@mx.example.test --helo probe.example.test \
        "$@" <message >sent 2>sent.err
    is "$label: send" $? "$code"
    has "$label: send" sent.err "$text"
    ! grep -qE 'Sanitizer|runtime error' sent.err || bad "$label: $(cat sent.err)"
}

serve smoke/auth-plain
url=smtp://localhost:$port
MUSTLS_PASSWORD=$password
export MUSTLS_PASSWORD
send "a login" 0 'message accepted' "$url" --ca ca.pem --user "$user"
has "a login: nothing on stdout" sent.err 'accepted'
is "a login: stdout" "$(cat sent)" ''
! grep -qF "$password" sent.err || bad "the password is on stderr"
send "a login by LOGIN, shown" 0 'AUTH' "smtp://127.0.0.1:$port" --ca ca.pem --user "$user" --auth login -v
send "without a login" 0 'message accepted' "$url" --ca ca.pem
send "unknown CA" 1 'certificate' "$url"
send "unchecked" 0 'message accepted' "$url" --no-verify
send "no TLS" 1 'refused' "$url" --tls off
unset MUSTLS_PASSWORD
send "no password" 2 'MUSTLS_PASSWORD' "$url" --ca ca.pem --user "$user"
stop "smoke" 'AUTH PLAIN' 'STARTTLS' 'C:  message '
send "nobody listens" 3 "port $port" "$url" --ca ca.pem

# another CA than the server's
E2E_MARK=$E2E_MARK "$mustls" certs other >/dev/null
serve smoke/required
send "wrong CA" 1 'certificate' "smtp://localhost:$port" --ca other/ca.pem
send "right CA" 0 'message accepted' "smtp://localhost:$port" --ca ca.pem
stop "wrong CA"

serve certificate/wrong-host
send "wrong host" 1 'hostname mismatch' "smtp://localhost:$port" --ca ca.pem
stop "wrong host"

serve injection/after-220
send "injection" 1 'behind the reply to STARTTLS' "smtp://localhost:$port" --ca ca.pem
stop "injection" 'injection/after-220'

# one client after the other, and at once
serve smoke/required
for i in 1 2 3 4; do
    E2E_MARK=$E2E_MARK "$mustls" send --from a@probe.example.test --to b@mx.example.test --ca ca.pem \
        "smtp://localhost:$port" <message >/dev/null 2>"sent.$i" &
    eval "pid_$i=$!"
done
for i in 1 2 3 4; do
    eval "wait \$pid_$i"
    is "client $i of four" $? 0
done
stop "four clients"
nothing_left serve_send
finish
