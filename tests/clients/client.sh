#!/bin/sh
# One outside client: its control runs pass, and none of its other runs is the tool's own trouble. What it fails is not asserted here.
# usage: client.sh MUSTLS SOURCE_DIR CLIENT required|optional
# An optional one that is not installed is skipped even where MUSTLS_NO_SKIP forbids it: CI installs the required ones only.
set -u
mustls=$1
source=$2
client=$3
class=$4
PATH=$(dirname "$mustls"):$PATH # the profile mustls-send takes mustls from there
MUSTLS_SUBJECTS=$source/targets/subjects
export PATH MUSTLS_SUBJECTS
run() { "$mustls" run -c "$client" --scenarios "$source/scenarios" --color never "$@"; }

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
state=$("$mustls" list --subjects --json "$client") || exit 1
case $state in
    *'"here":true'*) ;;
    *)
        echo "SKIP ($class) $(printf '%s\n' "$state" | sed 's/.*"missing":"\([^"]*\)".*/\1/'); ./dev subjects install $client brings it"
        if [ "$class" = required ] && [ -n "${MUSTLS_NO_SKIP:-}" ]; then exit 1; fi
        exit 77 ;;
esac

run smoke --json "$tmp/smoke" >"$tmp/out" 2>&1
code=$?
if [ $code -ne 0 ]; then
    echo "$client does not pass its control runs (exit $code):"
    cat "$tmp/out"
    exit 1
fi
passed=$(grep -cE '"verdict":"(PASS|WARN)"' "$tmp/smoke")
echo "control runs: $passed passed"
[ "$passed" -gt 0 ] || { echo "not one control run took place"; cat "$tmp/out"; exit 1; }

run 530/to-mail capabilities/stripped-required starttls/refused certificate/expired certificate/wrong-host \
    injection/after-220 reset/ehlo-first --json "$tmp/rest" >"$tmp/out" 2>&1
code=$?
if [ $code -gt 1 ]; then
    echo "mustls run exits $code:"
    cat "$tmp/out"
    exit 1
fi
# A client may take a way on which it never comes to what the scenario is about (without TLS and AUTH some say HELO): that is
# INCONCLUSIVE and no trouble. Any other reason is, and so are more than two: the profile makes it do something else.
grep -E '"verdict":"(ERROR|INCONCLUSIVE)"' "$tmp/rest" >"$tmp/open"
if grep -qv '"why":"rule [^"]* never fired' "$tmp/open" || [ "$(wc -l <"$tmp/open")" -gt 2 ]; then
    echo "runs without a verdict:"
    cat "$tmp/out"
    exit 1
fi
# Whatever else a client does, told to require TLS it does not give the password to one that took STARTTLS away. One that
# can't be told skips the scenario.
if ! grep -q "^delivers  *no" "$MUSTLS_SUBJECTS/$client.profile"; then
    grep '"scenario":"capabilities/stripped-required","instance":2,' "$tmp/rest" >"$tmp/stripped" || { echo "stripped-required@2 did not run"; exit 1; }
    if ! grep -qE '"verdict":"SKIP"|"sentence":"SHOULD NOT AUTH in clear"[^}]*"outcome":"kept"' "$tmp/stripped"; then
        echo "stripped-required@2 shows the password:"
        cat "$tmp/out"
        exit 1
    fi
fi
tail -1 "$tmp/out"
