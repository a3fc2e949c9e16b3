#!/bin/sh
# Each planted hole of the example's library is found, by its sentence; the library without one keeps all; what is known is
# quiet; going on tells once and counts; a library that can't deliver is not fuzzed.  usage: holes.sh REPLAY CORPUS
set -u
replay=$1
corpus=$2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
unset MUSTLS_FUZZ_KNOWN MUSTLS_FUZZ_GO_ON TINY_HOLE
bad=0

# expect LABEL STATUS TEXT: the last run ended so, and said so ("" for nothing in particular)
expect() {
    if [ "$status" != "$2" ] || ! grep -qF -e "$3" "$out/text"; then
        echo "not ok: $1: exit $status, expected $2 and '$3'"
        sed 's/^/    /' "$out/text" | head -40
        bad=1
    fi
}

run() {
    "$replay" "$corpus" >"$out/text" 2>&1
    status=$?
}

run
expect 'no hole' 0 'inputs'
if grep -q broken "$out/text"; then
    echo "not ok: the library without a hole is accused"
    bad=1
fi

# 134: the abort that an engine takes for a find
while read -r hole sentence; do
    TINY_HOLE=$hole run
    expect "$hole" 134 "example: broken: $sentence"
    expect "$hole as a scenario" 134 'title  a find of example'
done <<'HOLES'
keeps-plaintext MUST NOT <early> after EHLO|HELO
clear-fallback MUST NOT <secret> in clear where tls=required
false-success MUST NOT <false-success>
no-timeout MUST client ends
says-password SHOULD NOT <secret> in output
HOLES

TINY_HOLE=no-timeout MUSTLS_FUZZ_GO_ON=1 run
expect 'going on' 0 'times: MUST client ends'
told=$(grep -c 'example: broken: MUST client ends' "$out/text") # once for each wish
if [ "$told" -lt 1 ] || [ "$told" -gt 8 ]; then
    echo "not ok: going on tells $told times"
    bad=1
fi

printf '# as told\nMUST client ends\n' >"$out/known"
TINY_HOLE=no-timeout MUSTLS_FUZZ_KNOWN=$out/known run
expect 'known' 0 'inputs'
MUSTLS_FUZZ_KNOWN=$out/none run
expect 'no such file' 2 "can't read $out/none"

TINY_HOLE=never-sends run
expect 'does not deliver' 3 'fuzzing it would test nothing'
exit $bad
