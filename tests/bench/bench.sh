#!/bin/sh
# The goals of speed, coverage and memory, each measured beside its yardstick in the same run: tests/bench/goals.tsv.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cd "$root"

usage() {
    cat <<'HELP'
usage: ./dev bench [--json] [--quick] [--built] [--goal Gn[,Gn...]]...

  --json     for machines: the goals, and all figures behind them
  --quick    fewer and shorter rounds: to see that all works, not for figures
  --built    build nothing; what is not built is told as not measured
  --goal Gn  these goals only

Figures are medians of at least five interleaved rounds, in CPU time where that can be. Trust ratios, not rates: a rate is
this machine's. Exit 0: it was measured, reached or not; 2: bad usage; 3: a measurement went wrong.

HELP
    awk -F '\t' '!/^#/ { printf "  %-4s %s\n", $1, $8 }' "$here/goals.tsv"
}

bad() { echo "bench: $1; see ./dev bench --help" >&2; exit 2; }

json= quick= built= goals=
while [ $# -gt 0 ]; do
    case $1 in
        --json) json=1 ;;
        --quick) quick=1 ;;
        --built) built=1 ;;
        --goal) [ $# -gt 1 ] || bad "--goal needs a value"; shift; goals="$goals,$1" ;;
        --help | -h) usage; exit 0 ;;
        *) bad "there is no '$1'" ;;
    esac
    shift
done
goals=$(printf '%s' "$goals" | tr ',' ' ' | sed 's/  */ /g')
for g in $goals; do
    grep -q "^$g	" "$here/goals.tsv" || bad "there is no goal '$g'"
done

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
: >"$tmp/facts"
broken=

wanted() {
    [ -n "$goals" ] || return 0
    for g in "$@"; do case " $goals " in *" $g "*) return 0 ;; esac; done
    return 1
}

# Builds TARGETS of a preset, unless told not to.
make() { # PRESET TARGET...
    preset=$1
    shift
    [ -z "$built" ] || return 0
    { cmake --preset "$preset" && cmake --build "build/$preset" --target "$@"; } >"$tmp/log" 2>&1 ||
        { tail -n 20 "$tmp/log" >&2; echo "bench: the preset $preset can't be built" >&2; return 1; }
}

# All figures of a goal that the program should have told.
missing() { # REASON GOAL...
    reason=$1
    shift
    for g in "$@"; do awk -F '\t' -v g="$g" -v why="$reason" '$1 == g { print $2 " missing " why }' "$here/goals.tsv"; done >>"$tmp/facts"
}

# What a measurement prints becomes facts; what it lacks is told with its goals. The program's name says what was not built.
measure() { # GOALS PROGRAM COMMAND...
    for_goals=$1 program=$2
    shift 2
    # shellcheck disable=SC2086
    [ -e "$program" ] || { missing "$program is not built" $for_goals; return 0; }
    echo "bench: $for_goals: ${program#build/}" >&2
    code=0
    "$@" >"$tmp/out" 2>"$tmp/err" || code=$?
    # shellcheck disable=SC2086
    case $code in
        0) cat "$tmp/out" >>"$tmp/facts" ;;
        77) missing "$(tail -n 1 "$tmp/out")" $for_goals ;;
        *) tail -n 5 "$tmp/err" >&2; missing "it ended with $code" $for_goals; broken=1 ;;
    esac
}

reply() { # its JSON as lines, each name behind reply_
    build/gcc/tests/bench/bench_reply --json "$rounds" | tr -d '{}"' | tr ',' '\n' | sed 's/^\([^:]*\):\(.*\)$/reply_\1 \2/; s/ns \([0-9.]*\)$/ns \1 ns/'
}
lib_curl() { build/gcc/tests/bench/bench_lib_curl --json "$rounds" | tr -d '{}"' | tr ',' '\n' | sed 's/^lib_curl_percent_of_bare:\(.*\)/lib_curl_of_bare \1 %/; s/^\([^:]*\)_us:\(.*\)/\1_us \2 us/; /:/d'; }
tls() { build/fuzz/targets/fuzz/"$1" corpus/fuzz_client_tls/delivers corpus/fuzz_client_tls/delivers-tls13 "$rounds" "$tls_ms"; }
proof() { # a proof of this machine before the committed one
    table=build/proof/results/table.md
    [ -f $table ] || table=docs/proof.md
    awk -f "$here/proof.awk" docs/proof.md >"$tmp/proof"
    if [ $table != docs/proof.md ]; then awk -f "$here/proof.awk" $table; fi
    cat "$tmp/proof" # the judge takes the first of a name
}

rounds=7 engine_runs=100000 tls_ms=200 afl_seconds=5
[ -z "$quick" ] || { rounds=5 engine_runs=5000 tls_ms=20 afl_seconds=2; }

wanted G7 G8 && { make gcc bench_reply && measure "G7 G8" build/gcc/tests/bench/bench_reply reply || broken=1; }
wanted G5 && { make gcc bench_lib_curl && measure G5 build/gcc/tests/bench/bench_lib_curl lib_curl || broken=1; }
if wanted G9 G14; then
    make gcc bench_suite || broken=1
    # Its peak is that of the process which does nothing else.
    measure "G9 G14" build/gcc/tests/bench/bench_suite build/gcc/tests/bench/bench_suite -r "$rounds" scenarios
    ! wanted G9 || measure G9 build/gcc/tests/bench/bench_suite build/gcc/tests/bench/bench_suite -r 5 -t scenarios
fi
wanted G10 && { make gcc mustls && measure G10 build/gcc/mustls sh "$here/curl.sh" build/gcc/mustls . "$rounds" || broken=1; }
wanted G11 && measure G11 docs/proof.md proof
if wanted G12; then
    make gcc replay_client replay_client_tls replay_client_tls_boringssl || make gcc replay_client replay_client_tls || broken=1
    measure G12 build/gcc/targets/fuzz/replay_client sh "$here/same_inputs.sh" build/gcc
fi
wanted G1 G2 && { make fuzz fuzz_bytes fuzz_reply fuzz_client fuzz_lib_curl && measure "G1 G2" build/fuzz/fuzz_lib_curl sh "$here/engine.sh" build/fuzz "$rounds" "$engine_runs" fuzz_bytes fuzz_reply fuzz_client fuzz_lib_curl || broken=1; }
if wanted G3 G4; then
    for name in bench_tls bench_tls_boringssl; do
        make fuzz $name || broken=1
        measure "G3 G4" build/fuzz/targets/fuzz/$name tls $name
    done
fi
if wanted G6; then
    if command -v afl-fuzz >/dev/null && command -v afl-clang-fast >/dev/null; then
        make afl fuzz_empty fuzz_dns fuzz_reply fuzz_client fuzz_client_tls mustls_afl_mutator || broken=1
        measure G6 build/afl/fuzz_client_tls sh "$here/afl.sh" build/afl 5 "$afl_seconds"
    else
        missing "apt-get install afl++" G6
    fi
fi
if wanted G13; then
    make coverage replay_targets || broken=1
    measure G13 build/coverage/targets/fuzz/replay_client sh "$here/cover.sh" build/coverage
fi

where="$(uname -m), $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo 2>/dev/null | head -n 1), load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null)"
awk -v json="$json" -v quick="$quick" -v where="$where" -v only="${goals:+ $goals }" -f "$here/judge.awk" "$here/goals.tsv" "$tmp/facts"
[ -z "$broken" ] || exit 3
