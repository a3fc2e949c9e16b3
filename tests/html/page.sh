# sh page.sh MUSTLS: makes traces, reports of them, and looks at those in a browser (page.mjs).
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
mustls=$1
MUSTLS_SCENARIOS=$root/scenarios
MUSTLS_SUBJECTS=$root/targets/subjects
export MUSTLS_SCENARIOS MUSTLS_SUBJECTS

skip() {
    echo "skipped: $1 (./dev browser installs it)"
    [ "${MUSTLS_NO_SKIP:-0}" = 1 ] && exit 1
    exit 77
}
browser=
for name in chromium chromium-browser google-chrome; do
    [ -n "$browser" ] || browser=$(command -v "$name" || true)
done
[ -n "$browser" ] || skip "no chromium"
command -v node >/dev/null || skip "no node"

work=$(mktemp -d "${TMPDIR:-/tmp}/html-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# run NAME ARGS...: a trace; that it is red is no matter here.
run() {
    name=$1
    shift
    "$mustls" run -q --seed 7 --trace "$work/$name.jsonl" "$@" >"$work/$name.txt" 2>&1 || [ $? = 1 ]
}

# rename FROM TO VERSION: another client that did the same
rename() {
    sed "s/\"subject\":\"reference\",\"subject_version\":\"[^\"]*\"/\"subject\":\"$2\",\"subject_version\":\"$3\"/" \
        "$work/$1.jsonl" >"$work/$2.jsonl"
}

run clean --null-tls 530 injection smoke starttls
run faulty --null-tls --seeded-fault keeps-plaintext 530 injection smoke starttls
rename clean steady 2.0
rename faulty leaky 1.5

# What it prints is written to break pages, terminals and parsers.
cat >"$work/hostile" <<'END'
#!/bin/sh
printf '</script><script>document.documentElement.dataset.hacked = 1</script><!-- <img src=x onerror=alert(1)>\n'
printf '\033[31mred\033[0m \377\376 \342\200\250 \342\200\256 \000 end\n'
exit 3
END
chmod +x "$work/hostile"
run evil --no-calibration 530/to-mail -- "$work/hostile" '</script><b>bold</b>'

"$mustls" report "$work/steady.jsonl" "$work/leaky.jsonl" "$work/evil.jsonl" --html "$work/many.html" >"$work/report.txt" 2>&1 || [ $? = 1 ]
"$mustls" report "$work/faulty.jsonl" --html "$work/changed.html" --baseline "$work/clean.jsonl" >/dev/null 2>&1 || [ $? = 1 ]
# A baseline that is none is told before anything is done.
for baseline in "$work/absent.jsonl" "$work/hostile"; do
    code=0
    "$mustls" report "$work/faulty.jsonl" --html "$work/none.html" --baseline "$baseline" >/dev/null 2>"$work/said" || code=$?
    [ "$code" = 2 ] && grep -q "$baseline" "$work/said" || { echo "baseline $baseline: exit $code, $(cat "$work/said")"; exit 1; }
done
# A run that was killed has no end.
sed '$d' "$work/clean.jsonl" >"$work/killed.jsonl"
"$mustls" report "$work/killed.jsonl" --html "$work/killed.html" >/dev/null 2>&1 || [ $? = 1 ]
# What a page weighs that has next to nothing in it.
run one --null-tls --html "$work/empty.html" 530/to-mail
# The live page and the later one are the same bytes.
run live --null-tls --html "$work/live.html" 530
"$mustls" report "$work/live.jsonl" --html "$work/later.html" >/dev/null
cmp "$work/live.html" "$work/later.html"

node "$here/page.mjs" "$browser" "$work"
