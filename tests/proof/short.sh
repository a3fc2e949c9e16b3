#!/bin/sh
# The proof in short, without an engine: mutator and oracles alone find three faults within a bounded number of executions, and
# find nothing where there is none.  usage: short.sh BUILD_DIR INPUT
set -eu
build=$1 input=$2 bad=0

# A fault has to be found by each of three seeds.
found() { # PROGRAM FAULT EXECUTIONS
    for seed in 1 2 3; do
        code=0
        out=$(MUSTLS_FUZZ_FAULT=$2 "$build/blind_$1" "$3" "$seed" "$input" 2>"$build/proof-short.log") || code=$?
        echo "$2, seed $seed: $out"
        if [ "$code" != 1 ] || ! grep -q '^oracle broken' "$build/proof-short.log"; then
            echo "$2: expected an oracle to be broken within $3 executions (exit $code)"
            bad=1
        fi
    done
}

nothing() { # PROGRAM EXECUTIONS
    out=$("$build/blind_$1" "$2" 1 "$input" 2>"$build/proof-short.log") || { cat "$build/proof-short.log"; echo "$1: a find without a fault"; bad=1; }
    echo "$1, no fault: $out"
}

nothing client 3000
nothing reply 3000
found client auth-in-clear 5000
found client splits-matter 5000
found reply stale-text 5000
exit "$bad"
