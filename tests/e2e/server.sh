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
at_limit() { # NAME SCRIPT
    printf "title t\ntest server\nserver starttls=offered\nlimit 6s\nC: <connect>\nS: 220\n$2" >"$1.scn"
    printf 'MUST 220 first in clear [RFC 5321 3.1]\n' >>"$1.scn"
}
at_limit wait 'C: <wait>\n'
at_limit wait-and-more 'C: <wait>\nC: QUIT\n'
at_limit wait-long 'C: <wait 1m>\n'
at_limit half-a-command 'C: NOO\\c\nS: 250\n'
at_limit one-too-many 'S: 250\n'
try plain -v ./wait.scn ./wait-and-more.scn ./wait-long.scn ./half-a-command.scn ./one-too-many.scn
is "at the limit" $code 1
sed 's/  */ /g' out >flat
has "a wait is over" flat "PASS plain wait "
has "a wait, and more" flat "INCONCLUSIVE plain wait-and-more "
has "a wait, and more" out "the script ended early, at C: <wait>"
for name in wait-long half-a-command one-too-many; do has "$name" flat "WARN plain $name "; done
has "ours" out "the server waits for us (one-too-many:7), and may for minutes"
at_limit silence 'C: NOOP\nS: 250\n'
try deaf ./silence.scn
is "theirs" $code 1
has "theirs" out "we wait for the server (silence:8)"

try mute "$root/scenarios/server/no-mail-before-tls.scn"
is "no server at all" $code 1
has "no server at all" out "does not answer on port"
nothing_left "servers"
finish
