# Patience by the subject's own control runs: a slow start makes no false FAIL, and the trace says so.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cat >tight.scn <<'END'
title  A good server, little time
tags   e2e
client tls=required auth=none
limit  1s

MUST  client succeeds  [harness]
END
cat >silent.scn <<'END'
title  A server that says nothing, little time
tags   e2e
client tls=required auth=none
limit  1s

C: EHLO *
S: <wait>

MUST  client fails  [harness]
END
cat >slow.sh <<END
sleep \${SLOW:-1.3}
exec "$mustls" send --tls required --ca "\$MUSTLS_CA" --timeout 60 --from "\$MUSTLS_FROM" --to "\$MUSTLS_TO" \
    "smtp://\$MUSTLS_HOST:\$MUSTLS_PORT" <"\$MUSTLS_MESSAGE"
END
printf '%s\n' 'name slow' 'role client' "run sh $work/slow.sh" 'exit.ok 0' 'tls.required' 'auth.none' 'verify.yes' >slow.profile

mustls run tight.scn -c ./slow.profile --no-calibration --json none.jsonl >stdout 2>&1
is "as written: killed at its limit" "$("$tools/e2e_json" verdicts none.jsonl | cut -f3)" FAIL
mustls run tight.scn silent.scn -c ./slow.profile --out out >stdout 2>&1
has "what was measured" stdout 'slow : a good delivery takes '
grep -q 'a good delivery takes [0-9]* ms here; deadlines x [2-8]\.' stdout || bad "no factor: $(cat stdout)"
is "at its pace: it delivers" "$("$tools/e2e_json" verdicts out/results.jsonl | grep tight | cut -f3)" PASS
is "at its pace: a hang is one all the same" "$("$tools/e2e_json" verdicts out/results.jsonl | grep silent | cut -f3)" FAIL
grep -q 'killed at the limit of [0-9]* ms\|killed at the limit of [2-8] s' out/results.jsonl || bad "the limit that was told is not the one that was kept"
has "the record has the pace" out/results.jsonl '"pace":'
has "the record has what it comes from" out/results.jsonl '"good_ms":'
has "the transcript has it" out/junit.xml 'a good delivery took'
mustls judge out/trace.jsonl >judge 2>&1
is "judged again: no verdict differs ($(cat judge))" "$(grep -c differ judge)" 0
mustls report out/trace.jsonl --tap again.tap --junit again.xml --json again.jsonl >stdout 2>&1
holds "TAP again" cmp out/report.tap again.tap
holds "JUnit again" cmp out/junit.xml again.xml

# --- a control run that fails: void, with what the program said
printf '%s\n' 'name broken' 'role client' "run sh -c 'echo no such option: --tls >&2; exit 2'" 'exit.ok 0' 'tls.required' 'auth.none' \
    'verify.yes' >broken.profile
mustls run tight.scn -c ./broken.profile --out void >stdout 2>&1
is "not calibrated: exit status" $? 1
for file in results.jsonl report.tap junit.xml; do
    has "not calibrated: $file says what it printed" void/$file 'its last words: no such option: --tls'
done
has "not calibrated: so does the terminal" stdout 'its last words: no such option: --tls'
is "not calibrated: nothing is judged" "$("$tools/e2e_json" verdicts void/results.jsonl | cut -f3)" INCONCLUSIVE
nothing_left pace
finish
