#!/bin/sh
# Which lines and branches of the cores the committed corpus covers by itself: each replay
# program over its own folders, and those with seeded faults with each fault in turn, as their lines are lines, too.
# Prints lines "name value unit"; those whose names end in _clean are without the seeded faults.
# usage: cover.sh BUILD_DIR(-DMUSTLS_COVERAGE=ON)
set -eu
build=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
objects=

# The folders of a target, as `mustls fuzz` would take them.
folders_of() { awk -F '\t' -v t="fuzz_$1" '$1 == t { for (i = 3; i <= NF; i++) printf "%s ", $i }' "$build/fuzz-targets.txt"; }

with() { # PROGRAM
    [ -x "$1" ] || { echo "cover.sh: $1 is not built" >&2; exit 3; }
    objects="$objects ${objects:+-object} $1"
}

seeded() { # TARGET FAULT: what it breaks is no matter here; that it goes to the end is
    code=0
    # shellcheck disable=SC2046
    MUSTLS_FUZZ_FAULT=$2 LLVM_PROFILE_FILE="$tmp/$1-$2.fault" "$build/seeded_$1" --go-on $(folders_of "$1") >"$tmp/log" 2>/dev/null || code=$?
    grep -q ' inputs$' "$tmp/log" || [ "$2" = no-such-fault ] || { echo "cover.sh: seeded_$1 with $2 ended with $code" >&2; exit 3; }
}

# Behind a file's name: regions, functions, lines and branches, each as all, missed and a share. The common part of the
# names is left out.
report() { # SUFFIX PROFILE...
    suffix=$1
    shift
    llvm-profdata merge -sparse "$@" -o "$tmp/all"
    # shellcheck disable=SC2086
    llvm-cov report $objects -instr-profile "$tmp/all" >"$tmp/report" 2>"$tmp/log" || { cat "$tmp/log" >&2; exit 3; }
    for room in $rooms; do
        awk -v room=$room -v suffix="$suffix" '$1 ~ "(^|/)" room "/[^/]*[.]c$" && NF >= 13 { lines += $8; no_line += $9; branches += $11; no_branch += $12 }
            END {
                if (!lines || !branches) { print "cover.sh: no figures of harness/" room >"/dev/stderr"; exit 3 }
                printf "%s_lines%s %.2f %%\n%s_branches%s %.2f %%\n", room, suffix, 100 - 100 * no_line / lines, room, suffix, 100 - 100 * no_branch / branches
            }' "$tmp/report"
    done
}

rooms="smtp client base dns flat judge play profile report scenario standards tls trace wire"
for name in $(sed -n 's/^fuzz_\([^\t]*\).*/\1/p' "$build/fuzz-targets.txt"); do
    case $name in lib_*) continue ;; esac # other people's lines
    with "$build/targets/fuzz/replay_$name"
    # shellcheck disable=SC2046
    LLVM_PROFILE_FILE="$tmp/$name.profraw" "$build/targets/fuzz/replay_$name" $(folders_of $name) >"$tmp/log" 2>&1 || { tail -n 5 "$tmp/log" >&2; exit 3; }
done
for name in client reply ehlo; do with "$build/seeded_$name"; done
for fault in $(sed -n 's/^ *X([A-Z0-9_]*, "\([a-z0-9-]*\)".*/\1/p' "$root/harness/client/faults.h") no-such-fault; do seeded client "$fault"; done
sed -n 's/^ *X([A-Z0-9_]*, "\([a-z0-9-]*\)", "\([a-z]*\)".*/\2 \1/p' "$root/harness/smtp/fault.h" >"$tmp/parser"
while read -r name fault; do seeded "$name" "$fault"; done <"$tmp/parser"
report "" "$tmp"/*.profraw "$tmp"/*.fault
[ -z "${MUSTLS_BENCH_REPORT:-}" ] || cp "$tmp/report" "$MUSTLS_BENCH_REPORT"
rooms="smtp client"
report _clean "$tmp"/*.profraw
