#!/bin/sh
# One dictionary from tables of the code and a file of more words.
# usage: make.sh OUT MORE {all|words|json FILE...}...
set -eu
here=$(dirname "$0")
out=$1
new=$out.new
mode=
cp "$2" "$new"
shift 2
for arg; do
    case $arg in
        all | words | json) mode=$arg; continue ;;
    esac
    words=$(awk -v mode="$mode" -f "$here/words.awk" "$arg")
    # A table that went elsewhere must not take its words with it.
    [ -n "$words" ] || { echo "make.sh: $arg has no words any more: correct targets/dicts/dicts.cmake" >&2; exit 1; }
    printf '%s\n' "$words" >>"$new"
done
awk 'NF && !seen[$0]++' "$new" >"$out"
rm "$new"
