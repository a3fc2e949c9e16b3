# What runs, and how often: shards and their reports put together, --shuffle, --repeat, --until-fail, -x, --failed, --new, --min.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$tools/hostile" hostile || exit 1
fault=ignores-530 # any one that fails some and not all of 530
mustls list --seeded-faults | grep -q "^$fault " || fault=$(mustls list --seeded-faults | head -n 1 | cut -d' ' -f1)

# runs FILE: subject and id of each verdict, sorted
runs() {
    "$tools/e2e_json" verdicts "$1" | cut -f1-2 | sort
}

# --- shards: each run in one of them, and the same one when others are added
mustls run smoke 530 injection --seed 7 --seeded-fault "$fault" --out whole >stdout 2>&1
whole=$?
for i in 1 2 3; do
    mustls run smoke 530 injection --seed 7 --seeded-fault "$fault" --shard $i/3 --out part$i >stdout 2>&1
    runs part$i/results.jsonl >part$i.runs
    [ -s part$i.runs ] || bad "shard $i is empty"
    mustls run smoke 530 injection reset --seed 7 --seeded-fault "$fault" --shard $i/3 --json more.jsonl >stdout 2>&1
    runs more.jsonl >more.runs
    is "shard $i: nothing that was there moved" "$(comm -23 part$i.runs more.runs)" ''
done
runs whole/results.jsonl >whole.runs
is "each run is in one shard" "$(sort part1.runs part2.runs part3.runs | diff - whole.runs)" ''
mustls report part2/trace.jsonl part3/trace.jsonl part1/trace.jsonl --tap m.tap --junit m.xml --json m.jsonl --html m.html \
    >stdout 2>stderr
is "put together: exit status ($(cat stderr))" $? $whole
sed 's|part[123]/|whole/|' m.tap >m.folder # where a run's files lie
holds "put together: TAP is that of the whole" cmp m.folder whole/report.tap
sed 's/ time="[0-9.]*"//; s|part[123]/|whole/|' m.xml >m.notime
sed 's/ time="[0-9.]*"//' whole/junit.xml >whole.notime
holds "put together: JUnit is that of the whole" cmp m.notime whole.notime
holds "put together: JSON Lines" "$tools/e2e_json" check m.jsonl
is "put together: its runs" "$(runs m.jsonl | diff - whole.runs)" ''
holds "put together: the page" test -s m.html

# --- a run that is in two files
mustls report part1/trace.jsonl part1/trace.jsonl --tap m.tap >stdout 2>stderr
is "twice: exit status" $? 2
has "twice: says which and how" stderr 'is in part1/trace.jsonl, too; --repeat takes both'
grep -q '^part1/trace.jsonl:[0-9]*:1: error: ' stderr || bad "twice: no place: $(cat stderr)"
mustls report part1/trace.jsonl part1/trace.jsonl --repeat --tap m.tap >stdout 2>stderr
is "twice with --repeat" "$(awk -f "$here/tap.awk" m.tap | cut -d' ' -f1)" $(($(wc -l <part1.runs) * 2))
for word in 0/3 4/3 1/0 1 x 1/3x -1/3 ''; do
    mustls run smoke --shard "$word" >stdout 2>stderr
    is "--shard '$word'" $? 2
done
mustls run smoke/required --shard 1/3 --tap one.tap >stdout 2>&1
a=$?
mustls run smoke/required --shard 2/3 --tap two.tap >stdout 2>&1
is "an empty shard is no mistake" "$((a + $?))" 0

# --- --shuffle says its order, and repeats it
mustls run smoke 530 --shuffle=42 --json s1.jsonl >stdout 2>&1
has "shuffle tells its seed" stdout 'order: --shuffle=42'
mustls run smoke 530 --shuffle=42 --json s2.jsonl >stdout 2>&1
mustls run smoke 530 --json s3.jsonl >stdout 2>&1
"$tools/e2e_json" verdicts s1.jsonl | cut -f2 >s1
"$tools/e2e_json" verdicts s2.jsonl | cut -f2 >s2
"$tools/e2e_json" verdicts s3.jsonl | cut -f2 >s3
holds "the same order" cmp s1 s2
! cmp -s s1 s3 || bad "--shuffle does not shuffle"
is "the same runs" "$(sort s1)" "$(sort s3)"
mustls run smoke --shuffle >stdout 2>&1
seed=$(sed -n 's/.*seed \([0-9]*\).*/\1/p' stdout)
has "without a seed: that of the run" stdout "order: --shuffle=$seed"

# --- --repeat: alike is green; now so, now otherwise is FLAKY and red
mustls run smoke/required --repeat 3 --seed 7 >stdout 2>&1
is "repeat: alike" $? 0
has "repeat: three runs" stdout '3 runs: 3 pass'
cat >once.scn <<'END'
title  Nothing is delivered
tags   e2e
client tls=required auth=none

MUST  client fails  [harness]
MUST NOT  <message>  [harness]
END
cat >sometimes.sh <<'END'
n=$(cat "$E2E_MARK/count" 2>/dev/null || echo 0)
echo $((n + 1)) >"$E2E_MARK/count"
[ $((n % 2)) = 0 ] || exec "$E2E_MARK/hostile" crash
exec "$E2E_MARK/hostile" leaves
END
mustls run once.scn --no-calibration -j 1 --repeat 5 --out flaky -- sh "$work/sometimes.sh" >stdout 2>&1
is "flaky: exit status" $? 1
has "flaky: its rate" stdout 'FLAKY sh  '
grep -q 'FLAKY sh .* of 5 FAIL, . of 5' stdout || bad "flaky: no rate: $(tail -3 stdout)"
has "flaky: the summary" stdout ', 1 FLAKY'
has "flaky: TAP" flaky/report.tap 'is FLAKY: '
holds "flaky: TAP is well-formed" awk -f "$here/tap.awk" flaky/report.tap
has "flaky: JUnit" flaky/junit.xml 'type="FLAKY"'
has "flaky: JUnit counts it" flaky/junit.xml 'tests="6"'
has "flaky: the end record" flaky/results.jsonl '"flaky":1}'
mustls report flaky/trace.jsonl --tap again.tap >stdout 2>&1
is "flaky: from the trace" $? 1
holds "flaky: TAP from the trace" cmp again.tap flaky/report.tap

# --- --until-fail and -x
rm -f count
mustls run once.scn --no-calibration -j 1 --until-fail --json until.jsonl -- sh "$work/sometimes.sh" >stdout 2>&1
is "until-fail: exit status" $? 1
is "until-fail: it stopped there" "$(runs until.jsonl | wc -l)" 2
mustls run smoke/required --until-fail >stdout 2>&1
is "until-fail: never" $? 0
has "until-fail: a hundred runs" stdout '100 runs: 100 pass'
mustls run --seed 7 --seeded-fault "$fault" -x 2 --json x.jsonl >stdout 2>&1
is "-x 2: exit status" $? 1
is "-x 2: two red runs" "$("$tools/e2e_json" verdicts x.jsonl | cut -f3 | grep -cE 'FAIL|INCONCLUSIVE|ERROR')" 2

# --- --failed and --new
XDG_STATE_HOME=$work/other
mustls run 530 --failed >stdout 2>&1
is "failed: nothing is remembered" $? 4
mustls run 530 --seeded-fault "$fault" --json f1.jsonl >stdout 2>&1
"$tools/e2e_json" verdicts f1.jsonl | awk '$3 == "FAIL" || $3 == "INCONCLUSIVE"' | cut -f1-2 | sort >red
[ -s red ] || bad "nothing failed"
mustls run 530 --seeded-fault "$fault" --failed --json f2.jsonl >stdout 2>&1
is "failed: just these" "$(runs f2.jsonl | diff - red)" ''
mustls run 530 --failed >stdout 2>stderr
is "failed: the clean client is another" $? 4
mustls run smoke 530 --seeded-fault "$fault" --new --json f3.jsonl >stdout 2>&1
runs f3.jsonl | grep -q 'smoke/' || bad "new: not what never ran"
! runs f3.jsonl | grep -q '530/' || bad "new: what had run before"
mustls run smoke 530 --seeded-fault "$fault" --new >stdout 2>stderr
is "new: nothing is" $? 4

# --- the path of a file is that file, and no folder of its name
mkdir -p suite/reset && cp -r "$root/scenarios/base" suite
cp "$root/scenarios/smoke/required.scn" suite/reset.scn
cp suite/reset.scn suite/reset/other.scn
is "a name: file and folder" "$(mustls list --scenarios suite reset | wc -l)" 2
for path in reset.scn ./reset.scn suite/reset.scn; do
    is "a path, $path" "$(mustls list --scenarios suite $path | cut -d' ' -f1)" reset
done
is "a glob of files" "$(mustls list --scenarios suite 'reset/*.scn' | cut -d' ' -f1)" reset/other

# --- the command that shows a run again has its client alone, the end record the list's split
for n in one two; do
    printf 'name %s\nrole client\nrun false\ntls.required\nauth.none\nverify.yes\n' $n >$n.profile
done
echo 'one smoke/required FAIL # e2e' >known.txt
mustls run smoke/required --no-calibration -c ./one.profile -c reference -c ./two.profile --seed 7 --known known.txt \
    --seeded-fault "$fault" --json again.jsonl -- false >stdout 2>&1
is "again: all of them ($(tail -n 1 stdout))" "$(grep -c '"type":"verdict"' again.jsonl)" 4
is "again: one client each" "$(sed -n 's/.*"again":"\([^"]*\)".*/\1/p' again.jsonl | sort)" "mustls run smoke/required --seed 7 -- false
mustls run smoke/required --seed 7 --seeded-fault $fault -c reference
mustls run smoke/required --seed 7 -c ./one.profile
mustls run smoke/required --seed 7 -c ./two.profile"
fails=$(grep -c '"verdict":"FAIL"' again.jsonl)
has "the end record: known and new" again.jsonl "\"known\":1,\"new\":$((fails - 1)),\"fixed\":0,\"flaky\":0}"
has "the last line alike" stdout "$fails FAIL (1 known, $((fails - 1)) new)"

# --- --min
mustls run smoke/required --min 2 >stdout 2>stderr
is "min: exit status" $? 4
has "min: says so" stderr '1 runs are selected, fewer than --min 2'
mustls run smoke/required --min 2 --repeat 2 >stdout 2>stderr
is "min: enough" $? 0
finish
