#!/bin/sh
# The committed inputs alone catch each seeded fault of client and parsers that a target's oracle can see (unseen.txt), and
# nothing where there is none: a corpus that is made smaller must not lose what it knows.  usage: corpus.sh BUILD_DIR
set -eu
build=$1 here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
c=$root/corpus bad=0 num=0 also=
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Sets `caught`: yes, no; anything else than an oracle's abort is an error.
play() { # TARGET FAULT
    case $1 in client) folders="$c/fuzz_client $c/replies $c/fuzz_client_tls" ;; *) folders="$c/fuzz_$1 $c/replies $c/fuzz_client" ;; esac
    code=0
    # shellcheck disable=SC2086
    MUSTLS_FUZZ_FAULT=$2 "$build/seeded_$1" $folders >"$tmp/log" 2>&1 || code=$?
    caught=no
    [ "$code" = 0 ] && return 0
    caught=yes
    grep -q '^oracle broken' "$tmp/log" || { tail -n 20 "$tmp/log"; echo "seeded_$1 with '$2' ended with $code, by no oracle"; exit 1; }
}

for target in client reply ehlo; do
    play $target ''
    [ $caught = no ] || { tail -n 20 "$tmp/log"; echo "$target: a find without a fault"; exit 1; }
done

sed -n 's/^ *X([A-Z0-9_]*, "\([a-z0-9-]*\)".*/client \1/p' "$root/harness/client/faults.h" >"$tmp/faults"
sed -n 's/^ *X([A-Z0-9_]*, "\([a-z0-9-]*\)", "\([a-z]*\)".*/\2 \1/p' "$root/harness/smtp/fault.h" >>"$tmp/faults"
while read -r target fault; do
    play "$target" "$fault"
    if grep -q "^$fault	" "$here/unseen.txt"; then
        [ $caught = no ] || also="$also $fault"
        continue
    fi
    num=$((num + 1))
    [ $caught = yes ] || { echo "$fault: no input of the corpus shows it; corpus/make_inputs.py is where to add one"; bad=1; }
done <"$tmp/faults"
[ "$num" -gt 0 ] || { echo "no faults in the tables"; exit 1; }
echo "$num seeded faults, of which the corpus has to catch each; of those that fuzzing need not see, it catches${also:- none}"
exit $bad
