#!/bin/sh
# Of how many inputs of the corpus trace and wire bytes are the same each time: ../../targets/fuzz/same.sh, which ctest runs
# too (-R replay/same). Prints lines "name value unit".  usage: same_inputs.sh BUILD_DIR
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
c=$root/corpus
all=0 good=0
count() { # PROGRAM FOLDER...
    program=$1
    shift
    [ -x "$program" ] || { echo "same_inputs.sh: left out: $program is not built" >&2; return 0; }
    num=$(find "$@" -type f | wc -l)
    all=$((all + num))
    if sh "$root/targets/fuzz/same.sh" "$program" "$@" >&2; then good=$((good + num)); fi
}
count "$1/targets/fuzz/replay_client" "$c/fuzz_client" "$c/replies"
count "$1/targets/fuzz/replay_client_tls" "$c/fuzz_client_tls" "$c/fuzz_client" "$c/replies"
count "$1/targets/fuzz/replay_client_tls_boringssl" "$c/fuzz_client_tls" "$c/fuzz_client" "$c/replies"
[ $all -gt 0 ] || exit 3
echo "same_inputs_num $all inputs"
awk -v a=$good -v b=$all 'BEGIN { printf "same_inputs %.2f %%\n", 100 * a / b }'
