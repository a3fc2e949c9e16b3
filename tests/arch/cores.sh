#!/bin/sh
# Cores do no I/O, read no clock or environment, never exit, allocate only through base.  usage: cores.sh SOURCE_DIR
set -eu
cd "$1"
rooms=$(tr '\n' ' ' <cmake/rooms.cmake | grep -o 'mustls_room([^)]*)')
bad=0
num=0
calls='time|gettimeofday|clock_gettime|clock|socket|connect|bind|listen|accept|read|write|open|close|fopen|fread|fwrite|fclose|fputs|fputc|puts|putchar|printf|fprintf|vprintf|perror|getenv|setenv|exit|_exit|abort|fork|execv|execvp|system|signal|raise|rand|srand|random|sleep|usleep|nanosleep|pthread_create'
includes='sys/socket\.h|unistd\.h|time\.h|fcntl\.h|signal\.h|uv\.h|openssl/'
for room in $(printf '%s\n' "$rooms" | sed -n 's/^mustls_room(\([a-z_]*\)  *core .*/\1/p'); do
    for file in harness/"$room"/*.[ch]; do
        [ -f "$file" ] || continue
        num=$((num + 1))
        code=$(sed -e 's|//.*||' -e 's|"[^"]*"||g' "$file" | sed -e ':a' -e 's|/\*[^*]*\*/||g' | awk '/\/\*/ && !/\*\// {skip=1} !skip {print NR": "$0} /\*\// {skip=0}')
        if printf '%s\n' "$code" | grep -E "(^|[^a-zA-Z0-9_>.])($calls) *\(" | grep -vE "^[0-9]+: *(static |enum |struct |void |bool |int |size_t )?[a-z_ ]*\*?($calls)\(.*\) *\{?$" ; then
            echo "$file: a core may not call that"; bad=1
        fi
        if grep -nE "#include <($includes)" "$file"; then echo "$file: a core may not include that"; bad=1; fi
        case $file in harness/base/heap.c) continue ;; esac
        if printf '%s\n' "$code" | grep -E '(^|[^a-zA-Z0-9_>.])(malloc|calloc|realloc|free|strdup) *\('; then
            echo "$file: only base/heap.c allocates"; bad=1
        fi
    done
done
[ "$num" -gt 0 ] || { echo "no core was checked"; exit 1; }
echo "$num files of cores checked"
exit $bad
