#!/bin/sh
# AFL++: how stable targets are, and how fast it runs one that costs next to nothing, of what it does with an empty one.
# Runs are interleaved and pinned to one core; rates are executions a second of CPU time, of afl-fuzz and target; figures
# are medians.
# Prints lines "name value unit".  usage: afl.sh BUILD_DIR(afl) [ROUNDS [SECONDS]]
set -eu
build=$(cd "$1" && pwd)
rounds=${2:-5}
seconds=${3:-5}
root=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/in"
cp "$root"/corpus/fuzz_client_tls/* "$tmp/in/" # few: what trying them out takes is not what is measured
export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_BIN_CHECK=1
export AFL_CUSTOM_MUTATOR_LIBRARY="$build/mustls_afl_mutator.so" AFL_FAST_CAL=1
export ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0
core=$(taskset -pc $$ | sed 's/.*[ ,-]//') # the last that we may use

one() { # NAME PROGRAM
    rm -rf "$tmp/out"
    (
        taskset -c "$core" timeout $((seconds * 4 + 60)) afl-fuzz -s 1 -V "$seconds" -m none -t 10000 -i "$tmp/in" -o "$tmp/out" -- "$2" >"$tmp/log" 2>&1 ||
            { tail -n 5 "$tmp/log" >&2; echo "afl.sh: afl-fuzz on $2 went wrong" >&2; exit 3; }
        times
    ) >"$tmp/times" || exit 3
    cpu=$(tail -n 1 "$tmp/times" | awk '{ split($1, u, /[ms]/); split($2, s, /[ms]/); print u[1] * 60 + u[2] + s[1] * 60 + s[2] }')
    sed -n 's/^execs_done *: *//p' "$tmp/out/default/fuzzer_stats" | awk -v cpu="$cpu" '{ print int($1 / cpu) }' >>"$tmp/rate.$1"
    sed -n 's/^stability *: *\([0-9.]*\)%.*/\1/p' "$tmp/out/default/fuzzer_stats" >>"$tmp/stability.$1"
}
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

round=1
while [ "$round" -le "$rounds" ]; do
    one empty "$build/tests/bench/fuzz_empty"
    for name in reply client client_tls; do one $name "$build/fuzz_$name"; done
    round=$((round + 1))
done
for name in empty reply client client_tls; do
    echo "afl_${name}_rate $(median "$tmp/rate.$name") 1/s"
    [ $name = empty ] || echo "afl_${name}_stability $(median "$tmp/stability.$name") %"
done
# The ratio of each round, then their median: the machine's mood falls on neighbours alike.
paste "$tmp/rate.reply" "$tmp/rate.empty" | awk '{ print 100 * $1 / $2 }' >"$tmp/ratios"
printf 'afl_reply_of_floor %.1f %%\n' "$(median "$tmp/ratios")"
