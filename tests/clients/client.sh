#!/bin/sh
# One outside client: its control runs pass, and none of its other runs is the tool's own trouble. What it fails is not asserted here.
# usage: client.sh MUSTLS SOURCE_DIR CLIENT
set -u
mustls=$1
source=$2
client=$3
skip() {
    echo "SKIP $client: $*"
    [ -z "${MUSTLS_NO_SKIP:-}" ] || exit 1
    exit 77
}
run() { "$mustls" run -c "$client" --scenarios "$source/scenarios" --subjects "$source/targets/subjects" --color never "$@"; }

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
case $client in
    nodemailer)
        command -v node >/dev/null || skip "node is not installed; ./dev clients installs it"
        [ -d "$source/targets/subjects/node_modules/nodemailer" ] || skip "nodemailer is not there; ./dev clients brings it" ;;
    smtplib) command -v python3 >/dev/null || skip "python3 is not installed; ./dev clients installs it" ;;
    openssl-s_client) command -v openssl >/dev/null || skip "openssl is not installed; ./dev clients installs it" ;;
    *) command -v "$client" >/dev/null || skip "$client is not installed; ./dev clients installs it" ;;
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
if grep -qE '"verdict":"(ERROR|INCONCLUSIVE)"' "$tmp/rest"; then
    echo "a run without a verdict:"
    cat "$tmp/out"
    exit 1
fi
# Whatever else a client does, told to require TLS it does not give the password to one that took STARTTLS away.
if [ "$client" != openssl-s_client ] && ! grep -q '"scenario":"capabilities/stripped-required","instance":2,.*"verdict":"PASS"' "$tmp/rest"; then
    echo "stripped-required@2 did not pass:"
    cat "$tmp/out"
    exit 1
fi
tail -1 "$tmp/out"
