#!/bin/bash -eu
# Builds all fuzz targets as OSS-Fuzz and ClusterFuzzLite want them: programs, seeds, dictionaries and options in $OUT. Their
# environment rules: CC CXX CFLAGS CXXFLAGS LIB_FUZZING_ENGINE say how, FUZZING_ENGINE SANITIZER ARCHITECTURE what,
# SRC WORK OUT where. The targets are those that CMake knows. docs/fuzzing.md has more; ./dev oss runs this anywhere.
: "${SRC:?is the folder with the sources}" "${OUT:?is the folder for the targets}"
: "${CC:?}" "${CXX:?}" "${LIB_FUZZING_ENGINE:?}" "${CFLAGS=}" "${CXXFLAGS=}"
: "${FUZZING_ENGINE:=libfuzzer}" "${SANITIZER:=address}" "${ARCHITECTURE:=x86_64}" "${WORK:=$OUT/../work}"

# The services run a copy in $SRC.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
[ -f "$root/targets/fuzz/CMakeLists.txt" ] || root=$SRC/mustls
build=$WORK/mustls-$FUZZING_ENGINE-$SANITIZER-$ARCHITECTURE

options=(-DMUSTLS_FUZZ=ON -DMUSTLS_FUZZ_ONLY=ON -DMUSTLS_TESTS=OFF -DMUSTLS_STATIC_LIBS=ON -DMUSTLS_WERROR=OFF)
# None: the compiler gets the caller's flags and no more. What is no archive is found in $OUT/lib.
options+=(-DCMAKE_BUILD_TYPE=None "-DCMAKE_C_FLAGS=$CFLAGS" "-DCMAKE_CXX_FLAGS=$CXXFLAGS" "-DCMAKE_BUILD_RPATH=\$ORIGIN/lib")
options+=("-DMUSTLS_FUZZ_ENGINE=$LIB_FUZZING_ENGINE")
# The system's libraries are no use to MemorySanitizer, nor to a foreign architecture.
cores=OFF
if [ "$SANITIZER" = memory ] || [ "$ARCHITECTURE" = i386 ]; then cores=ON; fi
options+=("-DMUSTLS_FUZZ_CORES=$cores")
generator=()
if command -v ninja >/dev/null; then generator=(-G Ninja); fi

cmake -S "$root" -B "$build" "${generator[@]}" "${options[@]}"
cmake --build "$build" --target fuzz_targets -j "$(nproc)"

# One flat archive, each content once: two folders may have files of one name. Engines would cut what is too long.
seeds() {
    local target=$1 max_len=$2 files
    shift 2
    files=$build/seeds/$target
    rm -rf "$files" "$OUT/${target}_seed_corpus.zip"
    mkdir -p "$files"
    [ $# -eq 0 ] || find "$@" -type f -size "-$((max_len + 1))c" -exec sha1sum {} + | while read -r sum file; do cp "$file" "$files/$sum"; done
    [ -n "$(ls "$files")" ] || { echo "build.sh: $target has no seeds" >&2; return 1; }
    (cd "$files" && cmake -E tar cf "$OUT/${target}_seed_corpus.zip" --format=zip .)
}

# What the machine that runs them may not have.
libraries() {
    ldd "$1" | awk '$3 ~ /^\// { print $3 }' | while read -r file; do
        case ${file##*/} in
            libc.* | libm.* | libdl.* | librt.* | libpthread.* | libresolv.* | libgcc_s.* | libstdc++.*) continue ;;
        esac
        mkdir -p "$OUT/lib"
        [ "${file%/*}" -ef "$OUT/lib" ] || cp -u "$file" "$OUT/lib/"
    done
}

num=0
while IFS=$'\t' read -r target kind folders; do
    IFS=$'\t' read -r -a from <<<"$folders"
    cp "$build/$target" "$build/$target.dict" "$OUT/"
    max_len=16384
    [ "$kind" != flat ] || max_len=4096
    seeds "$target" $max_len "${from[@]}"
    # Handed on to AFL++, too.
    printf '[libfuzzer]\nmax_len = %s\ntimeout = 10\n' $max_len >"$OUT/$target.options"
    libraries "$OUT/$target"
    num=$((num + 1))
done <"$build/fuzz-targets.txt"
cp "$build/fuzz-cores.txt" "$OUT/" # tests/oss/check.sh reads it
[ "$num" -gt 0 ] || { echo "build.sh: no target was built" >&2; exit 1; }
echo "build.sh: $num targets in $OUT"
