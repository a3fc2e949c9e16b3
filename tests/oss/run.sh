#!/bin/sh
# Runs targets/oss-fuzz/build.sh in an environment like that of OSS-Fuzz, and looks at what came out.
# usage: run.sh ENGINE SANITIZER DIR [SECONDS]
#   ENGINE     libfuzzer, afl
#   SANITIZER  address, undefined, memory, coverage
#   DIR        for work/ENGINE-SANITIZER and out/ENGINE-SANITIZER; what is built there is used again
#   SECONDS    how long each target is fuzzed; 2
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export FUZZING_ENGINE="$1" SANITIZER="$2"
mkdir -p "$3"
dir=$(cd "$3" && pwd)
seconds=${4:-2}
export SRC="$dir/src" WORK="$dir/work" OUT="$dir/out/$1-$2"
ARCHITECTURE=$(uname -m)
export ARCHITECTURE

skip() {
    echo "SKIP: $1"
    [ "${MUSTLS_NO_SKIP:-}" = 1 ] && exit 1
    exit 77
}
case $FUZZING_ENGINE in
    libfuzzer) export CC=clang CXX=clang++ LIB_FUZZING_ENGINE=-fsanitize=fuzzer packages="clang libclang-rt-14-dev" ;;
    afl) export CC=afl-clang-fast CXX=afl-clang-fast++ LIB_FUZZING_ENGINE=/usr/lib/afl/libAFLDriver.a AFL_QUIET=1 packages=afl++ ;;
    *) echo "run.sh: the engine is libfuzzer or afl, not '$FUZZING_ENGINE'" >&2; exit 2 ;;
esac
for program in "$CC" "$CXX"; do
    command -v "$program" >/dev/null || skip "no $program here: apt-get install $packages"
done

# As the services have them.
CFLAGS="-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION"
ub=array-bounds,bool,builtin,enum,function,integer-divide-by-zero,null,object-size,return,returns-nonnull-attribute,shift
ub=$ub,signed-integer-overflow,unreachable,vla-bound,vptr
edges=-fsanitize=fuzzer-no-link
case $SANITIZER in
    address) CFLAGS="$CFLAGS -fsanitize=address -fsanitize-address-use-after-scope" ;;
    undefined) CFLAGS="$CFLAGS -fsanitize=$ub,unsigned-integer-overflow -fno-sanitize-recover=$ub" ;;
    memory) CFLAGS="$CFLAGS -fsanitize=memory -fsanitize-memory-track-origins" ;;
    coverage) CFLAGS="$CFLAGS -O0" edges="-fprofile-instr-generate -fcoverage-mapping -pthread -Wno-unused-command-line-argument" ;;
    *) echo "run.sh: the sanitizer is address, undefined, memory or coverage, not '$SANITIZER'" >&2; exit 2 ;;
esac
[ "$FUZZING_ENGINE" = afl ] || CFLAGS="$CFLAGS $edges"
export CFLAGS CXXFLAGS="$CFLAGS"

rm -rf "$OUT"
mkdir -p "$SRC" "$WORK" "$OUT"
log=$WORK/$FUZZING_ENGINE-$SANITIZER.log
if ! bash -eu "$here/../../targets/oss-fuzz/build.sh" >"$log" 2>&1; then
    tail -n 40 "$log"
    echo "build.sh failed; all of its words: $log"
    exit 1
fi
grep 'is not built\|are not built' "$log" || :
tail -n 1 "$log"
sh "$here/check.sh" "$OUT" "$seconds"
