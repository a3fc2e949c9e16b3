# --pcap: what tshark reads in the files. It knows nothing but what stands there: no port, no key log is told to it.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
need tshark
need editcap
HOME=$work # where its settings would be
export HOME

boringssl=$(dirname "$mustls")/mustls-boringssl
run() { # MUSTLS ARGUMENT...
    binary=$1
    shift
    E2E_MARK=$E2E_MARK "$binary" run -q --seed 5 "$@"
}

# dissect FILE: a line for each packet: stream, protocols, command, reply code, TCP flags, sending port, length,
# what is wrong with it, comment
dissect() {
    tshark -2 -r "$1" -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -T fields -E separator='|' -e tcp.stream \
        -e frame.protocols -e smtp.req.command -e smtp.response.code -e tcp.flags -e tcp.srcport -e tcp.len \
        -e tcp.analysis.flags -e _ws.malformed -e tcp.checksum.status -e ip.checksum.status -e frame.comment \
        2>tshark.err
}

# good LABEL FILE: it is whole, no packet is odd and all sums are right; leaves `packets`
good() {
    looked=$((looked + 1))
    rm -f packets
    [ -s "$2" ] || {
        bad "$1: there is no $2"
        return 1
    }
    dissect "$2" >packets || bad "$1: tshark: $(cat tshark.err)"
    [ -s packets ] || bad "$1: no packets"
    odd=$(awk -F'|' '$8 != "" || $9 != "" || $10 != 1 || ($11 != 1 && $2 !~ /ipv6/)' packets)
    [ -z "$odd" ] || bad "$1: $odd"
}

# mail_in_tls LABEL: the client's MAIL was decrypted, and its STARTTLS was clear
mail_in_tls() {
    is "$1: STARTTLS in clear" "$(awk -F'|' '$2 !~ /tls/ && $3 ~ /STAR/' packets | wc -l)" 1
    looked=$((looked + 1))
    awk -F'|' '$2 ~ /tls/ && $3 ~ /MAIL/ { n++ } END { exit !n }' packets || bad "$1: no MAIL in TLS: $(cat packets)"
}

# own_secrets LABEL FILE: those of the connections in the file, and of no other
own_secrets() {
    tshark -r "$2" -Y tls.handshake.type==1 -T fields -e tls.handshake.random 2>/dev/null | tr -d : | sort -u >randoms
    grep -aoE '(CLIENT_RANDOM|[A-Z_]+SECRET(_0)?) [0-9a-f]{64} ' "$2" | cut -d' ' -f2 | sort -u >keys
    [ -s keys ] || bad "$1: no secrets"
    is "$1: whose secrets" "$(cat keys)" "$(cat randoms)"
}

at() { echo "$1/reference/$2/wire.pcapng"; }

for binary in "$mustls" "$boringssl"; do
    if [ ! -x "$binary" ]; then
        echo "not tried: $(basename "$binary") is not built"
        [ "${MUSTLS_NO_SKIP:-0}" = 1 ] && bad "$(basename "$binary") is not built"
        continue
    fi
    name=$(basename "$binary")
    for where in memory socket; do
        option=$([ $where = socket ] && echo --socket)
        run "$binary" smoke/required smoke/tls12-only smoke/tls13-only smoke/auth-plain --pcap "$name.$where" \
            $option >out 2>err
        is "$name $where" $? 0
        has "$name $where: told" out "pcap: 4 in $name.$where/"
        for id in smoke/required smoke/tls12-only smoke/tls13-only smoke/auth-plain; do
            file=$(at "$name.$where" $id)
            good "$name $where $id" "$file" || continue
            mail_in_tls "$name $where $id"
            own_secrets "$name $where $id" "$file"
        done
    done
done

# The check can fail: the same file without its secrets.
file=$(at mustls.memory smoke/tls13-only)
editcap --discard-all-secrets "$file" blind.pcapng
good "without secrets" blind.pcapng
is "without secrets: MAIL" "$(awk -F'|' '$3 ~ /MAIL/' packets | wc -l)" 0

# ends: FLAGS of the packets that end a connection, the server's with an S in front
ends() { awk -F'|' '$5 ~ /(1|5|4)$/ { printf "%s%s ", ($6 == 25 ? "S" : "C"), substr($5, length($5) - 1) }' packets; }

cat >rude.scn <<'X'
# A reset in the middle of the dialogue.
title  reset
tags   x
client tls=off auth=none

C: EHLO
S: 250 test.example
C: MAIL
S: 250 OK
S: <reset>

MUST  client fails  [harness]
X
# The server ends its direction; what the client still says is there, too.
sed -e 's/^title .*/title  half-close/' -e 's/<reset>/<close>/' rude.scn >polite.scn
for where in memory socket; do
    option=$([ $where = socket ] && echo --socket)
    run "$mustls" ./rude.scn ./polite.scn --pcap ends.$where $option >out 2>err
    is "ends, $where" $? 0
    good "reset, $where" "$(find ends.$where -path '*rude*' -name '*.pcapng')"
    is "reset, $where: how it ends" "$(ends)" 'S14 '
    good "half-close, $where" "$(find ends.$where -path '*polite*' -name '*.pcapng')"
    is "half-close, $where: how it ends" "$(ends)" 'S11 C11 '
done

# Broken sentences stand at the packets, beside the transcript.
run "$mustls" injection/after-220 --seeded-fault keeps-plaintext --out both --pcap both >out 2>err
is "a failure" $? 1
good "a failure" "$(at both injection/after-220)"
has "a failure: comment" packets 'MUST NOT "MAIL *SIZE=*" in tls [RFC 3207 4.2]'
is "a failure: where" "$(awk -F'|' '$12 ~ /SIZE/ { print $3 }' packets)" MAIL
holds "beside the transcript" test -s both/reference/injection/after-220/transcript.txt
capinfos -k both/reference/injection/after-220/wire.pcapng >info 2>/dev/null
has "the file's comment" info 'injection/after-220 on reference'
has "the file's verdict" info FAIL

# IPv6, and a program
if [ -e /proc/net/if_inet6 ] && grep -q ' lo$' /proc/net/if_inet6; then
    run "$mustls" smoke/required --socket --listen ::1 --pcap six >out 2>err
    is "IPv6" $? 0
    good "IPv6" "$(at six smoke/required)"
    mail_in_tls "IPv6"
else
    echo "not tried: IPv6, which this system has not"
fi

# repeated runs have a file each
run "$mustls" smoke/required --repeat 3 --pcap repeated >out 2>err
is "repeated" "$(find repeated -name 'wire-*.pcapng' | wc -l)" 3

# serve: two clients, two streams
printf 'Subject: x\r\n\r\nbody\r\n' >message
E2E_MARK=$E2E_MARK "$mustls" serve smoke/required --ca ca.pem --pcap served.pcapng >served 2>served.err &
server=$!
i=0
while ! grep -qs 'Ctrl-C ends' served && [ $i -lt 500 ]; do
    i=$((i + 1))
    sleep 0.02
done
port=$(sed -n 's/.* port \([0-9]*\);.*/\1/p' served)
for i in 1 2; do
    mustls send --from a@probe.example.test --to b@mx.example.test --ca ca.pem "smtp://localhost:$port" <message 2>sent
    is "send $i" $? 0
done
kill -INT $server
wait $server
is "serve" $? 0
has "serve: told" served 'pcap: served.pcapng'
good "serve" served.pcapng
is "serve: streams" "$(cut -d'|' -f1 packets | sort -u | tr '\n' ' ')" '0 1 '
is "serve: MAIL in TLS" "$(awk -F'|' '$2 ~ /tls/ && $3 ~ /MAIL/ { print $1 }' packets | tr '\n' ' ')" '0 1 '
own_secrets "serve" served.pcapng

# refused: LABEL EXIT TEXT ARGUMENT...
refused() {
    label=$1 code=$2 text=$3
    shift 3
    run "$mustls" smoke/required "$@" >out 2>err
    is "$label" $? "$code"
    has "$label" err "$text"
}
refused "without TLS" 2 '--pcap needs real TLS' --null-tls --pcap no
refused "cut runs" 2 'does not go with --splits' --splits --pcap no
refused "no folder" 3 "can't write into the folder /proc/no" --pcap /proc/no
holds "nothing was made" test ! -e no
nothing_left pcap
finish
