#!/bin/sh
# Each input leads to the same trace and the same bytes on the wire, twice in a process and once in another.
# usage: same.sh PROGRAM FOLDER...
set -eu
program=$1
shift
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
MUSTLS_FUZZ_SUMS=1 "$program" "$@" >"$dir/once"
MUSTLS_FUZZ_SUMS=1 "$program" "$@" "$@" >"$dir/twice"

# Some inputs are built in, and stand in front.
built_in=$(MUSTLS_FUZZ_SUMS=1 "$program" | grep -c '^sums:')
grep '^sums:' "$dir/once" | sed "1,${built_in}d" >"$dir/a"
grep '^sums:' "$dir/twice" | sed "1,${built_in}d" >"$dir/bc"
num=$(wc -l <"$dir/a")
[ "$num" -gt 0 ] || { echo "no inputs in $*"; exit 1; }
head -n "$num" "$dir/bc" >"$dir/b"
sed "1,${num}d" "$dir/bc" >"$dir/c"
# A replay runs each input on the heap and then in a zone.
awk 'NR % 2 { heap = $0; next } $0 != heap { print heap; print; bad = 1 } END { exit bad }' "$dir/a" ||
    { echo "in a zone it does not do the same"; exit 1; }
diff "$dir/a" "$dir/b" || { echo "another process, another run"; exit 1; }
diff "$dir/b" "$dir/c" || { echo "the second time is not like the first"; exit 1; }
echo "$((num / 2)) inputs, each the same on the heap, in a zone, again and in another process"
