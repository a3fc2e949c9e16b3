#!/bin/sh
# All benchmarks, each with its yardstick in the same run.  usage: bench.sh BUILD_DIR [--json]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
shift
"$build/tests/bench/bench_reply" "$@"
# Lines "name value unit", whatever the options.
[ ! -x "$build/tests/bench/bench_suite" ] || "$build/tests/bench/bench_suite" "$here/../../scenarios"
[ ! -x "$build/tests/bench/bench_core" ] || "$build/tests/bench/bench_core" "$here/../../corpus/fuzz_client" "$here/../../corpus/replies"
sh "$here/curl.sh" "$build/mustls" "$here/../.." "$@" || [ $? = 77 ]
[ ! -x "$build/tests/bench/bench_lib_curl" ] || "$build/tests/bench/bench_lib_curl" "$@"
