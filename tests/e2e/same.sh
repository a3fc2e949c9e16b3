# One scenario, one client, one truth: in memory, over a socket, judged again and reported again from the trace.
. "$(dirname "$0")/lib.sh"

events() {
    "$tools/e2e_json" events "$1" | awk -v scenarios="$MUSTLS_SCENARIOS" -f "$here/same.awk"
}

# again LABEL FOLDER: judge agrees with the trace of the folder, and report makes the same files from it
again() {
    mustls judge "$2/trace.jsonl" >"$work/judge" 2>&1
    is "$1: judge agrees ($(head -3 "$work/judge"))" $? 0
    mustls report "$2/trace.jsonl" --tap "$work/r.tap" --junit "$work/r.xml" --json "$work/r.jsonl" \
        >"$work/report" 2>"$work/stderr"
    is "$1: report has no complaint" "$(cat "$work/stderr")" ''
    holds "$1: TAP" cmp "$2/report.tap" "$work/r.tap"
    holds "$1: JUnit" cmp "$2/junit.xml" "$work/r.xml"
    # The JSON of the report is in the order of the runs' ends, as the live one is; only its first line differs.
    grep '"type":"verdict"' "$2/results.jsonl" >"$work/live"
    grep '"type":"verdict"' "$work/r.jsonl" >"$work/offline"
    holds "$1: verdicts" cmp "$work/live" "$work/offline"
    is "$1: end" "$("$tools/e2e_json" end "$work/r.jsonl")" "$("$tools/e2e_json" end "$2/results.jsonl")"
}

# A copy: the suite must not change under the feet of the test.
cp -r "$MUSTLS_SCENARIOS" "$work/scenarios"
MUSTLS_SCENARIOS=$work/scenarios

# --- the whole suite on the reference client
mustls run --seed 7 --out "$work/memory" >"$work/memory.out" 2>&1
is "in memory" $? 0
mustls run --seed 7 --out "$work/twice" >/dev/null 2>&1
mustls run --seed 7 --socket -j8 --out "$work/socket" >"$work/socket.out" 2>&1
is "over sockets" $? 0
for way in memory twice socket; do
    "$tools/e2e_json" verdicts "$work/$way/trace.jsonl" | sort >"$work/$way.verdicts"
    events "$work/$way/trace.jsonl" >"$work/$way.events"
    # In the order of the runs, not of their ends.
    sort -s -t '	' -k1,2 "$work/$way.events" >"$work/$way.sorted"
done
holds "twice in memory: events" cmp "$work/memory.events" "$work/twice.events"
holds "memory and socket: verdicts" diff "$work/memory.verdicts" "$work/socket.verdicts"
holds "memory and socket: events" diff "$work/memory.sorted" "$work/socket.sorted"
runs=$(wc -l <"$work/memory.verdicts")
cut=$(sed -n 's/^# runs cut short: //p' "$work/memory.events")
[ "$runs" -gt 100 ] || bad "only $runs runs"
[ "$cut" -lt $((runs / 2)) ] || bad "$cut of $runs runs are compared in part only"
again memory "$work/memory"
again socket "$work/socket"

# --- an outside subject that fails some
E2E_MUSTLS=$mustls
export E2E_MUSTLS
mustls run smoke 530/code-alone --seed 7 --no-calibration -j8 --out "$work/picky" -- sh "$here/picky.sh" \
    >"$work/stdout" 2>&1
is "an outside subject" $? 1
verdicts=$("$tools/e2e_json" verdicts "$work/picky/results.jsonl" | cut -f3 | sort -u | tr '\n' ' ')
case $verdicts in
*FAIL*PASS*) looked=$((looked + 1)) ;;
*) bad "the outside subject should pass some and fail some: $verdicts" ;;
esac
again "outside" "$work/picky"
nothing_left same
# --- a run that went on behind an edited scenario: each part is judged by the text that it had
mkdir "$work/scenarios/edited"
cat >"$work/scenarios/edited/two.scn" <<'X'
title  two ${V}
tags   x
for    V = a | b
client tls=required

[tls]
C: MAIL
S: 250 2.1.0 ${V}

MUST  <message> in tls  [harness]
X
mustls run edited/two@1 --trace "$work/part1" -q >/dev/null 2>&1
sed -i '1i # The lines stand elsewhere now.\n# Two of them.' "$work/scenarios/edited/two.scn"
mustls run edited/two@2 --trace "$work/part2" -q >/dev/null 2>&1
cat "$work/part1" "$work/part2" >"$work/edited.jsonl"
mustls judge "$work/edited.jsonl" >"$work/judge" 2>&1
is "edited in between ($(head -3 "$work/judge"))" $? 0
has "edited in between" "$work/judge" "2 pass"

finish
