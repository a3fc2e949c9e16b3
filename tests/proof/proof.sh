#!/bin/sh
# How many executions it takes to find each seeded fault: with our mutator and without it. Same seeds, same first input for both;
# executions are counted, not time. Results are kept, so that a run that was stopped goes on; new programs begin anew.
# usage: proof.sh BUILD_DIR(proof) BUILD_DIR(proof-alone) OUT [NAME...] [--seeds N] [--runs N] [--limit SECONDS] [--write FILE]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
with=$1 alone=$2 out=$3
shift 3
seeds=10 runs= limit=60 write= names=
number() { case $2 in '' | *[!0-9]* | 0) echo "proof: $1 takes a number above 0, not '$2'" >&2; exit 2 ;; esac; }
while [ $# -gt 0 ]; do
    case $1 in
        --seeds | --runs | --limit | --write)
            [ $# -gt 1 ] || { echo "proof: $1 needs a value" >&2; exit 2; }
            [ "$1" = --write ] || number "$1" "$2"
            eval "${1#--}=\$2"
            shift ;;
        -*) echo "proof: there is no option '$1'; known: --seeds --runs --limit --write" >&2; exit 2 ;;
        *) names="$names $1" ;;
    esac
    shift
done
input=$root/corpus/fuzz_client_tls/delivers
mkdir -p "$out/tmp"
results=$out/results.tsv

# What a target's oracle can't see is in unseen.txt, with the reason.
sed -n 's/^\([a-z0-9-]*\)	.*/client \1/p' "$here/unseen.txt" | sort >"$out/tmp/unseen"
sed -n 's/^ *X([A-Z0-9_]*, "\([a-z0-9-]*\)".*/client \1/p' "$root/harness/client/faults.h" | sort >"$out/tmp/client"
sed -n 's/^ *X([A-Z0-9_]*, "\([a-z0-9-]*\)", "\([a-z]*\)".*/\2 \1/p' "$root/harness/smtp/fault.h" >"$out/tmp/parser"
{ comm -23 "$out/tmp/client" "$out/tmp/unseen"; cat "$out/tmp/parser"; } >"$out/tmp/all"
for name in $names; do
    grep -q " $name\$" "$out/tmp/all" || { echo "proof: no fault '$name' that fuzzing can see; known:" >&2; cut -d' ' -f2 "$out/tmp/all" | tr '\n' ' ' >&2; echo >&2; exit 2; }
done

stamp=$(cat "$with"/proof_client "$with"/proof_reply "$with"/proof_ehlo "$alone"/proof_client "$alone"/proof_reply "$alone"/proof_ehlo | cksum)
[ "$stamp" = "$(cat "$out/stamp" 2>/dev/null)" ] || { : >"$results"; printf '%s\n' "$stamp" >"$out/stamp"; }

# Client executions cost ten times a parser's.
runs_of() { if [ -n "$runs" ]; then echo "$runs"; elif [ "$1" = client ]; then echo 20000; else echo 50000; fi; }

# One engine on one fault with one seed: a line "engine target fault seed runs found|none executions".
one() {
    engine=$1 target=$2 fault=$3 seed=$4 most=$(runs_of "$2")
    grep -q "^$engine	$target	$fault	$seed	$most	" "$results" && return 0
    dir=$with
    [ "$engine" = mutator ] || dir=$alone
    code=0
    UBSAN_OPTIONS=symbolize=0 MUSTLS_FUZZ_FAULT=$fault nice -n 15 timeout "$limit" "$dir/proof_$target" -seed="$seed" -runs="$most" -max_len=4096 -print_final_stats=1 \
        -artifact_prefix="$out/tmp/" -seed_inputs="$input" >"$out/tmp/log" 2>&1 || code=$?
    rm -f "$out"/tmp/crash-*
    n=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/tmp/log")
    case $code in
        0 | 124) found=none ;;
        77) grep -qa '^oracle broken' "$out/tmp/log" && found=found || { cat "$out/tmp/log" >&2; echo "proof: $fault: a crash that is no oracle's" >&2; exit 3; } ;;
        *) tail -n 5 "$out/tmp/log" >&2; echo "proof: proof_$target ended with $code" >&2; exit 3 ;;
    esac
    [ "$code" != 124 ] || n="over"
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$engine" "$target" "$fault" "$seed" "$most" "$found" "${n:-0}" >>"$results"
}

total=$(wc -l <"$out/tmp/all") at=0
while read -r target fault; do
    at=$((at + 1))
    case " $names " in "  ") ;; *" $fault "*) ;; *) continue ;; esac
    printf '\rproof: %2d of %d: %-28s' "$at" "$total" "$fault" >&2
    for engine in mutator alone; do
        seed=1
        while [ "$seed" -le "$seeds" ]; do
            one "$engine" "$target" "$fault" "$seed"
            seed=$((seed + 1))
        done
    done
done <"$out/tmp/all"
echo >&2
awk -f "$here/table.awk" "$results" "$out/tmp/all" >"$out/table.md"
if [ -n "$write" ]; then
    sed '/^<!-- proof -->$/q' "$write" >"$out/tmp/page"
    { echo; cat "$out/table.md"; } >>"$out/tmp/page"
    cp "$out/tmp/page" "$write"
else
    cat "$out/table.md"
fi
# A fault that no seed finds is a hole in mutator, oracle or limit.
awk -F '\t' '$1 == "mutator" { n[$3] += $6 == "found" } END { for (f in n) if (!n[f]) { print "proof: not found with our mutator: " f; bad = 1 }; exit bad }' "$results" >&2
