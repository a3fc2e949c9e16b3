# Hostile subjects: each ends in a verdict within its limit and a margin, costs a bounded amount of memory, and leaves
# no process and no folder behind.
. "$(dirname "$0")/lib.sh"

# A copy of our own: nothing_left knows its processes by their program, too.
cp "$tools/hostile" "$work/hostile" || exit 1

seconds=60 # the limits are of 2 s to 10 s; the rest is for a machine that is busy
memory=300

# row MODE SCENARIO EXIT VERDICT EVENT TEXT [WORD]: an event of this kind is in the trace, and TEXT in the line of the verdict
# (verdict, exit, signal, why). WORD is given to the subject, too, which does not care.
row() {
    trace=$work/trace.jsonl
    E2E_MARK=$E2E_MARK "$tools/e2e_proc" bounded $seconds $memory "$mustls" run --isolate "${E2E_ISOLATE:-auto}" "$here/data/$2.scn" \
        --no-calibration --seed 1 --trace "$trace" --out "$work/out" -- "$work/hostile" "$1" ${7:+"$7"} \
        >"$work/stdout" 2>"$work/stderr"
    is "$1: exit status ($(tr '\n' ' ' <"$work/stderr" | cut -c1-200))" $? "$3"
    "$tools/e2e_json" why "$trace" >"$work/why"
    is "$1: verdict" "$(cut -f1 "$work/why")" "$4"
    has "$1: why" "$work/why" "$6"
    "$tools/e2e_json" events "$trace" | cut -f4 >"$work/kinds"
    has "$1: events" "$work/kinds" "$5"
    holds "$1: trace" "$tools/e2e_json" check "$trace"
    nothing_left "$1"
    mustls judge "$trace" >"$work/judged" 2>&1
    is "$1: judged again: no verdict differs" "$(grep -c differ "$work/judged")" 0
    rm -rf "$work/out" "$trace"
}

#   mode             scenario  exit verdict    event    said
row flood            flood       1 FAIL          flood     'killed at the limit of 10 s'
row endless-line     flood       1 FAIL          flood     'killed at the limit of 10 s'
row never-reads      hostile     1 FAIL          turn      'killed at the limit of 2 s'
row never-reads      huge-reply  1 FAIL          turn      'the client waits for the rest of our reply to EHLO'
row reads-slowly     huge-reply  1 FAIL          exit      'killed at the limit of 2 s'
row crowd            flood       1 FAIL          flood     'killed at the limit of 10 s'
row garbage          hostile     1 FAIL          tls-fail  'killed at the limit of 2 s'
row child            hostile     1 FAIL          leak      '<false-success>'
row daemon           hostile     1 FAIL          leak      '<false-success>'
row stranger         hostile     1 INCONCLUSIVE  leak      'no command'
row ignores-signals  hostile     1 FAIL          exit      'killed at the limit of 2 s'
row gigabyte         talk        1 FAIL          output    '<message>'
row closes-all       hostile     1 FAIL          close     'killed at the limit of 2 s'
row binary           hostile     1 INCONCLUSIVE  output    'never connected'
row exits            hostile     1 INCONCLUSIVE  exit      'never connected'
row crash            hostile     1 FAIL          exit      'signal 11'
row stops            hostile     1 FAIL          exit      'killed at the limit of 2 s'

# Who waits where the next word is ours may wait for minutes, if it was told no time; where it is its own it hangs.
row waits            half-reply  0 WARN          turn      'MUST client fails [harness] is not judged; killed at the limit of 3 s'
row waits            bare-lf     0 WARN          turn      'may for minutes (RFC 5321 4.5.3.2)'
row waits            half-reply  1 FAIL          turn      'though it was told to give up after 1 s' {timeout}
row waits            bare-lf     1 FAIL          turn      'though it was told to give up after 1 s' {timeout}
row waits            hostile     1 FAIL          turn      'we wait for the client, after our reply to EHLO'
finish
