#!/bin/sh
# check.sh sees what is wrong with a target: each change to a good one is refused, for its own reason.
# usage: can_fail.sh DIR, where run.sh libfuzzer address has left its targets
set -eu
here=$(cd "$(dirname "$0")" && pwd)
good=$1/out/libfuzzer-address
export FUZZING_ENGINE=libfuzzer SANITIZER=address
if ! [ -x "$good/fuzz_dns" ]; then
    echo "SKIP: no targets in $good: run the test oss/libfuzzer_address first"
    [ "${MUSTLS_NO_SKIP:-}" = 1 ] && exit 1
    exit 77
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

fresh() {
    rm -rf "$dir/out"
    mkdir "$dir/out"
    cp "$good"/fuzz_dns* "$good"/fuzz_trace* "$dir/out/"
    echo fuzz_dns >"$dir/out/fuzz-cores.txt"
}
bad=0
refused() { # REASON
    if sh "$here/check.sh" "$dir/out" 1 >"$dir/log" 2>&1; then
        echo "taken, and it should not: $1"
        bad=1
    elif ! grep -q "$1" "$dir/log"; then
        cat "$dir/log"
        echo "refused, but not because of: $1"
        bad=1
    fi
}

fresh
sh "$here/check.sh" "$dir/out" 1 >"$dir/log" 2>&1 || { cat "$dir/log"; echo "good targets are refused"; exit 1; }
grep -q '^2 targets are' "$dir/log" || { cat "$dir/log"; echo "two targets were to be looked at"; exit 1; }
rm "$dir/out/fuzz_dns.dict"
refused 'fuzz_dns: there is no fuzz_dns.dict'
fresh && : >"$dir/out/fuzz_dns_seed_corpus.zip"
refused 'there is no fuzz_dns_seed_corpus.zip'
fresh && echo '[libfuzzer]' >"$dir/out/fuzz_dns.options"
refused 'fuzz_dns.options says no max_len'
fresh && sed 's/^max_len.*/max_len = 5/' "$good/fuzz_dns.options" >"$dir/out/fuzz_dns.options"
refused 'seeds are longer than max_len'
fresh && echo 'no quotes' >"$dir/out/fuzz_dns.dict"
refused 'fuzz_dns: fuzzing it failed'
fresh && rm "$dir/out/fuzz_dns"
refused 'fuzz_dns: no program'
fresh && rm "$dir/out/fuzz_dns.options"
refused 'fuzz_dns has no options'
fresh && echo fuzz_trace >"$dir/out/fuzz-cores.txt"
refused 'holds a library'
# A program that has no sanitizer; one that has nothing of an engine.
fresh && cp "$(command -v env)" "$dir/out/fuzz_dns"
refused 'not built with -fsanitize=address'
fresh && printf '#!/bin/sh\nexit 0\n' >"$dir/out/fuzz_dns"
refused 'fuzz_dns: no edges: our code is not instrumented'
# One that falls over its seeds.
fresh && printf '#!/bin/sh\necho "ERROR: AddressSanitizer: planted"\nexit 1\n' >"$dir/out/fuzz_dns"
refused 'ERROR: AddressSanitizer: planted'
rm -rf "$dir/out" && mkdir "$dir/out" && : >"$dir/out/fuzz-cores.txt"
refused 'there are no targets'
exit $bad
