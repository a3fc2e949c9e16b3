# SIGINT and SIGTERM in the middle of a run: its exit status, reports that say they are incomplete, and no subject alive.
. "$(dirname "$0")/lib.sh"
cp "$tools/hostile" "$work/hostile" || exit 1

run() {
    E2E_MARK=$E2E_MARK exec "$mustls" run --isolate "${E2E_ISOLATE:-auto}" "$here/data/many.scn" --no-calibration -j 1 --out "$1" \
        -- sh "$here/gate.sh"
}

# incomplete LABEL FOLDER: three runs and the mark in each report
incomplete() {
    for file in results trace; do
        holds "$1: $file" "$tools/e2e_json" check "$2/$file.jsonl"
        is "$1: $file has what had ended" "$("$tools/e2e_json" verdicts "$2/$file.jsonl" | wc -l)" 3
        is "$1: $file's end" "$("$tools/e2e_json" end "$2/$file.jsonl")" 'incomplete 3 0 0 0 0 0'
    done
    is "$1: TAP has what had ended" "$(grep -c '^ok ' "$2/report.tap")" 3
    has "$1: TAP says so" "$2/report.tap" 'Bail out!'
    has "$1: JUnit has what had ended" "$2/junit.xml" 'tests="3"'
    has "$1: JUnit says so" "$2/junit.xml" 'incomplete'
}

# row SIGNAL EXIT
row() {
    out=$work/out-$1
    rm -f "$work/hanging"
    (run "$out") >"$work/stdout" 2>"$work/stderr" &
    wait_for "$work/hanging"
    kill -"$1" $!
    wait $!
    is "$1: exit status" $? "$2"
    has "$1: terminal" "$work/stdout" 'interrupted: the reports are incomplete'
    is "$1: nothing on stderr" "$(cat "$work/stderr")" ''
    nothing_left "$1"
    incomplete "$1" "$out"
    mustls report "$out/trace.jsonl" --tap "$work/again.tap" --junit "$work/again.xml" >"$work/stdout" 2>/dev/null
    is "$1: report again" $? 0
    has "$1: report again says so" "$work/stdout" 'incomplete'
    holds "$1: TAP again" cmp "$out/report.tap" "$work/again.tap"
    holds "$1: JUnit again" cmp "$out/junit.xml" "$work/again.xml"
}

row INT 130
row TERM 143
finish
