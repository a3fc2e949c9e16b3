#!/bin/sh
# Which lines and branches of the parser and of the reference client the committed corpus covers by itself: each replay
# program over its own folders. Prints lines "name value unit".  usage: cover.sh BUILD_DIR(-DMUSTLS_COVERAGE=ON)
set -eu
build=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
objects=
for name in reply ehlo command client client_tls flat player; do
    program=$build/targets/fuzz/replay_$name
    [ -x "$program" ] || { echo "cover.sh: $program is not built" >&2; exit 3; }
    folders=$(awk -F '\t' -v t="fuzz_$name" '$1 == t { for (i = 3; i <= NF; i++) printf "%s ", $i }' "$build/fuzz-targets.txt")
    # shellcheck disable=SC2086
    LLVM_PROFILE_FILE="$tmp/$name.profraw" "$program" $folders >"$tmp/log" 2>&1 || { tail -n 5 "$tmp/log" >&2; exit 3; }
    objects="$objects ${objects:+-object} $program"
done
llvm-profdata merge -sparse "$tmp"/*.profraw -o "$tmp/all"
# Behind a file's name: regions, functions, lines and branches, each as all, missed and a share. The common part of the
# names is left out.
# shellcheck disable=SC2086
llvm-cov report $objects -instr-profile "$tmp/all" >"$tmp/report" 2>"$tmp/log" || { cat "$tmp/log" >&2; exit 3; }
for room in smtp client; do
    awk -v room=$room '$1 ~ "(^|/)" room "/[^/]*$" && NF >= 13 { lines += $8; no_line += $9; branches += $11; no_branch += $12 }
        END {
            if (!lines || !branches) { print "cover.sh: no figures of harness/" room >"/dev/stderr"; exit 3 }
            printf "%s_lines %.2f %%\n%s_branches %.2f %%\n", room, 100 - 100 * no_line / lines, room, 100 - 100 * no_branch / branches
        }' "$tmp/report"
done
[ -z "${MUSTLS_BENCH_REPORT:-}" ] || cp "$tmp/report" "$MUSTLS_BENCH_REPORT"
