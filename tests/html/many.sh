# sh many.sh MUSTLS [CLIENTS]: the page of a large run, as a measure, no test: CLIENTS (40) clients, each the reference client with
# another seeded fault, on the whole suite. Prints size and time to the matrix. Wants 20 MB of disk for each client.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mustls=$1
clients=${2:-40}
MUSTLS_SCENARIOS=$here/../../scenarios
export MUSTLS_SCENARIOS
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || { echo "no chromium (./dev browser installs it)"; exit 3; }
work=$(mktemp -d "${TMPDIR:-/tmp}/html-many-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

i=0
"$mustls" list --seeded-faults | awk '{ print $1 }' | head -n "$clients" >"$work/faults"
while read -r fault; do
    i=$((i + 1))
    echo "client $i of $clients: $fault"
    "$mustls" run -q --null-tls --seed $i --seeded-fault "$fault" --trace "$work/t" >/dev/null 2>&1 || [ $? = 1 ]
    sed "s/\"subject\":\"reference\",\"subject_version\":\"[^\"]*\"/\"subject\":\"client-$i\",\"subject_version\":\"$((i % 7)).0\"/" \
        "$work/t" >"$work/$i.jsonl"
done <"$work/faults"
"$mustls" report "$work"/*.jsonl --html "$work/many.html" 2>&1 | tail -n 1 || true
node "$here/many.mjs" "$browser" "$work/many.html"
