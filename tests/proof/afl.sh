#!/bin/sh
# The same with AFL++, which begins with the same input and stops at the first crash: executions as fuzzer_stats counts them.
# usage: afl.sh BUILD_DIR(proof-afl) OUT EXECUTIONS SEEDS TARGET:FAULT...
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd) out=$2 most=$3 seeds=$4
shift 4
mkdir -p "$out/in"
cp "$root/corpus/fuzz_client_tls/delivers" "$out/in/"
export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_BENCH_UNTIL_CRASH=1 AFL_FAST_CAL=1

one() { # ENGINE TARGET FAULT SEED
    rm -rf "$out/run"
    if [ "$1" = mutator ]; then export AFL_CUSTOM_MUTATOR_LIBRARY="$build/mustls_afl_mutator.so"; else unset AFL_CUSTOM_MUTATOR_LIBRARY; fi
    code=0
    MUSTLS_FUZZ_FAULT=$3 nice -n 15 timeout 120 afl-fuzz -s "$4" -E "$most" -i "$out/in" -o "$out/run" -- "$build/proof_$2" >"$out/log" 2>&1 || code=$?
    n=$(sed -n 's/^execs_done *: *//p' "$out/run/default/fuzzer_stats" 2>/dev/null || true)
    [ -n "$n" ] || { tail -n 5 "$out/log" >&2; echo "afl.sh: afl-fuzz ended with $code" >&2; exit 3; }
    found=none
    [ "$(find "$out/run/default/crashes" -name 'id:*' | wc -l)" = 0 ] || found=found
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "$most" "$found" "$n"
}

for pair in "$@"; do
    for engine in mutator alone; do
        for seed in $(seq 1 "$seeds"); do one "$engine" "${pair%:*}" "${pair#*:}" "$seed"; done
    done
done
