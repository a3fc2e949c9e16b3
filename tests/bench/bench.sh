#!/bin/sh
# All benchmarks, each with its yardstick in the same run.  usage: bench.sh BUILD_DIR [--json]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
shift
"$build/tests/bench/bench_reply" "$@"
sh "$here/curl.sh" "$build/mustls" "$here/../.." "$@" || [ $? = 77 ]
[ ! -x "$build/tests/bench/bench_lib_curl" ] || "$build/tests/bench/bench_lib_curl" "$@"
