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
"${CC:-cc}" -O1 -o "$tmp/cpu_of" "$root/tests/bench/cpu_of.c" # afl-fuzz does not wait for its target
mkdir "$tmp/in" "$tmp/in.dns"
cp "$root"/corpus/fuzz_client_tls/* "$tmp/in/" # few: what trying them out takes is not what is measured
cp "$root"/corpus/fuzz_dns/* "$tmp/in.dns/"
export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
export AFL_CUSTOM_MUTATOR_LIBRARY="$build/mustls_afl_mutator.so" AFL_FAST_CAL=1
export ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0
core=$(taskset -pc $$ | sed 's/.*[ ,-]//') # the last that we may use

one() { # NAME PROGRAM SEEDS
    rm -rf "$tmp/out"
    "$tmp/cpu_of" "$tmp/cpu" taskset -c "$core" timeout $((seconds * 4 + 60)) afl-fuzz -s 1 -V "$seconds" -m none -t 10000 \
        -i "$3" -o "$tmp/out" -- "$2" >"$tmp/log" 2>&1 ||
        { tail -n 5 "$tmp/log" >&2; echo "afl.sh: afl-fuzz on $2 went wrong" >&2; exit 3; }
    # Else a process is started for each execution, which is what then is measured.
    grep -q '^target_mode.*persistent' "$tmp/out/default/fuzzer_stats" || { echo "afl.sh: $1 is not run in persistent mode" >&2; exit 3; }
    sed -n 's/^execs_done *: *//p' "$tmp/out/default/fuzzer_stats" | awk -v cpu="$(cat "$tmp/cpu")" '{ print int($1 / cpu) }' >>"$tmp/rate.$1"
    sed -n 's/^stability *: *\([0-9.]*\)%.*/\1/p' "$tmp/out/default/fuzzer_stats" >>"$tmp/stability.$1"
}
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

round=1
while [ "$round" -le "$rounds" ]; do
    one empty "$build/tests/bench/fuzz_empty" "$tmp/in.dns"
    one dns "$build/fuzz_dns" "$tmp/in.dns"
    for name in reply client client_tls; do one $name "$build/fuzz_$name" "$tmp/in"; done
    round=$((round + 1))
done
for name in empty dns reply client client_tls; do
    echo "afl_${name}_rate $(median "$tmp/rate.$name") 1/s"
    [ $name = empty ] || echo "afl_${name}_stability $(median "$tmp/stability.$name") %"
done
# The ratio of each round, then their median: the machine's mood falls on neighbours alike.
paste "$tmp/rate.dns" "$tmp/rate.empty" | awk '{ print 100 * $1 / $2 }' >"$tmp/ratios"
printf 'afl_dns_of_floor %.1f %%\n' "$(median "$tmp/ratios")"
