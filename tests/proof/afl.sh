#!/bin/sh
# The same with AFL++, which begins with the same input and stops some way behind the first crash, whose name has the executions up
# to it. Results are kept in OUT/afl.tsv, those of other programs go.
# usage: afl.sh BUILD_DIR(proof-afl) OUT EXECUTIONS SEEDS TARGET:FAULT...
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd) out=$2 most=$3 seeds=$4
shift 4
rm -rf "$out/afl"
mkdir -p "$out/afl/in"
out=$(cd "$out" && pwd) results=$out/afl.tsv
cp "$root/corpus/fuzz_client_tls/delivers" "$out/afl/in/"
export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_BENCH_UNTIL_CRASH=1 AFL_FAST_CAL=1
stamp=$(cat "$build"/proof_client "$build"/proof_reply "$build"/proof_ehlo "$build"/mustls_afl_mutator.so | cksum)
[ "$stamp" = "$(cat "$out/afl.stamp" 2>/dev/null)" ] || { : >"$results"; printf '%s\n' "$stamp" >"$out/afl.stamp"; }
[ "$(nice)" -ge 15 ] || renice -n 15 -p $$ >/dev/null

one() { # ENGINE TARGET FAULT SEED
    ! grep -q "^$1	$2	$3	$4	$most	" "$results" || return 0
    printf '\rproof: AFL++: %d runs ' "$(wc -l <"$results")" >&2
    rm -rf "$out/afl/run"
    if [ "$1" = mutator ]; then export AFL_CUSTOM_MUTATOR_LIBRARY="$build/mustls_afl_mutator.so"; else unset AFL_CUSTOM_MUTATOR_LIBRARY; fi
    code=0
    MUSTLS_FUZZ_FAULT=$3 timeout 600 afl-fuzz -s "$4" -E "$most" -i "$out/afl/in" -o "$out/afl/run" -- "$build/proof_$2" >"$out/afl/log" 2>&1 || code=$?
    [ "$code" != 124 ] || { echo "proof: AFL++ on $3 was not through after 600 s" >&2; exit 3; }
    n=$(sed -n 's/^execs_done *: *//p' "$out/afl/run/default/fuzzer_stats" 2>/dev/null || true)
    [ -n "$n" ] || { tail -n 5 "$out/afl/log" >&2; echo "proof: afl-fuzz ended with $code" >&2; exit 3; }
    found=none
    first=$(find "$out/afl/run/default/crashes" -name 'id:000000,*')
    if [ -n "$first" ]; then
        found=found n=$(printf '%s' "$first" | sed -n 's/.*,execs:\([0-9]*\),.*/\1/p')
        [ -n "$n" ] || { echo "proof: AFL++ does not say when it found $first" >&2; exit 3; }
    fi
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "$most" "$found" "$n" >>"$results"
}

for seed in $(seq 1 "$seeds"); do
    for pair in "$@"; do
        for engine in mutator alone; do one "$engine" "${pair%:*}" "${pair#*:}" "$seed"; done
    done
done
echo >&2
