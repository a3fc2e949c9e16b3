#!/bin/sh
# Fuzz targets under libFuzzer against a target that reads the bytes one by one, same flags, mutator, seeds and number of
# executions: rounds are interleaved, figures are medians in CPU time.
# Prints lines "name value unit".  usage: engine.sh BUILD_DIR(-DMUSTLS_FUZZ=ON) [ROUNDS [RUNS [PROGRAM...]]]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
rounds=${2:-5}
runs=${3:-100000}
[ $# -le 3 ] || { shift 3; programs=$*; }
programs=${programs:-fuzz_empty fuzz_bytes fuzz_reply fuzz_ehlo fuzz_client fuzz_player}
export MUSTLS_FUZZ_GO_ON=1 # what a released library breaks is no matter here
corpus=$(cd "$here/../../corpus" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# CPU seconds of a program.
cpu() {
    ( "$@" >"$tmp/log" 2>&1 || { grep -E 'oracle|ERROR|SUMMARY' "$tmp/log" >&2; echo "engine.sh: $1 has a find" >&2; exit 1; }
      times ) >"$tmp/times" || exit 1
    tail -n 1 "$tmp/times" | awk 'END { split($1, u, /[ms]/); split($2, s, /[ms]/); print u[1] * 60 + u[2] + s[1] * 60 + s[2] }'
}

# A target of a library is much slower than the others.
runs_of() { case $1 in *fuzz_lib_*) echo $((seeds + runs / 25)) ;; *) echo $((seeds + runs)) ;; esac; }

# Seeds come as a list, so that no find is written; what a target finds out about a new corpus is not its speed.
one() {
    set -- "$1" -seed="$2" -max_len=4096 -entropic=0 -reduce_inputs=0 -seed_inputs=@"$tmp/seeds" -artifact_prefix="$tmp/"
    load=$(cpu "$@" -runs=1)
    num=$(runs_of "$1")
    all=$(cpu "$@" -runs="$num")
    awk -v n=$((num - seeds)) -v all="$all" -v load="$load" 'BEGIN { print int(n / (all - load)) }'
}

find "$corpus/fuzz_client" "$corpus/replies" -type f | sort | tr '\n' ',' | sed 's/,$//' >"$tmp/seeds"
seeds=$(tr ',' '\n' <"$tmp/seeds" | grep -c .)
round=1
while [ "$round" -le "$rounds" ]; do
    for program in $programs; do
        path=$build/$program
        [ -x "$path" ] || path=$build/tests/bench/$program
        one "$path" "$round" >>"$tmp/rates.$program"
    done
    round=$((round + 1))
done
for file in "$tmp"/rates.*; do
    median=$(sort -n "$file" | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }')
    echo "engine_${file##*.fuzz_}_rate $median 1/s"
    eval "rate_${file##*.fuzz_}=$median"
done
share() { awk -v name="$1" -v a="$2" -v b="$3" -v times="$4" -v unit="$5" 'BEGIN { printf "engine_%s %.1f %s\n", name, times * a / b, unit }'; }
[ -z "${rate_reply:-}" ] || [ -z "${rate_bytes:-}" ] || share reply_of_bytes "$rate_reply" "$rate_bytes" 100 %
[ -z "${rate_client:-}" ] || [ -z "${rate_lib_curl:-}" ] || share client_of_lib_curl "$rate_client" "$rate_lib_curl" 1 times
