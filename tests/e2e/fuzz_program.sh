#!/bin/sh
# Programs with planted holes, fuzzed over sockets: each is found, played again, made smaller and shown again; a clean one has no
# find; kill -9 loses nothing.
. "$(dirname "$0")/lib.sh"
need python3
cd "$work" || exit 1
holes=$here/holes.py
jobs=3

field() { sed -n "s/^ \"$1\": \"\{0,1\}\([^\",]*\).*/\1/p" "$2"; }
size() { wc -c <"$1" | tr -d ' '; }
record() { # OP TEXT: a record of a flat input
    text=$(printf "$2" | wc -c)
    printf "\\$(printf %03o "$1")\\$(printf %03o $((text % 256)))\\$(printf %03o $((text / 256)))$2"
}
# Not the hole itself, but one step away from it; much of it has nothing to do with it.
mkdir near
{
    record 12 '220-one\r\n220 two\r\n'
    record 1 '250-test.example\r\n250-SIZE\r\n250 STARTTLS\r\n'
    record 1 "$(printf '502 5.5.1 Not now\\r\\n')"
    record 1 '503 5.5.1 No\r\n'
    record 1 '221 2.0.0 Bye\r\n'
} >near/secret
{
    record 12 '220-one\r\n220 two\r\n'
    record 1 '250-test.example\r\n250-SIZE\r\n599 STARTTLS\r\n'
    record 1 '221 2.0.0 Bye\r\n'
} >near/crash
{
    record 12 '220-one\r\n220 two\r\n'
    record 1 '421-4.3.2 Busy\r\n421 4.3.2 Busy\r\n'
    record 4 ''
} >near/hang

# fuzz HOLE OPTIONS...: into $work/HOLE
fuzz() {
    hole=$1
    shift
    mustls fuzz --no-seeds --seeds near --out "$work/$hole" --timeout 8 --jobs $jobs --seed 7 "$@" -- python3 "$holes" "$hole" \
        >"$work/fuzz.out" 2>&1
}

# found HOLE BUCKET SHOWN
found() {
    dir=$(echo "$work/$1/finds/$2"*)
    if [ ! -d "$dir" ]; then
        bad "$1: no bucket $2: $(cat "$work/fuzz.out")"
        return
    fi
    for file in input first scenario.scn report.txt trace.jsonl again bucket.json; do
        holds "$1: $file" test -s "$dir/$file"
    done
    is "$1: done" "$(field done "$dir/bucket.json")" true
    is "$1: repeats" "$(field repeats "$dir/bucket.json")" true
    has "$1: report" "$dir/report.txt" "$3"
    holds "$1: lint" mustls lint "$dir/scenario.scn"
    holds "$1: smaller" test "$(size "$dir/input")" -lt "$(size "$work/near/$1")"
    mustls judge "$dir/trace.jsonl" >"$work/judge.out" 2>&1
    has "$1: the trace is judged the same" "$work/judge.out" "1 FAIL"
    sh "$dir/again" >"$work/again.out" 2>&1
    is "$1: again" $? 1
    has "$1: again" "$work/again.out" "$3"
}

fuzz secret --max-finds 1 --time 120 --minimise 20
is "secret: exit" $? 1
found secret broken-must-not-secret-in-clear "MUST NOT  <secret> in clear"
fuzz crash --max-finds 1 --time 120 --minimise 20
is "crash: exit" $? 1
found crash crash-died-by-sigsegv "signal 11"

# What was found is counted, and the corpus goes on.
dir=$(echo "$work"/crash/finds/crash*)
before=$(field count "$dir/bucket.json")
fuzz crash --runs 12 --time 120
is "crash again: exit" $? 1
grep -q 'FIND  ' "$work/fuzz.out" && bad "an old find is shown as new: $(cat "$work/fuzz.out")"
holds "crash again: counted" test "$(field count "$dir/bucket.json")" -gt "$before"
is "crash again: calls" "$(field runs "$work/crash/state.json")" 2
holds "crash again: runs" test "$(field execs "$work/crash/state.json")" -gt 12

# A sentence that is listed is counted, and no find.
printf 'python3  fuzz  FAIL  MUST NOT <secret> in clear where tls=required  # planted\n' >known.txt
mustls fuzz --no-seeds --seeds near --out "$work/known" --timeout 8 --jobs $jobs --seed 7 --known known.txt --runs 6 \
    -- python3 "$holes" secret >"$work/fuzz.out" 2>&1
is "known: exit" $? 0
grep -q ', [1-9][0-9]* known' "$work/fuzz.out" || bad "known: not counted: $(cat "$work/fuzz.out")"
is "known: no find" "$(ls "$work/known/finds" | wc -l | tr -d ' ')" 0

fuzz plain --runs 40 --time 120
is "plain: exit" $? 0
is "plain: no find" "$(ls "$work/plain/finds" | wc -l | tr -d ' ')" 0
is "plain: nothing unsure" "$(ls "$work/plain/unsure" | wc -l | tr -d ' ')" 0
holds "plain: a corpus" test "$(ls "$work/plain/corpus" | wc -l)" -gt 2
nothing_left plain

# kill -9 as soon as something is seen: nothing of ours lives on, and the next call looks at it.
E2E_MARK=$E2E_MARK "$mustls" fuzz --no-seeds --seeds near --out "$work/killed" --timeout 4 --jobs $jobs --seed 7 \
    -- python3 "$holes" hang >/dev/null 2>&1 &
pid=$!
i=0
until ls "$work"/killed/unsure/*/bucket.json "$work"/killed/finds/*/bucket.json 2>/dev/null | grep -q . || [ $i -gt 3000 ]; do
    i=$((i + 1))
    sleep 0.02
done
kill -9 $pid
wait $pid 2>/dev/null
sleep 1
nothing_left "kill -9"
mustls fuzz --no-seeds --out "$work/killed" --timeout 4 --jobs 1 --seed 7 --runs 1 --minimise 20 -- python3 "$holes" hang \
    >"$work/fuzz.out" 2>&1
is "hang: exit" $? 1
has "hang: told" "$work/fuzz.out" "no end after EHLO in clear"
is "hang: nothing unseen" "$(ls "$work/killed/unsure" | wc -l | tr -d ' ')" 0
dir=$(echo "$work"/killed/finds/timeout-no-end*)
has "hang: report" "$dir/report.txt" "killed at the limit"

# A signal ends it cleanly. (A shell's background job ignores SIGINT; SIGTERM takes the same way.)
E2E_MARK=$E2E_MARK "$mustls" fuzz --no-seeds --seeds near --out "$work/plain" --jobs $jobs -- python3 "$holes" plain \
    >"$work/fuzz.out" 2>&1 &
pid=$!
wait_for "$work/plain/state.json"
sleep 4
kill -TERM $pid
wait $pid
is "SIGTERM" $? 143
nothing_left "SIGTERM"

# What a user can get wrong.
mustls fuzz --out "$work/void" -- false >"$work/fuzz.out" 2>&1
is "void: exit" $? 3
has "void: told" "$work/fuzz.out" "not calibrated"
mustls fuzz -c mustls-send fuzz_client >"$work/fuzz.out" 2>&1
is "a program and a target" $? 2
mustls fuzz --engine afl -- true >"$work/fuzz.out" 2>&1
is "an engine's option" $? 2
mustls fuzz fuzz_client --runs 3 >"$work/fuzz.out" 2>&1
is "a program's option" $? 2
mustls fuzz -c no-such-client >"$work/fuzz.out" 2>&1
is "no such profile" $? 2
mustls fuzz --out "$work/plain" -- false >"$work/fuzz.out" 2>&1
is "a folder of another program" $? 2
finish
