# --watch: a changed scenario, base, profile, program or list plays what it touches and nothing else; it waits without
# turning, survives mistakes, and leaves nobody behind.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$tools/hostile" hostile || exit 1
mkdir -p s/t p
cp -r "$root/scenarios/base" "$root/scenarios/smoke" s
for n in a b c; do
    cat >s/t/$n.scn <<END
title  Nothing is delivered, $n
tags   e2e
base   $([ $n = c ] && echo optional || echo required)
client tls=$([ $n = c ] && echo opportunistic || echo required) auth=none

MUST  client fails  [harness]
END
done
for n in one two; do
    printf '#!/bin/sh\nexit 1\n' >p/$n.sh
    chmod 755 p/$n.sh
    printf 'name %s\nrole client\nrun %s\ntls.required\ntls.opportunistic\nauth.none\nverify.yes\n' $n "$work/p/$n.sh" >p/$n.profile
done

start() {
    : >stdout
    : >stderr
    E2E_MARK=$E2E_MARK "$mustls" run --watch --scenarios s "$@" >stdout 2>stderr &
    pid=$!
    waiting=0
}

# round LABEL: until it waits once more
round() {
    waiting=$((waiting + 1))
    i=0
    while [ "$(grep -c 'waiting for a change' stderr)" -lt $waiting ]; do
        i=$((i + 1))
        [ $i -gt 1500 ] || ! kill -0 $pid 2>/dev/null && {
            bad "$1: it does not come to wait: $(cat stdout stderr)"
            return 1
        }
        sleep 0.02
    done
}

# played LABEL LINE RUNS: the next round says LINE, and is of so many runs
played() {
    round "$1"
    is "$1: why" "$(grep -v 'waiting for a change' stderr | tail -n 1)" "mustls: $2"
    is "$1: runs" "$(grep ' run' stdout | tail -n 1 | cut -d' ' -f1)" "$3"
}

start t --no-calibration -c p/one.profile -c p/two.profile --isolate no
round "the first round"
is "the first round: all" "$(tail -n 1 stdout | cut -d' ' -f1)" 6

echo '# more' >>s/t/a.scn
played "a scenario" "s/t/a.scn changed: 1 scenario again" 2
echo '# more' >>s/base/optional.scn
played "a base" "s/base/optional.scn changed: 1 scenario again" 2
echo '# more' >>s/base/required.scn
played "a base of a base" "s/base/required.scn changed: 3 scenarios again" 6
echo '# more' >>p/two.profile
played "a profile" "p/two.profile changed: 3 scenarios on two again" 3
echo '# more' >>p/one.sh
played "a program" "$work/p/one.sh changed: 3 scenarios on one again" 3
cp p/one.sh p/new && mv p/new p/one.sh # as linkers and editors do
played "a program that is another file" "$work/p/one.sh changed: 3 scenarios on one again" 3
(echo '# both' >>s/t/b.scn && echo '# both' >>p/two.sh)
played "a scenario and a program" "s/t/b.scn and 1 other changed: 3 scenarios again" 4

# --- not everything is a change
before=$(cat stdout stderr)
switches=$(sed -n 's/^voluntary_ctxt_switches:[^0-9]*//p' /proc/$pid/status)
sleep 1
is "it turns while it waits" $(($(sed -n 's/^voluntary_ctxt_switches:[^0-9]*//p' /proc/$pid/status) - switches)) 0
touch s/t/a.scn
: >s/t/a.scn~
echo '# one' >p/unknown
sleep 0.5
is "no change" "$(cat stdout stderr)" "$before"

# --- mistakes, and programs that are being built
cp s/t/a.scn good
echo 'tagz x' >>s/t/a.scn
round "a mistake"
has "a mistake: where" stderr 's/t/a.scn:8:1: error: '
has "a mistake: nothing is run" stderr 'nothing was run'
cp good s/t/a.scn
played "mended" 'all is as it was in the last round' 4
mv p/one.sh away
i=0
while ! grep -q 'p/one.sh is not there now' stderr && [ $i -lt 500 ]; do i=$((i + 1)) && sleep 0.02; done
mv away p/one.sh
played "it is there again" "$work/p/one.sh changed: 3 scenarios on one again" 3

# --- new ones
mkdir s/t/deep
sleep 0.3
cp s/t/a.scn s/t/deep/d.scn
played "a new scenario" 's/t/deep/d.scn changed: 1 scenario again' 2

kill -INT $pid
wait $pid
is "Ctrl-C: exit status" $? 130
nothing_left "Ctrl-C"

# --- interrupted in the middle of a round
start "$here/data/many.scn" --no-calibration -j 1 --out out -- sh "$here/gate.sh"
wait_for hanging
kill -INT $pid
wait $pid
is "in a round: exit status" $? 130
has "in a round: its reports" out/report.tap 'Bail out!'
nothing_left "in a round"
rm -f hanging
start "$here/data/many.scn" --no-calibration -j 1 --out out -- sh "$here/gate.sh"
wait_for hanging
kill -TERM $pid
wait $pid
is "SIGTERM: exit status" $? 143
nothing_left "SIGTERM"
rm -f hanging
start "$here/data/many.scn" --no-calibration -j 1 --out out -- sh "$here/gate.sh"
wait_for hanging
kill -KILL $pid
wait $pid
is "kill -9: exit status" $? 137
nothing_left "kill -9"

# --- the list of known failures; --failed stays what it is
echo '# none' >known
start t --known known --seeded-fault ignores-530
round "with a list"
echo 'reference t/* FAIL # e2e' >>known
played "the list" 'known changed: 4 scenarios again' 4
echo 'reference t/*' >>known
round "a mistake in the list"
has "a mistake in the list: where" stderr 'known:3:'
kill -TERM $pid
wait $pid
is "the list: exit status" $? 143

# --- what no change mends ends the call
mustls run --watch --scenarios s t/nothing >stdout 2>stderr
is "no such scenario" $? 4
mustls run --watch --scenarios s t -- ./surely-not-there >stdout 2>stderr
is "no such program" $? 3
for other in --resume --edges --write-known; do
    mustls run --watch --scenarios s t --known known --out o $other >stdout 2>stderr
    is "$other" "$? $(grep -ce "--watch does not go with $other" stderr)" '2 1'
done
nothing_left watch
finish
