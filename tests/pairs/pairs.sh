#!/bin/sh
# One pair of TLS libraries: the whole suite, judged by SERVER, on the reference client of CLIENT. The same command twice:
# the client inside its process. Two commands: one process can't hold two libraries, so the client is `mustls send`, over
# sockets and in real time.  usage: pairs.sh SERVER LIBRARY CLIENT LIBRARY SOURCE_DIR
#
# A pair is green when every run passes, or is skipped for a reason. The clean client earns no warning in its own process,
# so it may earn none here.
set -u
server=$1 server_library=$2 client=$3 client_library=$4 root=$5

skip() {
    echo "skipped: $*"
    [ "${MUSTLS_NO_SKIP:-0}" = 1 ] && exit 1
    exit 77
}
bad() {
    echo "BAD: $*"
    exit 1
}
# has_library COMMAND LIBRARY: the command was built with it, and its process loads no library of the other.
has_library() {
    "$1" --version | grep -qF "($2" || bad "$1 is not built with $2: $("$1" --version)"
    case $2 in
    BoringSSL) ! ldd "$1" | grep -E 'lib(ssl|crypto)\.so\.[1-9]' || bad "$1 loads OpenSSL too" ;;
    *) ! ldd "$1" | grep -E 'lib(ssl|crypto)\.so\.0|/android/' || bad "$1 loads BoringSSL too" ;;
    esac
}

[ -n "$server" ] && [ -n "$client" ] ||
    skip "mustls-boringssl is not built; apt-get install android-libboringssl-dev, then configure again"
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
has_library "$server" "$server_library"
has_library "$client" "$client_library"

subject=reference
if [ "$server" != "$client" ]; then
    subject=mustls-send
    ln -s "$client" "$tmp/mustls" # the profile takes it from PATH
    PATH=$tmp:$PATH
    # Under ASan the kernel copies the server's quarantine for each client that it forks: a third of the time.
    ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=8
    export PATH ASAN_OPTIONS
fi
MUSTLS_SUBJECTS=$root/targets/subjects
export MUSTLS_SUBJECTS

"$server" run -c "$subject" --scenarios "$root/scenarios" -j 8 --strict --color never --json "$tmp/results" >"$tmp/out" 2>&1
code=$?
[ "$code" -eq 0 ] || { cat "$tmp/out"; bad "the run exits with $code"; }
grep '"type":"verdict"' "$tmp/results" >"$tmp/verdicts"
verdicts() { grep -c "\"verdict\":\"$1\"" "$tmp/verdicts"; }
passed=$(verdicts PASS)
skipped=$(verdicts SKIP)
total=$(wc -l <"$tmp/verdicts")
tail -n 1 "$tmp/out"
[ "$skipped" -eq 0 ] || sed -n '/"verdict":"SKIP"/s/.*"scenario":"\([^"]*\)".*"why":"\([^"]*\)".*/SKIP \1: \2/p' "$tmp/verdicts"
[ "$passed" -gt 0 ] || bad "nothing passed"
[ $((passed + skipped)) -eq "$total" ] || { cat "$tmp/out"; bad "$passed passed and $skipped were skipped, of $total"; }
