# Metamorphic runs: what a cut must not change, found when it does; and lines on the edge of a buffer.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1

# verdict FILE ID: of the run with this id
verdict() {
    "$tools/e2e_json" verdicts "$1" | awk -F'\t' -v id="$2" '$2 == id { print $3 }'
}

# --- the clean client: every cut agrees
mustls run smoke 530 --splits --split-max 64 --seed 7 >"$work/clean" 2>&1
is "clean ($(tail -3 "$work/clean"))" $? 0
has "clean: nothing differs" "$work/clean" ' agree with the whole, 0 differ'
has "clean: what was left out is told" "$work/clean" '(--split-max)'
agree=$(sed -n 's/^splits: \([0-9]*\) cut runs.*/\1/p' "$work/clean")
[ "${agree:-0}" -gt 1000 ] || bad "only ${agree:-no} cut runs"

# --- a client that takes a segment for a line: whole it is good, cut it is not
mustls run smoke/required --seed 7 --seeded-fault splits-matter >"$work/whole" 2>&1
is "the fault does not show in whole segments" $? 0
mustls run smoke/required --splits --seed 7 --seeded-fault splits-matter --out "$work/cut" >"$work/stdout" 2>&1
is "the fault shows when they are cut" $? 1
has "both verdicts" "$work/stdout" 'the verdict changes with the cut: PASS whole, FAIL one byte a segment'
is "the whole run" "$(verdict "$work/cut/results.jsonl" smoke/required)" PASS
is "a cut run" "$(verdict "$work/cut/results.jsonl" smoke/required~1by1)" FAIL
is "joined: no run of its own" "$(verdict "$work/cut/results.jsonl" smoke/required~joined)" ''

# The command behind "again:" shows it again.
mustls run smoke/required --cut 1by1 --seed 7 --seeded-fault splits-matter >"$work/stdout" 2>&1
is "--cut shows it again" $? 1
has "--cut names the run" "$work/stdout" 'smoke/required~1by1'
mustls run smoke/required --cut joined --seed 7 --seeded-fault splits-matter >"$work/stdout" 2>&1
is "--cut joined" $? 0

# From the trace: the same verdicts, and the same reports.
mustls judge "$work/cut/trace.jsonl" >"$work/judge" 2>&1
is "judge agrees ($(head -3 "$work/judge"))" $? 0
has "judge says it again" "$work/judge" 'smoke/required~1by1'
mustls report "$work/cut/trace.jsonl" --tap "$work/r.tap" --junit "$work/r.xml" >"$work/report" 2>&1
holds "TAP from the trace" cmp "$work/cut/report.tap" "$work/r.tap"
holds "JUnit from the trace" cmp "$work/cut/junit.xml" "$work/r.xml"

# --- an outside program
E2E_MUSTLS=$mustls
export E2E_MUSTLS
mustls run smoke/required --splits --split-max 4 --seed 7 --no-calibration -- \
    sh -c '"$E2E_MUSTLS" send --tls required --ca "$MUSTLS_CA" --from "$MUSTLS_FROM" --to "$MUSTLS_TO" \
        "smtp://$MUSTLS_HOST:$MUSTLS_PORT" <"$MUSTLS_MESSAGE"' >"$work/stdout" 2>&1
code=$?
is "an outside program ($(head -20 "$work/stdout"))" $code 0
has "an outside program: nothing differs" "$work/stdout" ', 0 differ'
nothing_left "an outside program"

# --- edges
mustls run --edges --seed 7 --out "$work/edges" >"$work/stdout" 2>&1
is "the clean client's edges" $? 0
has "a table" "$work/stdout" 'longest reply line that is taken'
mustls run --edges --seed 7 --seeded-fault splits-long-lines --out "$work/short" >"$work/stdout" 2>&1
is "a client that splits long lines" $? 1
has "its buffer is found" "$work/stdout" ' 511 '
has "and what it believes" "$work/stdout" 'MUST NOT client succeeds [RFC 5321 4.2]'
holds "the made scenarios are clean" "$mustls" lint "$work"/short/edges/*.scn
mustls run "$work/short/edges/message-tail.scn" --seed 7 --seeded-fault splits-long-lines >"$work/stdout" 2>&1
is "and can be played again" $? 1
mustls judge "$work/short/trace.jsonl" >"$work/judge" 2>&1
is "judge agrees about edges ($(head -3 "$work/judge"))" $? 0

# --- what does not go together
for options in '--splits --resume --json x' '--splits --cut 7' '--cut 0' '--cut 7x' '--cut 1by2' '--split-max 0' \
    '--edges smoke' '--edges -t smoke'; do
    # shellcheck disable=SC2086
    mustls run $options >"$work/stdout" 2>"$work/stderr"
    is "$options" $? 2
done
finish
