#!/bin/sh
# What a run costs over the bare program: curl delivering to `mustls serve` by itself, against `mustls run -c curl` of the same scenario,
# in turn, in one go; and what two workers do of what one does. Prints lines "name value unit", medians of the rounds.
# usage: curl.sh MUSTLS SOURCE_DIR [ROUNDS]
set -eu
mustls=$1
source=$2
rounds=${3:-7}
each=20
scenario=smoke/required
command -v curl >/dev/null || { echo "curl is not installed: skipped"; exit 77; }
tmp=$(mktemp -d)
"$mustls" serve "$scenario" --scenarios "$source/scenarios" --ca "$tmp/ca.pem" >"$tmp/serve" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$tmp"' EXIT
for _ in $(seq 200); do
    port=$(sed -n 's/.* port \([0-9]*\);.*/\1/p' "$tmp/serve")
    [ -n "$port" ] && break
    sleep 0.02
done
"${CC:-cc}" -O1 -o "$tmp/cpu_of" "$source/tests/bench/cpu_of.c"
printf 'From: <a@probe.example.test>\r\n\r\nhello\r\n' >"$tmp/m"
now() { date +%s%N; }
bare() {
    for _ in $(seq $each); do
        curl -sS --ssl-reqd --cacert "$tmp/ca.pem" -m 5 --mail-from sender@probe.example.test \
            --mail-rcpt recipient@mx.example.test -T "$tmp/m" "smtp://localhost:$port/probe.example.test"
    done
}
ours() { # WORKERS
    "$tmp/cpu_of" "$tmp/cpu" "$mustls" run "$scenario" -c curl --no-calibration --repeat "$each" -j "$1" -q \
        --scenarios "$source/scenarios" --subjects "$source/targets/subjects" >/dev/null
}
time_of() { a=$(now); "$@"; b=$(now); echo $(((b - a) / 1000)); }
start_of() { # one run: what starting the tool costs is not a run's cost
    a=$(now)
    "$mustls" run "$scenario" -c curl --no-calibration -j 1 -q --scenarios "$source/scenarios" \
        --subjects "$source/targets/subjects" >/dev/null
    b=$(now)
    echo $(((b - a) / 1000))
}
: >"$tmp/busy"; : >"$tmp/bare"; : >"$tmp/ours"; : >"$tmp/two"; : >"$tmp/one"
bare; ours 1
for _ in $(seq $rounds); do
    time_of bare >>"$tmp/bare"
    time_of ours 1 >>"$tmp/ours"
    awk -v us="$(tail -n 1 "$tmp/ours")" '{ print 1e6 * $1 / us }' "$tmp/cpu" >>"$tmp/busy"
    time_of ours 2 >>"$tmp/two"
    start_of >>"$tmp/one"
done
median() { sort -n "$1" | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
awk -v bare="$(median "$tmp/bare")" -v ours="$(median "$tmp/ours")" -v two="$(median "$tmp/two")" -v one="$(median "$tmp/one")" -v busy="$(median "$tmp/busy")" -v each=$each 'BEGIN {
    b = bare / each / 1000
    r = (ours - one) / (each - 1) / 1000
    printf "curl_bare_ms %.2f ms\ncurl_run_ms %.2f ms\ncurl_over %.1f %%\n", b, r, 100 * (r - b) / b
    # The first run is in both.
    printf "curl_one_worker_rate %.1f 1/s\n", 1000 / r
    # Two workers can make two processors do no more than this leaves.
    printf "curl_one_worker_keeps_busy %.2f processors\n", busy
    if (two > one) printf "curl_two_workers %.2f times\n", (ours - one) / (two - one)
}'
