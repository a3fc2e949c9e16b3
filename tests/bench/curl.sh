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
cat >"$tmp/bare.sh" <<BARE
for _ in \$(seq $each); do
    curl -sS --ssl-reqd --cacert "$tmp/ca.pem" -m 5 --mail-from sender@probe.example.test \\
        --mail-rcpt recipient@mx.example.test -T "$tmp/m" "smtp://localhost:$port/probe.example.test"
done
BARE
bare() { "$tmp/cpu_of" "$tmp/cpu" sh "$tmp/bare.sh"; }
ours() { # WORKERS RUNS
    "$tmp/cpu_of" "$tmp/cpu" "$mustls" run "$scenario" -c curl --no-calibration --repeat "$2" -j "$1" -q \
        --scenarios "$source/scenarios" --subjects "$source/targets/subjects" >/dev/null
}
now() { date +%s%N; }
cost_of() { # microseconds, and those of all its processes' CPU time
    a=$(now)
    "$@"
    b=$(now)
    awk -v us=$(((b - a) / 1000)) '{ printf "%d %d ", us, 1e6 * $1 }' "$tmp/cpu"
}
ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$server/stat"; }
bare; ours 1 "$each"
before=$(ticks)
for _ in $(seq "$rounds"); do # the last: what starting the tool costs is not a run's cost
    { cost_of bare; cost_of ours 1 "$each"; cost_of ours 2 "$each"; cost_of ours 1 1; echo; } >>"$tmp/rounds"
done
serves=$(awk -v t=$(($(ticks) - before)) -v hz="$(getconf CLK_TCK)" -v n=$((rounds * each)) 'BEGIN { print 1e6 * t / hz / n }')
# Neighbours in time are compared, and the median of that is taken.
awk -v each="$each" -v serves="$serves" '
function median(v, n,    i, j, t) {
    for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j - 1] > v[j]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
    return v[int((n + 1) / 2)]
}
{
    bare[NR] = $1 / each
    run[NR] = ($3 - $7) / (each - 1)
    over[NR] = 100 * (run[NR] / bare[NR] - 1)
    cpu[NR] = 100 * (($4 - $8) / (each - 1) / ($2 / each + serves) - 1)
    busy[NR] = $4 / $3
    two[NR] = $5 > $7 ? ($3 - $7) / ($5 - $7) : 0
}
END {
    ms = median(run, NR) / 1000
    printf "curl_bare_ms %.2f ms\ncurl_run_ms %.2f ms\ncurl_over %.1f %%\n", median(bare, NR) / 1000, ms, median(over, NR)
    printf "curl_over_in_cpu_time %.1f %%\n", median(cpu, NR)
    printf "curl_one_worker_rate %.1f 1/s\n", 1000 / ms
    # What this leaves of two processors is all that a second worker can add.
    printf "curl_one_worker_keeps_busy %.2f processors\n", median(busy, NR)
    printf "curl_two_workers %.2f times\n", median(two, NR)
}' "$tmp/rounds"
