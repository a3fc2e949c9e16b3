#!/bin/sh
# A server as the subject, over sockets: good and bad ones, and scripts with several connections.
. "$(dirname "$0")/lib.sh"
need python3
cd "$work" || exit 1
mustls certs certs >/dev/null || bad "certs"

profile() { # HOLE [LINE...]
    printf 'name %s\nrole server\nrun python3 %s %s %s/certs/good.pem %s/certs/good.key {port}\n' "$1" "$here/server.py" \
        "$1" "$work" "$work" >"$1.profile"
    printf 'starttls.required\nstarttls.offered\nauth.none\n' >>"$1.profile"
    hole=$1
    shift
    [ $# -eq 0 ] || printf '%s\n' "$@" >>"$hole.profile"
}

# try HOLE SCENARIO...: what became of it is in $code and out
try() {
    hole=$1
    shift
    mustls run -c "$hole.profile" "$@" >out 2>&1
    code=$?
}

for hole in plain takes injected once crash deaf; do profile "$hole"; done
profile mute 'settle 300ms'

try plain "$root"/scenarios/server/*.scn
is "a good server" $code 0
has "a good server" out " pass"
grep -q " skip\|inconclusive" out && bad "a good server: $(cat out)"

try takes "$root/scenarios/server/no-mail-before-tls.scn"
is "mail in the clear" $code 1
has "mail in the clear" out "MUST NOT 2xx after DATA before QUIT"

try injected "$root/scenarios/server/command-injection.scn"
is "injected commands" $code 1
has "injected commands" out "MUST NOT 250 in tls before QUIT"

try crash "$root/scenarios/server/command-injection.scn"
is "a crash" $code 1
has "a crash" out "signal 11"

head='title t\ntest server\nserver starttls=offered\nlimit 8s\n'
tail='S: 220\nC: QUIT\nS: 221\nMUST 220 first in clear [RFC 5321 3.1]\nMUST 221 after QUIT [RFC 5321 4.1.1.10]\n'
for way in 'C: <close>\n' 'C: <reset>\n' 'C: <close>\nC: <wait 20ms>\nC: <wait 20ms>\n' 'C: <reset>\nC: <wait 20ms>\n' ''; do
    printf "${head}C: <connect>\nS: 220\n${way}C: <connect>\n$tail" >again.scn
    try plain ./again.scn
    is "again: $way" $code 0
done
# It is TLS no more.
printf "${head}C: <connect>\nS: 220\nC: STARTTLS\nS: 220\nC: <tls>\nC: EHLO a\nS: 250\nC: <close>\nC: <connect>\n$tail" >again.scn
try plain ./again.scn
is "again, from TLS" $code 0

printf "${head}C: <connect>\nS: 220\nC: <close>\nC: <connect>\nS: 220\nMUST 221 after QUIT [RFC 5321 4.1.1.10]\n" >again.scn
profile once 'settle 3s'
try once ./again.scn
is "gone for good" $code 1
has "gone for good" out "the script ended early"

# At the limit: whose word is due decides. A server may wait for minutes (RFC 5321 4.5.3.2.7).
at_limit() { # HOLE EXIT TEXT SCRIPT
    printf "title t\ntest server\nserver starttls=offered\nlimit 2s\nC: <connect>\nS: 220\n$4" >limit.scn
    printf 'MUST 220 first in clear [RFC 5321 3.1]\n' >>limit.scn
    try "$1" ./limit.scn
    is "at the limit: $4" $code "$2"
    has "at the limit: $4" out "$3"
}
at_limit plain 0 "1 pass" 'C: <wait>\n'
at_limit plain 1 "the script ended early, at C: <wait>" 'C: <wait>\nC: QUIT\n'
at_limit plain 0 "1 warn" 'C: <wait 1m>\n'
at_limit plain 0 "1 warn" 'C: NOO\\c\nS: 250\n'
at_limit plain 0 "1 warn" 'S: 250\n'
at_limit deaf 1 "FAIL  deaf" 'C: NOOP\nS: 250\n'
has "deaf" out "we wait for the server (limit:8)"

try mute "$root/scenarios/server/no-mail-before-tls.scn"
is "no server at all" $code 1
has "no server at all" out "does not answer on port"
nothing_left "servers"
finish
