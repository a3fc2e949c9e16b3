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
client tls=required auth=none timeout=1
limit  3s

C: EHLO *
S: <wait>

MUST  client fails  [harness]
END
cat >slow.sh <<END
sleep \${SLOW:-1.3}
exec "$mustls" send --tls required --ca "\$MUSTLS_CA" --timeout 60 --from "\$MUSTLS_FROM" --to "\$MUSTLS_TO" \
    "smtp://\$MUSTLS_HOST:\$MUSTLS_PORT" <"\$MUSTLS_MESSAGE"
END
printf '%s\n' 'name slow' 'role client' "run sh $work/slow.sh" 'exit.ok 0' 'gives-up yes' \
    'tls.required' 'auth.none' 'verify.yes' >slow.profile

mustls run tight.scn -c ./slow.profile --no-calibration --json none.jsonl >stdout 2>&1
is "as written: killed at its limit" "$("$tools/e2e_json" verdicts none.jsonl | cut -f3)" FAIL
mustls run tight.scn silent.scn -c ./slow.profile --out out >stdout 2>&1
has "what was measured" stdout 'slow : a good delivery takes '
grep -q 'a good delivery takes [0-9]* ms here; deadlines x [2-8]\.' stdout || bad "no factor: $(cat stdout)"
is "at its pace: it delivers" "$("$tools/e2e_json" verdicts out/results.jsonl | grep tight | cut -f3)" PASS
is "at its pace: a hang is one all the same" "$("$tools/e2e_json" verdicts out/results.jsonl | grep silent | cut -f3)" FAIL
# paced FILE NOTES: what was noted is the factor of what was measured, each record has it, and it is the limit that was kept.
paced() {
    looked=$((looked + 1))
    good=$(sed -n 's/.*a good delivery takes \([0-9]*\) ms here.*/\1/p' "$2")
    noted=$(sed -n "s/.*ms here; deadlines x \([0-9]*\)\.\([0-9]*\).*/\1\2/p" "$2")
    want=$((${good:-0} * 100 / 500))
    [ "$want" -le 800 ] || want=800
    [ "$want" -gt 100 ] || want=100
    [ "${noted:-100}" = "$want" ] || bad "a delivery of $good ms, and deadlines at $noted percent: $(cat "$2")"
    recorded=$(grep '"type":"verdict"' "$1" | sed 's/.*"pace":\([0-9]*\).*/\1/; t; s/.*/100/' | sort -u)
    [ "$recorded" = "$want" ] || bad "$1: the records say $recorded percent, not $want"
    limit=$((want * 30)) # 3 s
    kept=$(sed -n 's/.*silent.*killed at the limit of \([0-9]*\) \(m*s\).*/\1 \2/p' "$1" | sed 's/ s$/000 ms/; s/ ms$//')
    [ "$kept" = "$limit" ] || bad "$1: killed at $kept ms, and the limit is $limit ms"
}
paced out/results.jsonl stdout
has "the record has the pace" out/results.jsonl '"pace":'
has "the record has what it comes from" out/results.jsonl '"good_ms":'
has "the transcript has it" out/junit.xml 'a good delivery took'
mustls judge out/trace.jsonl >judge 2>&1
is "judged again: no verdict differs ($(cat judge))" "$(grep -c differ judge)" 0
mustls report out/trace.jsonl --tap again.tap --junit again.xml --json again.jsonl >stdout 2>&1
holds "TAP again" cmp out/report.tap again.tap
holds "JUnit again" cmp out/junit.xml again.xml

# --- a quick one: what it is given comes from its own deliveries, too, and is nothing on a machine that has time for it
sed 's/slow/quick/' slow.profile >quick.profile
sed 's/^sleep.*/:/' slow.sh >quick.sh
mustls run silent.scn -c ./quick.profile --out quick >stdout 2>&1
is "quick: a hang is one" "$("$tools/e2e_json" verdicts quick/results.jsonl | cut -f3)" FAIL
paced quick/results.jsonl stdout

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
