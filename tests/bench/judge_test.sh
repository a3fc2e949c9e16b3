#!/bin/sh
# What judge.awk makes of figures that are known: reached, better, missed, not measured; as text and as JSON. And bench.sh,
# told to build nothing, answers for all goals.  usage: judge_test.sh SOURCE_DIR/tests/bench
set -eu
here=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
fail() { echo "judge_test: $1"; cat "$tmp/out"; exit 1; }
cat >"$tmp/facts" <<'FACTS'
engine_reply_of_bytes 24.9 %
engine_reply_of_bytes 99 %
engine_client_rate 100000 1/s
engine_client_of_lib_curl missing a "reason"
reply_parser_ns 18.5 ns
reply_memchr_ns 3 ns
curl_over -2.5 %
suite_peak_rss 65537 KiB
a line of something else
FACTS
judge() { awk -v where="a machine" "$@" -f "$here/judge.awk" "$here/goals.tsv" "$tmp/facts" >"$tmp/out" || fail "it ends with $?"; }
has() { grep -qF -- "$1" "$tmp/out" || fail "it lacks: $1"; }

judge -v json=1
has '{"goal":"G1","reached":"missed","figures":[{"figure":"engine_reply_of_bytes","what":"fuzz_reply with its oracles, of a target that reads the bytes; ASan, UBSan, libFuzzer","unit":"%","relation":">=","must":25,"better":50,"measured":24.9,"reached":"missed"}]}'
has '"must":50000,"better":100000,"measured":100000,"reached":"better"'
has '"measured":null,"reached":"not measured","reason":"a \"reason\""'
has '{"goal":"G2","reached":"not measured"'
has '"measured":18.5,"reached":"must","yardstick":{"figure":"reply_memchr_ns","value":3,"unit":"ns"}'
has '"measured":-2.5,"reached":"better"'
has '{"goal":"G14","reached":"missed"'
[ "$(grep -c '^{"goal":' "$tmp/out")" = 14 ] || fail "not fourteen goals"
[ "$(tr -cd '{[' <"$tmp/out" | wc -c)" = "$(tr -cd '}]' <"$tmp/out" | wc -c)" ] || fail "brackets do not match"

judge
grep -q '^G7  *18.5 ns  *<= 35  *18  must  ' "$tmp/out" || fail "no line of G7"
grep -q '^G9 .*not measured .*: no program printed it$' "$tmp/out" || fail "what nobody printed has no reason"

code=0
sh "$here/bench.sh" --goal G15 >"$tmp/out" 2>&1 || code=$?
[ $code = 2 ] || fail "G15 ends with $code"
sh "$here/bench.sh" --built --json --goal G11 >"$tmp/out" 2>/dev/null || fail "bench.sh on G11 ends with $?"
has '{"goal":"G11"'
[ "$(grep -c 'proof_fewer_by_20' "$tmp/out")" -ge 1 ] && ! grep -q 'not measured' "$tmp/out" || fail "docs/proof.md was not read"
