# The list of known failures: --write-known brings it up to date, loses nothing, and does not excuse what no list may.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$tools/hostile" hostile || exit 1
unset GITHUB_ACTIONS
faulty() { mustls run 530 --seed 7 --seeded-fault ignores-530 --known known.txt "$@" >stdout 2>stderr; }
clean() { mustls run 530 --seed 7 --known known.txt "$@" >stdout 2>stderr; }

# --- a new list: its reasons are still to be written, and until then it is not taken
faulty --write-known
is "new: exit status ($(cat stderr))" $? 0
lines=$(grep -c ' # TODO: why$' known.txt)
[ "$lines" -gt 0 ] || bad "new: no lines: $(cat known.txt)"
has "new: says how many" stderr "known.txt: $lines lines added, 0 deleted"
has "new: says what is left to do" stderr 'TODO: why'
faulty
is "placeholder: exit status" $? 2
has "placeholder: where" stderr 'known.txt:2:'
has "placeholder: the fix" stderr 'in place of "TODO: why" say why'
is "placeholder: each line" "$(grep -c 'error: the reason is still to be written' stderr)" "$lines"
cp known.txt before
faulty --write-known
is "again: exit status" $? 0
has "again: says so" stderr 'known.txt stays as it is'
holds "again: not a byte" cmp known.txt before
sed -i 's/TODO: why/issue 17/' known.txt
faulty
is "all is known" $? 0
grep -q ' FAIL ([1-9][0-9]* known, 0 new)' stdout || bad "all is known: $(tail -n 1 stdout)"

# --- fixed: deleted, or kept when that may wait; comments and other clients' lines stay
{
    echo '# ours'
    echo 'mock   */*  FAIL  # another subject'
    cat known.txt
    echo 'reference  injection/*   FAIL   # not run here'
} >full && cp full known.txt
clean --write-known --allow-fixed
is "allow-fixed: exit status" $? 0
holds "allow-fixed: kept" cmp known.txt full
chmod 640 known.txt && mv known.txt real.txt && ln -s real.txt known.txt
clean --write-known
is "fixed: exit status" $? 0
has "fixed: says how many" stderr "0 lines added, $lines deleted"
grep -v 'issue 17' full >want
holds "fixed: the rest stays" cmp known.txt want
[ -L known.txt ] || bad "the symbolic link is gone"
is "its mode" "$(stat -c %a real.txt)" 640
is "nothing lies beside it" "$(find . -name '*.txt.*')" ''

# --- a glob: narrowed by all that it names, left alone by a part of it
rm known.txt
echo 'reference  530/* FAIL  # globbed' >known.txt
cp known.txt before
mustls run 530/to-mail 530/code-alone --seed 7 --known known.txt --write-known >stdout 2>stderr
is "a part of a glob: exit status" $? 1
holds "a part of a glob: left" cmp known.txt before
has "a part of a glob: says so" stderr 'known.txt:1 is about runs, too, that were not played'
faulty --write-known
is "a glob: exit status" $? 0
has "a glob: says so" stderr '0 lines added, 0 deleted, 1 narrowed'
! grep -q '530/\*' known.txt || bad "a glob: still there"
faulty
is "a glob: all is known by its reason" "$?$(grep -vc '# globbed$' known.txt)" 00

# --- a reason for all; a verdict that changed; strict
echo '# c' >known.txt
faulty --strict --write-known='as of 1.2 # so'
is "with a reason: exit status ($(cat stderr))" $? 0
grep -q ' WARN  *SHOULD .*# as of 1.2 # so$' known.txt || bad "no WARN: $(cat known.txt)"
faulty --strict
is "with a reason: taken" $? 0
for why in '' ' ' 'two
lines'; do
    faulty --write-known="$why"
    is "a reason '$why'" $? 2
done

# --- what no list excuses
cat >once.scn <<'END'
title  Nothing is delivered
tags   e2e
client tls=required auth=none

MUST  client succeeds  [harness]
END
: >known.txt
mustls run once.scn --no-calibration --known known.txt --write-known -- "$work/hostile" crash >stdout 2>stderr
is "a crash: exit status" $? 1
is "a crash: not listed" "$(cat known.txt)" ''
has "a crash: says so" stderr '1 run is red all the same'
cat >sometimes.sh <<'END'
n=$(cat "$E2E_MARK/count" 2>/dev/null || echo 0)
echo $((n + 1)) >"$E2E_MARK/count"
exit $((n % 2))
END
sed 's/client succeeds/client fails/' once.scn >twice.scn
mustls run twice.scn --no-calibration -j 1 --repeat 4 --known known.txt --write-known -- sh "$work/sometimes.sh" >stdout 2>stderr
is "FLAKY: exit status" $? 1
is "FLAKY: not listed" "$(cat known.txt)" ''

# --- cut runs have ids of their own
mustls run smoke/required --splits --seed 7 --seeded-fault splits-matter --known known.txt --write-known=cut >stdout 2>stderr
is "cut: exit status ($(cat stderr))" $? 0
has "cut: its id" known.txt 'smoke/required~1by1'
mustls run smoke/required --splits --seed 7 --seeded-fault splits-matter --known known.txt >stdout 2>stderr
is "cut: known ($(cat stderr))" $? 0
mustls run smoke/required --splits --seed 7 --known known.txt >stdout 2>stderr
is "cut: what does not show is not fixed" $? 0
echo 'reference smoke/*~* FAIL # glob' >glob.txt
mustls run smoke/required --splits --seed 7 --seeded-fault splits-matter --known glob.txt >stdout 2>stderr
is "cut: a glob" $? 0
for id in smoke/required~7x smoke/nothing~7 smoke/required~0; do
    echo "reference $id FAIL # w" >bad.txt
    mustls run smoke/required --known bad.txt >stdout 2>stderr
    is "cut: $id" "$? $(grep -c 'no scenario has this name' stderr)" '2 1'
done

# --- who may write, and when
: >known.txt
for ci in CI=true CI=1 GITHUB_ACTIONS=true; do
    env "$ci" "$mustls" run smoke/required --known known.txt --write-known >stdout 2>stderr
    is "$ci: exit status" $? 2
    has "$ci: says so" stderr "--write-known does not run in CI (${ci%=*} is set)"
    is "$ci: nothing was run" "$(cat stdout)" ''
done
CI=false "$mustls" run smoke/required --known known.txt --write-known >stdout 2>stderr
is "CI=false" $? 0
mustls run smoke/required --write-known >stdout 2>stderr
is "no --known" $? 2
mustls run smoke/required --known no/such/folder --write-known >stdout 2>stderr
is "no folder" $? 3
mustls run smoke/required --known known.txt --write-known --resume --out o >stdout 2>stderr
is "--resume" $? 2

# Somebody saves the list in an editor meanwhile: theirs stays.
cat >edits.sh <<'END'
echo '# mine' >>"$E2E_MARK/known.txt"
exit 1
END
mustls run once.scn --no-calibration --known known.txt --write-known -- sh "$work/edits.sh" >stdout 2>stderr
is "edited meanwhile: exit status" $? 3
has "edited meanwhile: says so" stderr 'was changed while the scenarios ran'
is "edited meanwhile: theirs" "$(cat known.txt)" '# mine'

# Interrupted: as it was.
cp known.txt before
(E2E_MARK=$E2E_MARK exec "$mustls" run "$here/data/many.scn" --no-calibration -j 1 --known known.txt --write-known \
    -- sh "$here/gate.sh") >stdout 2>stderr &
wait_for hanging
kill -INT $!
wait $!
is "interrupted: exit status" $? 130
holds "interrupted: as it was" cmp known.txt before
has "interrupted: says so" stderr 'known.txt stays as it is'
nothing_left known
finish
