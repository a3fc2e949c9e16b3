#!/bin/sh
# The two checks find what they are for: a forbidden arrow, a clock in a core, a malloc.  usage: can_fail.sh DIR_OF_THE_CHECKS
set -eu
checks=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/cmake" "$tmp/harness/base" "$tmp/harness/smtp"
printf 'mustls_room(base core SEES )\nmustls_room(smtp core SEES base)\n' >"$tmp/cmake/rooms.cmake"
printf '#include "base/a.h"\n' >"$tmp/harness/smtp/a.c"
printf 'int a;\n' >"$tmp/harness/base/a.h"
sh "$checks/includes.sh" "$tmp" >/dev/null
sh "$checks/cores.sh" "$tmp" >/dev/null
expect_red() {
    if sh "$checks/$1" "$tmp" >/dev/null; then echo "$1 did not see: $2"; exit 1; fi
}
printf '#include "smtp/a.h"\n' >"$tmp/harness/base/b.c"
expect_red includes.sh "base includes smtp"
printf 'long f(void)\n{\n    return time(0);\n}\n' >"$tmp/harness/base/b.c"
expect_red cores.sh "a clock"
printf 'void *f(void)\n{\n    return malloc(3);\n}\n' >"$tmp/harness/base/b.c"
expect_red cores.sh "a malloc"
printf '#include <sys/socket.h>\n' >"$tmp/harness/base/b.c"
expect_red cores.sh "a socket header"
echo "both checks can fail"
