# list, show, lint, fmt: what can be said of scenarios without running them. Every scenario of the project is clean.
. "$(dirname "$0")/lib.sh"

mustls lint >"$work/stdout" 2>"$work/stderr"
is "lint" $? 0
has "lint" "$work/stdout" 'no errors'
! grep -q ': error: ' "$work/stderr" || bad "lint: $(head -5 "$work/stderr")"

# shellcheck disable=SC2046
mustls fmt --check $(find "$MUSTLS_SCENARIOS" -name '*.scn') >"$work/stdout" 2>"$work/stderr"
is "fmt --check ($(head -3 "$work/stdout"))" $? 0

mustls list >"$work/list" 2>"$work/stderr"
is "list" $? 0
mustls list --json >"$work/list.json" 2>&1
is "list --json" "$(wc -l <"$work/list.json")" "$(wc -l <"$work/list")"
is "list: ids are unique" "$(cut -d' ' -f1 "$work/list" | sort | uniq -d)" ''
mustls list -t smoke >"$work/smoke"
[ "$(wc -l <"$work/smoke")" -lt "$(wc -l <"$work/list")" ] || bad "list -t selects all"
mustls list --seeded-faults >"$work/faults"
[ "$(wc -l <"$work/faults")" -gt 5 ] || bad "list --seeded-faults: $(cat "$work/faults")"

mustls show 530/to-mail >"$work/show" 2>&1
is "show" $? 0
has "show: its own sentences" "$work/show" 'base/required'
for command in run serve list show lint fmt judge report certs send; do
    mustls $command --help >"$work/help" 2>"$work/stderr"
    is "$command --help" $? 0
    has "$command --help" "$work/help" "usage: mustls $command"
    is "$command --help: stderr" "$(cat "$work/stderr")" ''
done

# fmt: aligns, is then content, and changes no meaning: the aligned file shows the same rules
mkdir "$work/s"
sed 's/^\(MUST\|SHOULD\|MAY\)  */\1 /; s/  *\[\([^]]*\)\]$/ [\1]/' "$MUSTLS_SCENARIOS/530/to-mail.scn" >"$work/s/x.scn"
(cd "$work/s" && mustls show x) >"$work/before" 2>&1
mustls fmt --check "$work/s/x.scn" >"$work/stdout"
is "fmt --check of a crooked file" $? 1
mustls fmt "$work/s/x.scn"
is "fmt" $? 0
mustls fmt --check "$work/s/x.scn"
is "fmt --check behind it" $? 0
(cd "$work/s" && mustls show x) >"$work/after" 2>&1
holds "fmt changes no meaning" diff "$work/before" "$work/after"
is "fmt leaves no other file" "$(ls "$work/s")" x.scn

mustls certs "$work/certs" >"$work/stdout" 2>&1
is "certs" $? 0
has "certs" "$work/certs/ca.pem" 'BEGIN CERTIFICATE'
finish
