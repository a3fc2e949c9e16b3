# -j counts runs at work: one that waits makes room for the next. Each of these clients waits until another one has begun.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cat >wait.scn <<'END'
title  Waits ${N}
tags   e2e
for    N = 1 | 2
client tls=required auth=none
limit  60s

MUST  client succeeds  [harness]
END
mkdir begun
cat >both.sh <<END
: >"$work/begun/\$\$"
until [ "\$(ls "$work/begun" | wc -l)" -ge 2 ]; do sleep 0.1; done
END
printf '%s\n' 'name both' 'role client' "run sh $work/both.sh" 'exit.ok 0' 'tls.required' 'auth.none' 'verify.yes' >both.profile
mustls run wait.scn -c ./both.profile --no-calibration -j 1 --isolate no --out out >stdout 2>&1
is "both began: $(cat stdout)" "$(ls begun | wc -l)" 2
"$tools/e2e_json" verdicts out/results.jsonl >verdicts
is "nobody was killed at the limit" "$(grep -c 'killed at the limit' out/results.jsonl)" 0
is "each has a verdict" "$(wc -l <verdicts)" 2
nothing_left room
finish
