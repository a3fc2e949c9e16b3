#!/bin/sh
# How many executions it takes to find each seeded fault: with our mutator and without it. Same seeds, same first input for both;
# executions are counted, not time, so the two run side by side. Results are kept, so that a run that was stopped goes on; what a
# new program found goes, the other's stays.
# usage: proof.sh BUILD_DIR(proof) BUILD_DIR(proof-alone) OUT [NAME...] [--seeds N] [--runs N] [--limit SECONDS] [--afl BUILD_DIR(proof-afl)] [--write FILE]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
with=$1 alone=$2 out=$3
shift 3
seeds=10 runs= limit=120 write= names= afl=
number() { case $2 in '' | *[!0-9]* | 0) echo "proof: $1 takes a number above 0, not '$2'" >&2; exit 2 ;; esac; }
while [ $# -gt 0 ]; do
    case $1 in
        --seeds | --runs | --limit | --write | --afl)
            [ $# -gt 1 ] || { echo "proof: $1 needs a value" >&2; exit 2; }
            case $1 in --write | --afl) ;; *) number "$1" "$2" ;; esac
            eval "${1#--}=\$2"
            shift ;;
        -*) echo "proof: there is no option '$1'; known: --seeds --runs --limit --write" >&2; exit 2 ;;
        *) names="$names $1" ;;
    esac
    shift
done
mkdir -p "$out/tmp"
out=$(cd "$out" && pwd)

# What a target's oracle can't see is in unseen.txt, with the reason.
sed -n 's/^\([a-z0-9-]*\)	.*/client \1/p' "$here/unseen.txt" | sort >"$out/tmp/unseen"
sed -n 's/^ *X([A-Z0-9_]*, "\([a-z0-9-]*\)".*/client \1/p' "$root/harness/client/faults.h" | sort >"$out/tmp/client"
sed -n 's/^ *X([A-Z0-9_]*, "\([a-z0-9-]*\)", "\([a-z]*\)".*/\2 \1/p' "$root/harness/smtp/fault.h" >"$out/tmp/parser"
{ comm -23 "$out/tmp/client" "$out/tmp/unseen"; cat "$out/tmp/parser"; } >"$out/tmp/all"
for name in $names; do
    grep -q " $name\$" "$out/tmp/all" || { echo "proof: no fault '$name' that fuzzing can see; known:" >&2; cut -d' ' -f2 "$out/tmp/all" | sort -u | tr '\n' ' ' >&2; echo >&2; exit 2; }
done
while read -r target fault; do
    case " $names " in "  " | *" $fault "*) echo "$target $fault" ;; esac
done <"$out/tmp/all" >"$out/tmp/asked"

# Client executions cost ten times a parser's.
runs_of() { if [ -n "$runs" ]; then echo "$runs"; elif [ "$1" = client ]; then echo 20000; else echo 50000; fi; }

# One fault with one seed: a line "engine target fault seed runs found|none executions".
one() { # ENGINE DIR TARGET FAULT SEED
    most=$(runs_of "$3") tmp=$out/tmp/$1 results=$out/$1.tsv
    ! grep -q "^$1	$3	$4	$5	$most	" "$results" || return 0
    code=0
    UBSAN_OPTIONS=symbolize=0 MUSTLS_FUZZ_FAULT=$4 timeout "$limit" "$2/proof_$3" -seed="$5" -runs="$most" -max_len=4096 -print_final_stats=1 \
        -artifact_prefix="$tmp/" -seed_inputs="$root/corpus/fuzz_client_tls/delivers" >"$tmp/log" 2>&1 &
    child=$!
    wait "$child" || code=$?
    child=
    rm -f "$tmp"/crash-*
    n=$(sed -n 's/^stat::number_of_executed_units: *//p' "$tmp/log")
    case $code in
        0) found=none ;;
        124) echo "proof: $4, seed $5: not through after $limit s; --limit gives it longer" >&2; exit 3 ;;
        77) grep -qa '^oracle broken' "$tmp/log" && found=found || { cat "$tmp/log" >&2; echo "proof: $4: a crash that is no oracle's" >&2; exit 3; } ;;
        *) tail -n 5 "$tmp/log" >&2; echo "proof: proof_$3 ended with $code" >&2; exit 3 ;;
    esac
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$3" "$4" "$5" "$most" "$found" "${n:-0}" >>"$results"
}

# Seed by seed, so that what was stopped has as many of them for each fault.
engine() { # ENGINE DIR
    child=
    trap '[ -z "$child" ] || kill "$child"; exit 143' TERM
    mkdir -p "$out/tmp/$1"
    stamp=$(cat "$2"/proof_client "$2"/proof_reply "$2"/proof_ehlo | cksum)
    [ "$stamp" = "$(cat "$out/$1.stamp" 2>/dev/null)" ] || { : >"$out/$1.tsv"; printf '%s\n' "$stamp" >"$out/$1.stamp"; }
    for seed in $(seq 1 "$seeds"); do
        while read -r target fault; do one "$1" "$2" "$target" "$fault" "$seed"; done <"$out/tmp/asked"
    done
}

[ "$(nice)" -ge 15 ] || renice -n 15 -p $$ >/dev/null
engine mutator "$with" &
pids=$!
engine alone "$alone" &
pids="$pids $!"
touch "$out/mutator.tsv" "$out/alone.tsv"
trap 'kill $pids 2>/dev/null || :; wait; echo >&2; exit 130' INT TERM
running() { for pid in $pids; do kill -0 "$pid" 2>/dev/null && return 0; done; return 1; }
while running; do
    printf '\rproof: %d runs with our mutator, %d without ' "$(wc -l <"$out/mutator.tsv")" "$(wc -l <"$out/alone.tsv")" >&2
    sleep 1
done
echo >&2
for pid in $pids; do wait "$pid" || exit 3; done
# Only what was asked for: there may be runs with other limits, or more seeds.
awk -F '\t' -v seeds="$seeds" -v client="$(runs_of client)" -v parser="$(runs_of reply)" \
    '$4 <= seeds && $5 == ($2 == "client" ? client : parser)' "$out/mutator.tsv" "$out/alone.tsv" >"$out/results.tsv"
awk -f "$here/table.awk" "$out/results.tsv" "$out/tmp/asked" >"$out/table.md"
if [ -n "$afl" ]; then
    sh "$here/afl.sh" "$afl" "$out" 30000 3 $(tr ' ' ':' <"$here/afl.txt")
    { echo; awk -v title='The same with AFL++' -f "$here/table.awk" "$out/afl.tsv" "$here/afl.txt"; } >>"$out/table.md"
fi
if [ -n "$write" ]; then
    sed '/^<!-- proof -->$/q' "$write" >"$out/tmp/page"
    { echo; cat "$out/table.md"; } >>"$out/tmp/page"
    cp "$out/tmp/page" "$write"
else
    cat "$out/table.md"
fi
# A fault that no seed finds is a hole in mutator, oracle or limit.
awk -F '\t' '$1 == "mutator" { n[$3] += $6 == "found" } END { for (f in n) if (!n[f]) { print "proof: not found with our mutator: " f; bad = 1 }; exit bad }' "$out/results.tsv" >&2
