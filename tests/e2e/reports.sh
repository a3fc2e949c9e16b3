# TAP, JUnit and JSON Lines are well-formed whatever a subject prints, and all count alike.
. "$(dirname "$0")/lib.sh"
cp "$tools/hostile" "$work/hostile" || exit 1

# counts FOLDER: pass warn fail inconclusive skip error, from the end record
counts() {
    "$tools/e2e_json" end "$1/results.jsonl"
}

well_formed() {
    for file in results trace; do
        holds "$1: $file.jsonl" "$tools/e2e_json" check "$2/$file.jsonl"
    done
    holds "$1: TAP" awk -f "$here/tap.awk" "$2/report.tap"
    if command -v xmllint >/dev/null 2>&1; then
        holds "$1: JUnit" xmllint --noout "$2/junit.xml"
    elif command -v python3 >/dev/null 2>&1; then
        holds "$1: JUnit" python3 -c 'import sys, xml.dom.minidom as d; d.parse(sys.argv[1])' "$2/junit.xml"
    else
        unchecked=1
    fi
}
unchecked=0

# agree LABEL FOLDER STDOUT: the summary on the terminal, the end record, the verdicts, TAP and JUnit
agree() {
    read -r complete pass warn fail inconclusive skip error <<END
$(counts "$2")
END
    is "$1: complete" "$complete" complete
    for verdict in PASS:$pass WARN:$warn FAIL:$fail INCONCLUSIVE:$inconclusive SKIP:$skip ERROR:$error; do
        name=${verdict%:*}
        is "$1: verdicts $name" "$("$tools/e2e_json" verdicts "$2/results.jsonl" | cut -f3 | grep -c "^$name\$")" "${verdict#*:}"
    done
    total=$((pass + warn + fail + inconclusive + skip + error))
    awk -f "$here/tap.awk" "$2/report.tap" >"$work/tap"
    is "$1: TAP" "$(cut -d' ' -f1-3 "$work/tap")" "$total $((fail + inconclusive + error)) $skip"
    has "$1: JUnit" "$2/junit.xml" \
        "<testsuites name=\"mustls\" tests=\"$total\" failures=\"$fail\" errors=\"$((inconclusive + error))\" skipped=\"$skip\""
    is "$1: JUnit's cases" "$(grep -c '<testcase ' "$2/junit.xml")" "$total"
    is "$1: JUnit's failures" "$(grep -c '<failure ' "$2/junit.xml")" "$fail"
    is "$1: JUnit's skipped" "$(grep -c '<skipped' "$2/junit.xml")" "$skip"
    grep -E "^$total runs?: $pass pass" "$3" >"$work/summary" || bad "$1: the summary is not '$total runs: $pass pass': $(tail -n 1 "$3")"
    [ "$fail" = 0 ] || has "$1: summary" "$work/summary" "$fail FAIL"
    [ "$skip" = 0 ] || has "$1: summary" "$work/summary" "$skip skip"
}

# --- some of everything: seeded faults fail some, and the mock server is another subject
fault=$(mustls list --seeded-faults | head -n 1 | cut -d' ' -f1)
mustls run smoke 530 injection --seed 7 --seeded-fault "$fault" --out "$work/faulty" >"$work/stdout" 2>"$work/stderr"
is "faulty: exit status" $? 1
is "faulty: stderr" "$(cat "$work/stderr")" ''
well_formed faulty "$work/faulty"
agree faulty "$work/faulty" "$work/stdout"

# --- a profile that can't do what is asked: SKIP
cat >"$work/shy.profile" <<'END'
name            shy
role            client
run             false
tls.required
auth.none
exit.ok         0
END
mustls run smoke --no-calibration -c "$work/shy.profile" --out "$work/shy" >"$work/stdout" 2>"$work/stderr"
well_formed shy "$work/shy"
agree shy "$work/shy" "$work/stdout"
[ "$("$tools/e2e_json" verdicts "$work/shy/results.jsonl" | grep -c 'SKIP$')" -gt 0 ] || bad "shy: no SKIP"

# --- hostile bytes in what a subject prints, in its name and in its command line
for command in binary gigabyte; do
    mustls run "$here/data/talk.scn" --no-calibration --out "$work/$command" -- \
        "$work/hostile" $command '</failure>' ']]>' '&"<' "$(printf 'a\001b\033[31m')" >"$work/stdout" 2>&1
    is "$command: exit status" $? 1
    well_formed $command "$work/$command"
    agree $command "$work/$command" "$work/stdout"
    ! LC_ALL=C grep -q '[[:cntrl:]]\[31m' "$work/stdout" || bad "$command: the terminal is given the subject's escapes"
    ! LC_ALL=C grep -q "$(printf '[\001\033]')" "$work/$command/report.tap" || bad "$command: control bytes in TAP"
    find "$work/$command" -name transcript.txt >"$work/transcripts"
    [ -s "$work/transcripts" ] || bad "$command: no transcript"
done
has "what it printed is there" "$work/binary/junit.xml" '&lt;/failure&gt;'
# --- SARIF: beside the others, and on demand
has "SARIF in the folder" "$work/binary/report.sarif" '"ruleId":'
mustls run 530/to-mail --seeded-fault ignores-530 --sarif "$work/a.sarif" --trace "$work/a.jsonl" >/dev/null 2>&1
mustls report "$work/a.jsonl" --sarif "$work/b.sarif" >/dev/null 2>&1
holds "SARIF: later as live" cmp "$work/a.sarif" "$work/b.sarif"
has "SARIF: where" "$work/a.sarif" 'scenarios/530/to-mail.scn"},"region":{"startLine":'
for log in "$work/a.sarif" "$work/binary/report.sarif"; do
    holds "SARIF: $log" "$tools/e2e_json" sarif "$log"
done
printf '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x","rules":[]}},"results":[{"ruleId":"a","ruleIndex":0}]}]}\n' >"$work/bad.sarif"
! "$tools/e2e_json" sarif "$work/bad.sarif" >/dev/null 2>&1 || bad "SARIF: the checker takes a rule that is not there"
nothing_left reports
[ $unchecked = 0 ] || [ $failures -gt 0 ] || skip "neither xmllint nor python3 is there to read JUnit"
finish
