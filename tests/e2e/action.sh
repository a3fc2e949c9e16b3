# action.yml: its steps as a runner of GitHub runs them, in an empty folder, with a command that is built already.
. "$(dirname "$0")/lib.sh"
command -v bash >/dev/null 2>&1 || skip "bash is not installed: GitHub's runners have it"
mkdir "$work/repo" "$work/runner" && cd "$work/repo" || exit 1
cp "$tools/hostile" hostile || exit 1

# step NAME: its script, without the indentation
step() {
    awk -v name="$1" '
        /^    - name: / { mine = $0 == "    - name: " name; text = 0; next }
        mine && /^      run: \|$/ { text = 1; next }
        text && /^ {0,7}[^ ]/ { text = 0 }
        text { print substr($0, 9) }' "$root/action.yml"
}
# inputs: "NAME DEFAULT" of each
inputs() {
    awk '/^outputs:/ { exit }
        /^  [a-z-]+:$/ { name = $1; sub(/:/, "", name) }
        /^    default: / { sub(/^    default: /, ""); gsub(/^"|"$/, ""); print name, $0 }' "$root/action.yml"
}
inputs >"$work/inputs"
step "build mustls" >"$work/build.sh"
step play >"$work/play.sh"
[ -s "$work/build.sh" ] && [ -s "$work/play.sh" ] || bad "action.yml: no steps found"
# Text of an input inside of a script would be run.
! grep -n '\${{' "$work/build.sh" "$work/play.sh" || bad "a script has an expression in it"
for name in $(cut -d' ' -f1 "$work/inputs"); do
    grep -qF "inputs.$name }}" "$root/action.yml" || bad "input $name is not used"
    grep -q "^| \`$name\` |" "$root/docs/ci.md" || bad "input $name is not in docs/ci.md"
done

# variable FILE NAME: its value of GITHUB_OUTPUT
variable() {
    sed -n "s/^$2=//p" "$1"
}

# act NAME=VALUE...: inputs; both steps, and sets $code
act() {
    : >"$work/output"
    : >"$work/summary.md"
    set -- "mustls=$mustls" "$@"
    while read -r name value; do
        given=$value
        for pair in "$@"; do
            [ "${pair%%=*}" != "$name" ] || given=${pair#*=}
        done
        export "INPUT_$(echo "$name" | tr 'a-z-' 'A-Z_')=$given"
    done <"$work/inputs"
    GITHUB_WORKSPACE=$work/repo GITHUB_ACTION_PATH=$root GITHUB_OUTPUT=$work/output GITHUB_STEP_SUMMARY=$work/summary.md
    RUNNER_TEMP=$work/runner GITHUB_ACTIONS=true
    export GITHUB_WORKSPACE GITHUB_ACTION_PATH GITHUB_OUTPUT GITHUB_STEP_SUMMARY RUNNER_TEMP GITHUB_ACTIONS
    (cd "$work/runner" && bash --noprofile --norc -eo pipefail "$work/build.sh") >"$work/log" 2>&1 || bad "build: $(cat "$work/log")"
    MUSTLS=$(variable "$work/output" mustls) bash --noprofile --norc -eo pipefail "$work/play.sh" >"$work/log" 2>&1
    code=$?
    is "the exit status is an output" "$(variable "$work/output" exit-code)" $code
    # Lines that begin with :: are commands to the runner: only ours may.
    grep '^::' "$work/log" | grep -vE '^::(error|warning|notice|group|endgroup)( |::)' >"$work/commands"
    is "commands to the runner" "$(cat "$work/commands")" ''
}

# --- a green run, and the folder
act scenarios=smoke/required
is "green" "$code" 0
is "out" "$(variable "$work/output" out)" "$work/repo/mustls-out"
for f in report.html report.sarif junit.xml report.tap results.jsonl trace.jsonl; do
    [ -s mustls-out/$f ] || bad "no $f"
done
has "green: summary" "$work/summary.md" '    1 run: 1 pass'

# --- red: annotations, dialogues, summary; several scenarios on several lines, options with blanks in them
act scenarios="530/to-mail
smoke/required" args='--seeded-fault ignores-530 -t "!slow"' out='the out'
is "red" "$code" 1
grep -q '^::error file=.*scenarios/530/to-mail.scn,line=[0-9]*,title=FAIL reference' "$work/log" || bad "no annotation: $(cat "$work/log")"
has "red: dialogue" "$work/log" 'C: RCPT TO:<recipient@mx.example.test>'
has "red: summary" "$work/summary.md" '    FAIL  reference-'
has "red: its count" "$work/summary.md" '    2 runs: 1 pass, 1 FAIL'
[ -s 'the out/report.html' ] || bad "the folder with a blank in its name"

# --- known failures
printf 'reference 530/* FAIL # e2e\n' >known.txt
act scenarios=530/to-mail args='--seeded-fault ignores-530' known=known.txt
is "known" "$code" 0
act scenarios=530/to-mail known=known.txt
is "fixed" "$code" 1

# --- a command, whose words are a shell's; what it says is neither command nor Markdown
act scenarios="$here/data/talk.scn" command="'$work/repo/hostile' binary '::error::x' '
::set-output name=x::y' '# {host}'" args=--no-calibration
is "command" "$code" 1
grep -qE "'# (localhost|mx.example.test)'" mustls-out/trace.jsonl || bad "command: its words are not a shell's"
! grep -q '^[^ ]' "$work/summary.md" || is "summary: all is indented" "$(grep '^[^ ]' "$work/summary.md")" '**mustls**'

# --- a profile
cat >mine.profile <<END
name  mine
role  client
run   $work/repo/hostile crash
tls.required
auth.none
verify.yes
END
act client=mine.profile scenarios="$here/data/talk.scn" args=--no-calibration
is "profile" "$code" 1
has "profile: its name" "$work/summary.md" ' mine '

# --- shards, put together
act scenarios='smoke 530' args='--seeded-fault ignores-530 --shard 1/2' out=s-1
is "shard 1" "$code" 1
act scenarios='smoke 530' args='--seeded-fault ignores-530 --shard 2/2' out=s-2
act traces='s-*/trace.jsonl' out=all
is "together" "$code" 1
is "together: all runs" "$("$tools/e2e_json" verdicts all/results.jsonl | wc -l)" \
    "$(cat s-1/results.jsonl s-2/results.jsonl | grep -c '"type":"verdict"')"
[ -s all/report.html ] || bad "together: no page"
act traces='s-1/trace.jsonl s-1/trace.jsonl' out=all
is "the same shard twice" "$code" 2
has "twice: says so" "$work/summary.md" 'is in s-1/trace.jsonl, too'

# --- what can't be done is said, and is no green
act scenarios=530/no-such-thing
is "nothing selected" "$code" 4
has "nothing selected: the log" "$work/log" "no scenario is called '530/no-such-thing'"
has "nothing selected: an annotation" "$work/log" '::error title=mustls::exit status 4'
act client=nowhere.profile
is "no such profile" "$code" 2
finish
