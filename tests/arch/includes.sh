#!/bin/sh
# Every #include "room/file.h" follows an arrow of cmake/rooms.cmake.  usage: includes.sh SOURCE_DIR
set -eu
cd "$1"
rooms=$(tr '\n' ' ' <cmake/rooms.cmake | grep -o 'mustls_room([^)]*)')
bad=0
num=0
sees_of() { printf '%s\n' "$rooms" | sed -n "s/^mustls_room($1  *[a-z]*  *SEES\([^)]*\))/\1/p" | sed 's/LIBS.*//'; }
for dir in harness/*/; do
    room=$(basename "$dir")
    printf '%s\n' "$rooms" | grep -q "^mustls_room($room " || { echo "room $room is not in cmake/rooms.cmake"; bad=1; continue; }
    sees=" $room $(sees_of "$room") "
    for file in "$dir"*.[ch]; do
        [ -f "$file" ] || continue
        for target in $(sed -n 's|^#include "\([a-z_]*\)/.*|\1|p' "$file"); do
            num=$((num + 1))
            case $sees in *" $target "*) ;; *) echo "$file: room $room may not see $target"; bad=1 ;; esac
        done
        if grep -n '^#include "[^/]*"' "$file"; then echo "$file: includes name their room"; bad=1; fi
    done
done
[ "$num" -gt 0 ] || { echo "no include was checked"; exit 1; }
echo "$num includes checked"
exit $bad
