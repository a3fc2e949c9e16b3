#!/bin/sh
# Every seeded fault is caught by at least one scenario with a broken MUST or SHOULD.  usage: teeth.sh MUSTLS SCENARIOS
set -u
mustls=$1
scenarios=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
missed=0
num=0
for fault in $("$mustls" list --seeded-faults | awk '{print $1}'); do
    num=$((num + 1))
    "$mustls" run --scenarios "$scenarios" --seed 1 -q --seeded-fault "$fault" --json "$tmp/r" >"$tmp/out" 2>&1
    code=$?
    if [ $code -gt 1 ]; then
        echo "$fault: mustls run exits $code"
        cat "$tmp/out"
        exit 1
    fi
    fails=$(grep -c '"verdict":"FAIL"' "$tmp/r")
    warns=$(grep -c '"verdict":"WARN"' "$tmp/r")
    echo "$fault: $fails FAIL, $warns WARN"
    if [ $((fails + warns)) -eq 0 ]; then
        echo "$fault: NOT CAUGHT"
        missed=$((missed + 1))
    fi
done
[ "$num" -gt 20 ] || { echo "only $num seeded faults"; exit 1; }
echo "$num seeded faults, $missed not caught"
[ $missed -eq 0 ]
