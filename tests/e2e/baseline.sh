# --baseline: what changed between two runs; and the table of several clients.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1

mustls run smoke injection --seed 7 --trace clean.jsonl >/dev/null
holds "nothing changed" mustls run smoke injection --seed 8 --baseline clean.jsonl
has "nothing changed" holds.out "0 of"
mustls run smoke injection --seed 7 --seeded-fault keeps-plaintext --json faulty.jsonl --baseline clean.jsonl >said 2>&1
is "something changed" $? 1
has "a change" said "changed  reference  injection/after-220  PASS -> FAIL ("
num=$(grep -c '^changed ' said)
has "the count" said "$num of "
[ "$num" -gt 3 ] || bad "only $num changes"
# The same from files, the other way round, and for a part of them.
mustls report clean.jsonl --baseline faulty.jsonl >said 2>&1
has "from files" said "$num of "
has "the other way" said "-> PASS"
mustls run smoke --baseline faulty.jsonl >said 2>&1
has "a part" said "0 of $(mustls list smoke | wc -l) verdicts"
mustls run smoke --baseline nonesuch.jsonl >said 2>&1
is "no such file" $? 2
printf 'x\n' >bad.jsonl
mustls run smoke --baseline bad.jsonl >said 2>&1
is "a bad file" $? 2
has "a bad file" said "bad.jsonl:1"

mustls report clean.jsonl >said 2>&1
! grep -q '^client ' said || bad "a table of one client"
sed 's/"subject":"reference"/"subject":"other"/' clean.jsonl >other.jsonl
mustls report clean.jsonl other.jsonl >said 2>&1
has "a table of two" said "client   "
is "two rows" "$(grep -cE '^(reference|other) 0' said)" 2
finish
