#!/bin/sh
# Looks at the fuzz targets in a folder as OSS-Fuzz does before it takes them: each has seeds, a dictionary and options, is
# built with the sanitizer and the engine that it says, starts, and fuzzes for some seconds without a find; those of cores
# link no library from outside.  FUZZING_ENGINE, SANITIZER as in the build.  usage: check.sh OUT [SECONDS]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$(cd "$1" && pwd)
seconds=${2:-2}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0
# Hashes overflow, and the services look at that as coverage only.
export UBSAN_OPTIONS=silence_unsigned_overflow=1:print_stacktrace=1
say_bad() { echo "BAD: $*"; bad=1; }

option() { sed -n "s/^$2 = //p" "$out/$1.options"; }

# Beside the program: what the services look for. Leaves the number of seeds in $seeds.
check_files() {
    for file in "$1.dict" "$1.options" "$1_seed_corpus.zip"; do
        [ -s "$out/$file" ] || { say_bad "$1: there is no $file"; return 1; }
    done
    for key in max_len timeout; do
        case $(option "$1" $key) in
            '' | *[!0-9]*) say_bad "$1.options says no $key"; return 1 ;;
        esac
    done
    mkdir -p "$tmp/seeds/$1"
    (cd "$tmp/seeds/$1" && cmake -E tar xf "$out/$1_seed_corpus.zip")
    seeds=$(find "$tmp/seeds/$1" -type f | wc -l)
    [ "$seeds" -gt 0 ] || { say_bad "$1: no seeds"; return 1; }
    cut=$(find "$tmp/seeds/$1" -type f -size +"$(option "$1" max_len)"c | wc -l)
    [ "$cut" = 0 ] || say_bad "$1: $cut seeds are longer than max_len"
}

# A program built with another sanitizer has next to none.
check_sanitizer() {
    case $SANITIZER in
        address) want=__asan_ least=100 ;;
        memory) want=__msan_ least=100 ;;
        undefined) want=__ubsan_ least=100 ;;
        *) return 0 ;;
    esac
    calls=$(objdump -d "$out/$1" | grep -cE "call.*<$want" || :)
    [ "$calls" -ge $least ] || say_bad "$1: $calls calls of $want*: not built with -fsanitize=$SANITIZER"
}

libfuzzer() { # TARGET ARGS...
    target=$1
    shift
    mkdir -p "$tmp/new/$target"
    (cd "$tmp" && "$out/$target" -artifact_prefix="$tmp/find-" -max_len="$(option "$target" max_len)" \
        -timeout="$(option "$target" timeout)" -dict="$out/$target.dict" -print_final_stats=1 "$@" \
        "$tmp/new/$target" "$tmp/seeds/$target") >"$tmp/log" 2>&1
}

run_libfuzzer() {
    if ! libfuzzer "$1" -max_total_time="$seconds"; then
        cat "$tmp/log"
        say_bad "$1: fuzzing it failed"
        return 1
    fi
    words=$(sed -n 's/^Dictionary: \([0-9]*\) entries.*/\1/p' "$tmp/log")
    [ "${words:-0}" -ge 5 ] || say_bad "$1: the engine takes ${words:-no} words of the dictionary"
    edges=$(sed -n 's/^INFO: Loaded [0-9]* module.*(.*counters): \([0-9]*\) .*/\1/p' "$tmp/log")
    [ "${edges:-0}" -ge 100 ] || say_bad "$1: ${edges:-no} edges: our code is not instrumented"
    execs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$tmp/log")
    [ "${execs:-0}" -gt "$seeds" ] || say_bad "$1: ${execs:-no} executions for $seeds seeds"
    said="$words words, $edges edges, $seeds seeds, $execs executions"
}

# A coverage build says which lines the seeds reach.
run_coverage() {
    export LLVM_PROFILE_FILE="$tmp/profraw"
    if ! libfuzzer "$1" -runs=0; then
        cat "$tmp/log"
        say_bad "$1: its seeds fail"
        return 1
    fi
    [ -s "$tmp/profraw" ] || { say_bad "$1: no profile"; return 1; }
    llvm-profdata merge -sparse -o "$tmp/profdata" "$tmp/profraw"
    lines=$(llvm-cov report "$out/$1" -instr-profile "$tmp/profdata" 2>/dev/null | awk '/^TOTAL/ { print $8 - $9 }')
    rm -f "$tmp/profraw"
    [ "${lines:-0}" -gt 50 ] || say_bad "$1: its seeds reach ${lines:-no} lines"
    said="its seeds reach ${lines:-0} lines"
}

run_afl() {
    rm -rf "$tmp/afl"
    if ! env AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_FORKSRV_INIT_TMOUT=30000 \
        ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0 \
        afl-fuzz -V "$seconds" -m none -t 10000 -x "$out/$1.dict" -i "$tmp/seeds/$1" -o "$tmp/afl" -- "$out/$1" >"$tmp/log" 2>&1; then
        tail -n 30 "$tmp/log"
        say_bad "$1: afl-fuzz failed"
        return 1
    fi
    stats=$tmp/afl/default/fuzzer_stats
    [ -f "$stats" ] || { tail -n 30 "$tmp/log"; say_bad "$1: afl-fuzz did not start"; return 1; }
    stat() { sed -n "s/^$1 *: //p" "$stats"; }
    [ "$(stat saved_crashes)" = 0 ] || say_bad "$1: $(stat saved_crashes) crashes"
    [ "$(stat execs_done)" -gt 0 ] && [ "$(stat edges_found)" -gt 50 ] || say_bad "$1: nothing was fuzzed"
    said="$(stat edges_found) edges, $(stat execs_done) executions"
}

num=0
for options in "$out"/fuzz_*.options; do
    [ -e "$options" ] || break
    target=$(basename "$options" .options)
    num=$((num + 1))
    said=
    [ -x "$out/$target" ] || { say_bad "$target: no program"; continue; }
    check_files "$target" || continue
    check_sanitizer "$target"
    case $FUZZING_ENGINE-$SANITIZER in
        libfuzzer-coverage) run_coverage "$target" || continue ;;
        libfuzzer-*) run_libfuzzer "$target" || continue ;;
        afl-*) run_afl "$target" || continue ;;
        *) say_bad "how is $FUZZING_ENGINE run?" ;;
    esac
    echo "$target: $said"
done
for program in "$out"/fuzz_*; do
    case $program in *.dict | *.options | *.zip | *.txt) continue ;; esac
    [ -f "$program.options" ] || say_bad "${program##*/} has no options"
done
[ "$num" -gt 0 ] || say_bad "there are no targets in $out"
(cd "$out" && xargs sh "$here/cores.sh" <fuzz-cores.txt) || bad=1
[ $bad = 0 ] && echo "$num targets are as they should be"
exit $bad
