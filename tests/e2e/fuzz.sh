#!/bin/sh
# Campaigns on targets with planted faults: each is found, made smaller, put in its bucket and shown again, with each engine;
# an old one is counted; kill -9 loses nothing.
. "$(dirname "$0")/lib.sh"
planted=$(dirname "$mustls")/planted
mutator=$(dirname "$mustls")/mustls_afl_mutator.so
[ -d "$planted/libfuzzer" ] || skip "the planted targets need clang and its sanitizers"
need llvm-symbolizer # from llvm: buckets have names of functions
unset ASAN_OPTIONS UBSAN_OPTIONS
cd "$work" || exit 1

fuzz() { # ENGINE NAME OPTIONS...: into $work/ENGINE-NAME
    engine=$1
    name=$2
    shift 2
    mustls fuzz "planted_$name" --engine "$engine" --bin "$planted/$engine" --out "$work/$engine-$name" --timeout 2 \
        --minimise 12 "$@" >"$work/fuzz.out" 2>&1
}
size() { wc -c <"$1" | tr -d ' '; }
field() { sed -n "s/^ \"$1\": \"\{0,1\}\([^\",]*\).*/\1/p" "$2"; }

# find ENGINE NAME BUCKET SHOWN: a campaign finds it, and what it leaves is whole
find_it() {
    fuzz "$1" "$2" --time 150 --max-finds 1
    is "$1 $2: exit" $? 1
    has "$1 $2: told" "$work/fuzz.out" "FIND  "
    dir=$(echo "$work/$1-$2/finds/$3"*)
    if [ ! -d "$dir" ]; then
        bad "$1 $2: no bucket $3: $(ls "$work/$1-$2/finds"); $(cat "$work/fuzz.out")"
        return
    fi
    for file in input first scenario.scn report.txt again bucket.json; do
        holds "$1 $2: $file" test -s "$dir/$file"
    done
    holds "$1 $2: smaller" test "$(size "$dir/input")" -le "$(size "$dir/first")"
    # With AFL++'s build each try takes longer, and on a loaded machine the time ends before the tries do.
    [ "$1" = afl ] || is "$1 $2: done" "$(field done "$dir/bucket.json")" true
    is "$1 $2: repeats" "$(field repeats "$dir/bucket.json")" true
    has "$1 $2: report" "$dir/report.txt" "$4"
    sh "$dir/again" >"$work/again.out" 2>&1
    [ $? -ne 0 ] || bad "$1 $2: again exits with 0"
    has "$1 $2: again" "$work/again.out" "$4"
    holds "$1 $2: a scenario" mustls lint "$dir/scenario.scn"
}

engines=libfuzzer
[ -d "$planted/afl" ] && command -v afl-fuzz >/dev/null 2>&1 && engines="$engines afl"
for engine in $engines; do
    find_it $engine overflow heap-buffer-overflow-parse-code- heap-buffer-overflow
    find_it $engine free heap-use-after-free-read-offers- heap-use-after-free
    find_it $engine secret broken-must-not-secret-in-clear- "MUST NOT <secret> in clear"
done
find_it libfuzzer loop timeout-wait-for-last-line- wait_for_last_line

# The overflow's input needs eight bytes in a record; much of what was there before is gone.
holds "made much smaller" test "$(size "$work"/libfuzzer-overflow/finds/heap*/input)" -le 16

# What was found before is counted and not shown, and a corpus stays.
bucket=$(echo "$work"/libfuzzer-overflow/finds/heap*)
before=$(field count "$bucket/bucket.json")
corpus=$(ls "$work/libfuzzer-overflow/corpus" | wc -l)
fuzz libfuzzer overflow --time 6
is "again: exit" $? 1
grep -q "FIND  " "$work/fuzz.out" && bad "an old find was shown as new: $(cat "$work/fuzz.out")"
holds "counted" test "$(field count "$bucket/bucket.json")" -gt "$before"
holds "corpus kept" test "$(ls "$work/libfuzzer-overflow/corpus" | wc -l)" -ge $((corpus / 2)) # seeds that crash leave it
is "runs" "$(field runs "$work/libfuzzer-overflow/state.json")" 2
is "one bucket" "$(ls "$work/libfuzzer-overflow/finds" | wc -l | tr -d ' ')" 1

# kill -9 as soon as there is a find: nothing of ours lives on, the find is whole, and the next run makes it smaller.
out=$work/killed
E2E_MARK=$E2E_MARK "$mustls" fuzz planted_free --bin "$planted/libfuzzer" --out "$out" --time 100 --timeout 2 >/dev/null 2>&1 &
pid=$!
i=0
until ls "$out"/finds/heap*/bucket.json >/dev/null 2>&1 || [ $i -gt 1500 ]; do
    i=$((i + 1))
    sleep 0.02
done
kill -9 $pid
wait $pid 2>/dev/null
sleep 1
nothing_left "kill -9"
dir=$(echo "$out"/finds/heap*)
for file in input first scenario.scn report.txt again; do
    holds "killed: $file" test -s "$dir/$file"
done
is "killed: not looked at" "$(field done "$dir/bucket.json")" false
before=$(field count "$dir/bucket.json")
# An input that an engine left behind is a find, too.
mkdir -p "$out/libfuzzer/1"
cp "$dir/first" "$out/libfuzzer/1/crash-left-behind"
mustls fuzz planted_free --bin "$planted/libfuzzer" --out "$out" --time 10 --minimise 8 --timeout 2 >"$work/fuzz.out" 2>&1
is "resumed: exit" $? 1
is "resumed: done" "$(field done "$dir/bucket.json")" true
holds "resumed: smaller" test "$(size "$dir/input")" -lt "$(size "$dir/first")"
holds "resumed: counted" test "$(field count "$dir/bucket.json")" -gt "$before"
[ -e "$out/libfuzzer/1/crash-left-behind" ] && bad "what was left behind is still there"
is "resumed: nothing unseen" "$(ls "$out/raw" | wc -l | tr -d ' ')" 0

# A signal ends it cleanly; a clean target is no find. The seeds' own crash is none of the seeds' any more.
E2E_MARK=$E2E_MARK "$mustls" fuzz planted_loop --bin "$planted/libfuzzer" --no-seeds --max-len 4 --out "$work/clean" \
    --jobs 2 >"$work/fuzz.out" 2>&1 &
pid=$!
sleep 3
kill -TERM $pid
wait $pid
is "SIGTERM" $? 143
is "clean: no find" "$(ls "$work/clean/finds" | wc -l | tr -d ' ')" 0
holds "clean: state" test -s "$work/clean/state.json"
nothing_left "SIGTERM"
mustls fuzz planted_loop --bin "$planted/libfuzzer" --no-seeds --max-len 4 --out "$work/clean" -t 2 >/dev/null 2>&1
is "clean: exit" $? 0

# Ctrl-C: nothing is lost, and the same command goes on. Each process' memory is told and kept; what a planted loop without
# an input that loops takes stays small, in any number of executions.
E2E_MARK=$E2E_MARK "$mustls" fuzz planted_loop --bin "$planted/libfuzzer" --no-seeds --max-len 4 --out "$work/clean" \
    >"$work/fuzz.out" 2>&1 &
pid=$!
sleep 3
corpus=$(ls "$work/clean/corpus" | wc -l)
before=$(field execs "$work/clean/state.json")
kill -INT $pid
wait $pid
is "SIGINT" $? 130
nothing_left "SIGINT"
is "SIGINT: runs" "$(field runs "$work/clean/state.json")" 3
holds "SIGINT: executions kept" test "$(field execs "$work/clean/state.json")" -gt "$before"
holds "SIGINT: corpus kept" test "$(ls "$work/clean/corpus" | wc -l)" -ge "$corpus"
has "memory is told" "$work/fuzz.out" " MiB"
holds "memory is kept" test "$(field rss "$work/clean/state.json")" -gt 0
holds "memory stays small" test "$(field rss "$work/clean/state.json")" -lt 400
before=$(field execs "$work/clean/state.json")
mustls fuzz planted_loop --bin "$planted/libfuzzer" --no-seeds --max-len 4 --out "$work/clean" -t 2 >/dev/null 2>&1
is "after SIGINT: exit" $? 0
is "after SIGINT: runs" "$(field runs "$work/clean/state.json")" 4
holds "after SIGINT: goes on" test "$(field execs "$work/clean/state.json")" -gt "$before"

# A smaller corpus, and the lines that it covers.
mustls fuzz cmin planted_loop --bin "$planted/libfuzzer" --out "$work/clean" >"$work/fuzz.out" 2>&1
is "cmin" $? 0
has "cmin" "$work/fuzz.out" "are enough"
holds "cmin keeps some" test "$(ls "$work/clean/corpus" | wc -l)" -gt 0
if [ -d "$planted/afl" ] && command -v afl-cmin >/dev/null 2>&1; then
    cp "$root/corpus/replies/"* "$work/clean/corpus/"
    before=$(ls "$work/clean/corpus" | wc -l)
    mustls fuzz cmin planted_loop --engine afl --bin "$planted/afl" --out "$work/clean" >"$work/fuzz.out" 2>&1
    is "cmin with AFL++" $? 0
    has "cmin with AFL++" "$work/fuzz.out" "are enough"
    holds "cmin with AFL++ keeps some" test "$(ls "$work/clean/corpus" | wc -l)" -gt 0
    holds "cmin with AFL++ keeps fewer" test "$(ls "$work/clean/corpus" | wc -l)" -lt "$before"
fi
if command -v llvm-cov >/dev/null; then
    mustls fuzz cov planted_loop --bin "$planted/coverage" --out "$work/clean" >"$work/fuzz.out" 2>&1
    is "cov" $? 0
    has "cov" "$work/fuzz.out" "planted_loop.c"
    holds "cov html" test -s "$work/clean/cov/html/index.html"
fi

# What a user can get wrong.
mustls fuzz >"$work/fuzz.out" 2>&1
is "no target" $? 2
mustls fuzz no_such --bin "$planted/libfuzzer" >"$work/fuzz.out" 2>&1
is "unknown target" $? 2
has "unknown target" "$work/fuzz.out" "mustls fuzz list"
mustls fuzz planted_free --engine none >"$work/fuzz.out" 2>&1
is "unknown engine" $? 2
mustls fuzz planted_free --bin "$planted/libfuzzer" --out "$work/clean" -t 1 >"$work/fuzz.out" 2>&1
is "a folder of another target" $? 2
has "a folder of another target" "$work/fuzz.out" "planted_loop"
mkdir "$work/empty"
mustls fuzz planted_free --bin "$work/empty" >"$work/fuzz.out" 2>&1
is "no list" $? 3
printf 'fuzz_x\tflat\n' >"$work/empty/fuzz-targets.txt"
mustls fuzz x --bin "$work/empty" >"$work/fuzz.out" 2>&1
is "not built" $? 3
has "not built" "$work/fuzz.out" "cmake --build --preset fuzz --target fuzz_x"
mustls fuzz list --bin "$planted/libfuzzer" >"$work/fuzz.out" 2>&1
is "list" $? 0
has "list" "$work/fuzz.out" "planted_secret"

# Words beside a target are the engine's: one that it can't read is told.
mkdir "$work/words"
cp "$planted/libfuzzer/planted_loop" "$work/words/"
echo 'no quotes' >"$work/words/planted_loop.dict"
mustls fuzz "$work/words/planted_loop" --out "$work/words/out" -t 5 >"$work/fuzz.out" 2>&1
is "a bad dictionary" $? 3
has "a bad dictionary" "$work/fuzz.out" "ParseDictionaryFile"

# Engines work in a folder of their own; the user's paths are those of the user's.
mkdir -p "$work/here/bin"
cp "$planted/libfuzzer/planted_loop" "$work/here/bin/"
printf 'planted_loop\tflat\n' >"$work/here/bin/fuzz-targets.txt"
echo '"EHLO "' >"$work/here/bin/planted_loop.dict"
echo '"530 "' >"$work/here/more.dict"
mkdir "$work/here/seeds"
printf '\000\003\000220' >"$work/here/seeds/one"
for more in "" "--dict more.dict" "--corpus kept"; do
    # shellcheck disable=SC2086
    (cd "$work/here" && mustls fuzz planted_loop --bin bin --max-len 4 -t 3 --seeds seeds $more) >"$work/fuzz.out" 2>&1
    is "paths from here $more" $? 0
    has "paths from here $more" "$work/fuzz.out" " execs "
    tail -n 1 "$work/fuzz.out" | grep -q ' 0/s ' && bad "the last line has no rate: $(tail -n 1 "$work/fuzz.out")"
done
if [ -d "$planted/afl" ] && command -v afl-fuzz >/dev/null 2>&1; then
    cp "$planted/afl/planted_loop" "$mutator" "$work/here/bin/"
    (cd "$work/here" && mustls fuzz planted_loop --engine afl --bin bin --max-len 4 -t 8 --seeds seeds --out afl) \
        >"$work/fuzz.out" 2>&1
    is "paths from here, AFL++" $? 0
    has "paths from here, AFL++" "$work/fuzz.out" " execs "
fi
holds "paths from here: a corpus" test -n "$(ls "$work/here/out/fuzz/planted_loop/corpus")"
holds "paths from here: --corpus" test -n "$(ls "$work/here/kept")"
(cd "$work/here" && mustls fuzz planted_loop --bin bin --dict none.dict) >"$work/fuzz.out" 2>&1
is "no dictionary" $? 2
has "no dictionary" "$work/fuzz.out" "none.dict is no file"
case $engines in
    *afl*) ;;
    *) [ $failures -gt 0 ] || skip "AFL++ is not installed; all is well with libFuzzer" ;;
esac
finish
