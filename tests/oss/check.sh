#!/bin/sh
# Looks at the fuzz targets in a folder as OSS-Fuzz does before it takes them: each has seeds, a dictionary and options, is
# built with the sanitizer and the engine that it says, starts, and fuzzes for some seconds without a find; those of cores
# link no library from outside. As many at a time as there are processors.
# FUZZING_ENGINE, SANITIZER as in the build.  usage: check.sh OUT [SECONDS]
# The engines' random numbers are always the same, so that a red run is the change's doing and not chance; campaigns are for
# finding. MUSTLS_FUZZ_SEED=N gives others.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$(cd "$1" && pwd)
seconds=${2:-2}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0
seed=${MUSTLS_FUZZ_SEED:-1}
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
    (cd "$tmp" && "$out/$target" -seed="$seed" -artifact_prefix="$tmp/find-$target-" -max_len="$(option "$target" max_len)" \
        -timeout="$(option "$target" timeout)" -dict="$out/$target.dict" -print_final_stats=1 "$@" \
        "$tmp/new/$target" "$tmp/seeds/$target") >"$log" 2>&1
}

run_libfuzzer() {
    if ! libfuzzer "$1" -max_total_time="$seconds"; then
        cat "$log"
        say_bad "$1: fuzzing it failed"
        return 1
    fi
    words=$(sed -n 's/^Dictionary: \([0-9]*\) entries.*/\1/p' "$log")
    [ "${words:-0}" -ge 5 ] || say_bad "$1: the engine takes ${words:-no} words of the dictionary"
    edges=$(sed -n 's/^INFO: Loaded [0-9]* module.*(.*counters): \([0-9]*\) .*/\1/p' "$log")
    [ "${edges:-0}" -ge 100 ] || say_bad "$1: ${edges:-no} edges: our code is not instrumented"
    execs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    [ "${execs:-0}" -gt "$seeds" ] || say_bad "$1: ${execs:-no} executions for $seeds seeds"
    said="$words words, $edges edges, $seeds seeds, $execs executions"
    echo "$seeds ${execs:-0}" >"$tmp/sum/$1"
}

# A coverage build says which lines the seeds reach.
run_coverage() {
    export LLVM_PROFILE_FILE="$tmp/$1.profraw"
    if ! libfuzzer "$1" -runs=0; then
        cat "$log"
        say_bad "$1: its seeds fail"
        return 1
    fi
    [ -s "$tmp/$1.profraw" ] || { say_bad "$1: no profile"; return 1; }
    llvm-profdata merge -sparse -o "$tmp/$1.profdata" "$tmp/$1.profraw"
    lines=$(llvm-cov report "$out/$1" -instr-profile "$tmp/$1.profdata" 2>/dev/null | awk '/^TOTAL/ { print $8 - $9 }')
    rm -f "$tmp/$1.profraw"
    [ "${lines:-0}" -gt 50 ] || say_bad "$1: its seeds reach ${lines:-no} lines"
    said="its seeds reach ${lines:-0} lines"
}

run_afl() {
    if ! env AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_FORKSRV_INIT_TMOUT=30000 AFL_FAST_CAL=1 \
        ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0 \
        afl-fuzz -s "$seed" -V "$seconds" -m none -t 10000 -x "$out/$1.dict" -i "$tmp/seeds/$1" -o "$tmp/afl/$1" -- "$out/$1" >"$log" 2>&1; then
        tail -n 30 "$log"
        say_bad "$1: afl-fuzz failed"
        return 1
    fi
    stats=$tmp/afl/$1/default/fuzzer_stats
    [ -f "$stats" ] || { tail -n 30 "$log"; say_bad "$1: afl-fuzz did not start"; return 1; }
    stat() { sed -n "s/^$1 *: //p" "$stats"; }
    [ "$(stat saved_crashes)" = 0 ] || say_bad "$1: $(stat saved_crashes) crashes"
    [ "$(stat execs_done)" -gt 0 ] && [ "$(stat edges_found)" -gt 50 ] || say_bad "$1: nothing was fuzzed"
    said="$(stat edges_found) edges, $seeds seeds, $(stat execs_done) executions"
    echo "$seeds $(stat execs_done)" >"$tmp/sum/$1"
}

check() { # TARGET
    said= log=$tmp/$1.log
    [ -x "$out/$1" ] || { say_bad "$1: no program"; return; }
    check_files "$1" || return 0
    check_sanitizer "$1"
    case $FUZZING_ENGINE-$SANITIZER in
        libfuzzer-coverage) run_coverage "$1" || return 0 ;;
        libfuzzer-*) run_libfuzzer "$1" || return 0 ;;
        afl-*) run_afl "$1" || return 0 ;;
        *) say_bad "how is $FUZZING_ENGINE run?" ;;
    esac
    echo "$1: $said"
}

# In a process of its own, which is guilty until it is through.
check_alone() { # TARGET
    : >"$tmp/bad/$1"
    check "$1" >"$tmp/said/$1" 2>&1
    [ $bad = 1 ] || rm "$tmp/bad/$1"
}

tell() {
    wait
    find "$tmp/said" -type f | sort | xargs -r cat
    rm -f "$tmp/said"/*
}

num=0 most=$(nproc) begin=$(date +%s)
mkdir -p "$tmp/afl" "$tmp/bad" "$tmp/said" "$tmp/sum"
for options in "$out"/fuzz_*.options; do
    [ -e "$options" ] || break
    num=$((num + 1))
    check_alone "$(basename "$options" .options)" &
    [ $((num % most)) != 0 ] || tell
done
tell
for target in $(find "$tmp/bad" -type f -printf '%f '); do say_bad "$target"; done
for program in "$out"/fuzz_*; do
    case $program in *.dict | *.options | *.zip | *.txt) continue ;; esac
    [ -f "$program.options" ] || say_bad "${program##*/} has no options"
done
[ "$num" -gt 0 ] || say_bad "there are no targets in $out"
(cd "$out" && xargs sh "$here/cores.sh" <fuzz-cores.txt) || bad=1
[ $bad = 0 ] || exit 1
echo "$num targets are as they should be"
sum=$(find "$tmp/sum" -type f -exec cat {} + | awk '{ s += $1; e += $2 } END { if (NR) print "; " s " seeds replayed, " e " executions, no find" }')
echo "$FUZZING_ENGINE, $SANITIZER: $(($(date +%s) - begin)) seconds$sum"
