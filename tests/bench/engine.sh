#!/bin/sh
# Fuzz targets under libFuzzer against a target that reads the bytes one by one, same flags, mutator, seeds and number of
# executions: rounds are interleaved, figures are medians in CPU time.
# Prints lines "name value unit".  usage: engine.sh BUILD_DIR(-DMUSTLS_FUZZ=ON) [ROUNDS] [RUNS]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
rounds=${2:-5}
runs=${3:-100000}
corpus=$(cd "$here/../../corpus" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# CPU seconds of a program.
cpu() {
    ( "$@" >"$tmp/log" 2>&1 || { grep -E 'oracle|ERROR|SUMMARY' "$tmp/log" >&2; echo "engine.sh: $1 has a find" >&2; exit 1; }
      times ) >"$tmp/times" || exit 1
    tail -n 1 "$tmp/times" | awk 'END { split($1, u, /[ms]/); split($2, s, /[ms]/); print u[1] * 60 + u[2] + s[1] * 60 + s[2] }'
}

# Seeds come as a list, so that no find is written; what a target finds out about a new corpus is not its speed.
one() {
    set -- "$1" -seed="$2" -max_len=4096 -entropic=0 -reduce_inputs=0 -seed_inputs=@"$tmp/seeds" -artifact_prefix="$tmp/"
    load=$(cpu "$@" -runs=1)
    all=$(cpu "$@" -runs="$runs")
    awk -v n="$runs" -v all="$all" -v load="$load" 'BEGIN { print int(n / (all - load)) }'
}

find "$corpus/fuzz_client" "$corpus/replies" -type f | sort | tr '\n' ',' | sed 's/,$//' >"$tmp/seeds"
round=1
while [ "$round" -le "$rounds" ]; do
    for program in tests/bench/fuzz_empty tests/bench/fuzz_bytes fuzz_reply fuzz_ehlo fuzz_client fuzz_player; do
        one "$build/$program" "$round" >>"$tmp/rates.${program##*/}"
    done
    round=$((round + 1))
done
for file in "$tmp"/rates.*; do
    median=$(sort -n "$file" | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }')
    echo "engine_${file##*.fuzz_}_rate $median 1/s"
    eval "rate_${file##*.fuzz_}=$median"
done
awk -v a="$rate_reply" -v b="$rate_bytes" 'BEGIN { printf "engine_reply_of_bytes %.1f %%\n", 100 * a / b }'
