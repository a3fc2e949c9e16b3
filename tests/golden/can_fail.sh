#!/bin/sh
# coverage and list --rows see each kind of contradiction, and say where.  usage: can_fail.sh MUSTLS
set -eu
mustls=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/s"
cat >"$tmp/s/a.scn" <<'END'
# Row ABC-01.
title  a
base   none
client tls=off auth=none

[clear]
C: <connect>
S: 220 a

MUST NOT  AUTH  [RFC 3207 4.2]
MUST NOT  MAIL  [RFC 9999 1]
END
expect() { # expect EXIT WORDS COMMAND...
    want=$1
    words=$2
    shift 2
    code=0
    "$mustls" "$@" --scenarios "$tmp/s" >"$tmp/out" 2>&1 || code=$?
    if [ $code -ne "$want" ] || ! grep -qF -- "$words" "$tmp/out"; then
        echo "mustls $*: exit $code, not $want with '$words':"
        cat "$tmp/out"
        exit 1
    fi
}
register() { printf '%s\n' "$@" >"$tmp/s/standards.txt"; }
rows() { printf '%s\n' "$@" >"$tmp/s/rows.txt"; }
entry='RFC 3207 4.2  MUST NOT  x  our words'

register "$entry" '    tested by a'
expect 0 '1 sentence: 1 tested' coverage
expect 0 'RFC 9999 1 a' coverage
expect 0 '"tested":true' coverage --json
expect 0 '<td>our words</td>' coverage --html -
register "$entry"
expect 1 'standards.txt:1:25: error: this sentence has neither scenarios nor a reason' coverage
register "$entry" '    tested by b*'
expect 1 'standards.txt:2:15: error: there is no scenario of this name' coverage
register "$entry" '    out of scope: why' 'RFC 3207 4  MUST  y  our words' '    tested by a'
expect 1 'standards.txt:4:15: error: no sentence there cites [RFC 3207 4]' coverage
register 'RFC 3207 4  MUST  y  our words' '    not testable: why'
expect 1 'a.scn:10:1: error: the register of the standards has no [RFC 3207 4.2]' coverage
register 'RFC 3207 4  MUSTY  y  our words' '    tested in a'
expect 2 'standards.txt:1:13: error: a level stands here' coverage
rm "$tmp/s/standards.txt"
expect 2 'standards.txt' coverage

rows 'group ABC  letters' 'ABC-01  one'
expect 0 '1 rows: 1 covered' list --rows
expect 0 '"row":"ABC-01"' list --rows --json
rows 'group ABC  letters' 'ABC-01  one' 'ABC-02  two'
expect 1 'rows.txt:3:1: error: no scenario names this row' list --rows
rows 'group ABC  letters' 'ABC-01  one' '    not covered: why'
expect 1 'rows.txt:3:5: error: a names this row' list --rows
rows 'group ABC  letters' 'ABC-02  two' '    not covered: why'
expect 1 'a.scn:1:1: error: the catalogue has no row ABC-01' list --rows
echo "each contradiction is seen"
