# SIGKILL in the middle of a run: what was written is whole, nothing lives on, and --resume does the rest, once.
. "$(dirname "$0")/lib.sh"
cp "$tools/hostile" "$work/hostile" || exit 1

out=$work/out
i=1
while [ $i -le 8 ]; do
    printf 'sh\t%s@%s\n' "$here/data/many" $i
    i=$((i + 1))
done >"$work/wanted"

run() {
    E2E_MARK=$E2E_MARK exec "$mustls" run --isolate "${E2E_ISOLATE:-auto}" "$here/data/many.scn" --no-calibration -j 1 "$@" -- sh "$here/gate.sh"
}

# start_and_kill LABEL OPTION...: until a subject hangs, then SIGKILL
start_and_kill() {
    label=$1
    shift
    rm -f "$work/hanging" "$work/gate-open"
    (run "$@") >"$work/stdout" 2>"$work/stderr" &
    wait_for "$work/hanging"
    kill -9 $!
    wait $! 2>/dev/null
    nothing_left "$label"
}

# resume LABEL OPTION...: to the end
resume() {
    label=$1
    shift
    : >"$work/gate-open"
    (run --resume "$@") >"$work/stdout" 2>"$work/stderr"
    is "$label: exit status of --resume ($(cat "$work/stderr"))" $? 0
    nothing_left "$label, resumed"
}

# whole LABEL FILE TIMES: every run's verdict stands in the file, TIMES times, and the end
whole() {
    holds "$1: lines" "$tools/e2e_json" check "$2"
    "$tools/e2e_json" verdicts "$2" | cut -f1,2 | sort >"$work/got"
    i=0
    while [ $i -lt "$3" ]; do
        cat "$work/wanted"
        i=$((i + 1))
    done | sort >"$work/wanted-now"
    holds "$1: each run once" diff "$work/wanted-now" "$work/got"
    is "$1: end" "$("$tools/e2e_json" end "$2")" "complete $((8 * $3)) 0 0 0 0 0"
}

reports_whole() {
    is "$1: TAP" "$(grep -c '^ok [1-8] - sh ' "$out/report.tap")" 8
    is "$1: TAP's plan" "$(grep '^1\.\.' "$out/report.tap")" 1..8
    has "$1: JUnit" "$out/junit.xml" '<testsuites name="mustls" tests="8" failures="0" errors="0" skipped="0"'
    is "$1: JUnit's cases" "$(grep -c '<testcase ' "$out/junit.xml")" 8
}

# --- one file
start_and_kill json --json "$work/one.jsonl"
holds "json: what was written" "$tools/e2e_json" check "$work/one.jsonl"
is "json: verdicts" "$("$tools/e2e_json" verdicts "$work/one.jsonl" | wc -l)" 3
is "json: no end" "$("$tools/e2e_json" end "$work/one.jsonl")" none
resume json --json "$work/one.jsonl"
whole json "$work/one.jsonl" 1

# --- a folder: trace and reports, too
start_and_kill out --out "$out"
holds "out: results" "$tools/e2e_json" check "$out/results.jsonl"
holds "out: trace" "$tools/e2e_json" check "$out/trace.jsonl"
mustls report "$out/trace.jsonl" >"$work/report" 2>&1
is "out: report of what is there" $? 0
has "out: report" "$work/report" 'interrupted'
resume out --out "$out"
whole out/results "$out/results.jsonl" 1
whole out/trace "$out/trace.jsonl" 1
reports_whole out
mustls report "$out/trace.jsonl" --tap "$work/again.tap" --junit "$work/again.xml" >/dev/null 2>"$work/stderr"
is "out: report of the whole" $? 0
is "out: report has nothing to say" "$(cat "$work/stderr")" ""
holds "out: TAP again" cmp "$out/report.tap" "$work/again.tap"
holds "out: JUnit again" cmp "$out/junit.xml" "$work/again.xml"
seeds=$(sed -n 's/.*"type":"run".*"seed":\([0-9]*\).*/\1/p' "$out/results.jsonl" | sort -u | wc -l)
is "out: the seed is kept" "$seeds" 1

# --- resumed when nothing is left to do
resume again --out "$out"
whole again "$out/results.jsonl" 1
reports_whole again

# --- killed twice, and in the middle of a line
rm -rf "$out"
start_and_kill twice --out "$out"
printf '{"type":"verdict","run":4,"subj' >>"$out/results.jsonl"
printf '{"type":"ev' >>"$out/trace.jsonl"
start_and_kill twice --resume --out "$out"
resume twice --out "$out"
whole twice/results "$out/results.jsonl" 1
whole twice/trace "$out/trace.jsonl" 1
reports_whole twice

# --- killed between the line of the trace and that of the results
rm -rf "$out"
start_and_kill between --out "$out"
sed '$d' "$out/results.jsonl" >"$work/shorter"
cp "$work/shorter" "$out/results.jsonl"
resume between --out "$out"
whole between/results "$out/results.jsonl" 1
whole between/trace "$out/trace.jsonl" 1

# --- the third of three is another than the second
start_and_kill repeat --repeat 3 --json "$work/three.jsonl"
resume repeat --repeat 3 --json "$work/three.jsonl"
whole repeat "$work/three.jsonl" 3
finish
