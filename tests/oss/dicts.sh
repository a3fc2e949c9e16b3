#!/bin/sh
# Dictionaries are made of the code's tables: what words.awk makes of C, and that a table which is gone is told.
# usage: dicts.sh SOURCE_DIR
set -eu
dicts=$1/targets/dicts
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad=0
same() { # LABEL
    diff "$dir/want" "$dir/got" || { echo "$1: got the right-hand side"; bad=1; }
}
cat >"$dir/a.c" <<'C'
#include "not/this.h"
/* nor "this", /* nor */ static const char *a[] = {"one", "two" /* nor "that" */, "it's", "a b",
                            "\xef\xbb"
                            "x", "\r\n", "\0", "quote\"back\\", "one", ""}; // nor "these"
/* over "lines"
   and "more" */
char c = '"', d = '\''; const char *e = "last_one";
C
awk -v mode=all -f "$dicts/words.awk" "$dir/a.c" >"$dir/got"
cat >"$dir/want" <<'D'
"one"
"two"
"it's"
"a b"
"\xef\xbbx"
"\x0d\x0a"
"\x00"
"quote\"back\\"
"last_one"
D
same all
awk -v mode=words -f "$dicts/words.awk" "$dir/a.c" >"$dir/got"
printf '"%s"\n' one two last_one >"$dir/want"
same words
awk -v mode=json -f "$dicts/words.awk" "$dir/a.c" >"$dir/got"
printf '"\\"%s\\":"\n' one two last_one >"$dir/want"
same json

echo '"more"' >"$dir/more"
sh "$dicts/make.sh" "$dir/got" "$dir/more" words "$dir/a.c" json "$dir/a.c"
printf '%s\n' '"more"' '"one"' '"two"' '"last_one"' '"\"one\":"' '"\"two\":"' '"\"last_one\":"' >"$dir/want"
same make.sh
echo 'int no_table;' >"$dir/b.c"
if sh "$dicts/make.sh" "$dir/got" "$dir/more" words "$dir/b.c" 2>"$dir/said"; then
    echo "a file without words is taken"
    bad=1
fi
grep -q 'b.c has no words any more' "$dir/said" || { cat "$dir/said"; bad=1; }
exit $bad
