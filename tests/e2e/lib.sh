# Sourced by every test of this folder: sh NAME.sh MUSTLS TOOLS, where MUSTLS is the command under test and TOOLS the
# folder of the helper programs (hostile, e2e_json, e2e_proc).
#
# A test looks at many things and goes on after a failure; `finish` gives the exit status.
set -u
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
mustls=$1
tools=$2
failures=0
looked=0

work=$(mktemp -d "${TMPDIR:-/tmp}/e2e-XXXXXX") || exit 1
mkdir "$work/tmp"
TMPDIR=$work/tmp                # where mustls makes its folder
E2E_MARK=$work                  # by it `survivors` knows every process that came from this test
MUSTLS_SCENARIOS=$root/scenarios
MUSTLS_SUBJECTS=$root/targets/subjects
NO_COLOR=1
export TMPDIR MUSTLS_SCENARIOS MUSTLS_SUBJECTS NO_COLOR
XDG_STATE_HOME=$work/state      # what --failed remembers
export XDG_STATE_HOME
unset MUSTLS_PASSWORD CI

clean_up() {
    "$tools/e2e_proc" end "$work" >/dev/null 2>&1
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

# The command under test, marked.
mustls() {
    E2E_MARK=$E2E_MARK "$mustls" "$@"
}

bad() {
    failures=$((failures + 1))
    printf 'BAD  %s\n' "$*" >&2
}

# is LABEL GOT WANTED
is() {
    looked=$((looked + 1))
    [ "$2" = "$3" ] || bad "$1: got '$2', wanted '$3'"
}

# holds LABEL COMMAND...: the command succeeds
holds() {
    looked=$((looked + 1))
    label=$1
    shift
    "$@" >"$work/holds.out" 2>&1 || {
        bad "$label: '$*' exits with $?"
        head -20 "$work/holds.out" >&2
    }
}

# has LABEL FILE TEXT: the file has the text
has() {
    looked=$((looked + 1))
    grep -qF -e "$3" "$2" || {
        bad "$1: '$3' is not in $2:"
        head -20 "$2" >&2
    }
}

# No process of this test is alive a few seconds later, and no folder of a run is left.
nothing_left() {
    looked=$((looked + 1))
    "$tools/e2e_proc" survivors "$work" >"$work/survivors" || {
        bad "$1: alive after the run: $(tr '\n' ';' <"$work/survivors")"
        "$tools/e2e_proc" end "$work" >/dev/null
    }
    left=$(find "$TMPDIR" -maxdepth 1 -name 'mustls-??????')
    [ -z "$left" ] || bad "$1: left in TMPDIR: $left"
}

# wait_for FILE: until it exists, ten seconds at most
wait_for() {
    looked=$((looked + 1))
    i=0
    while [ ! -e "$1" ]; do
        i=$((i + 1))
        [ $i -gt 500 ] && {
            bad "$1 does not come to be"
            return 1
        }
        sleep 0.02
    done
}

skip() {
    echo "skipped: $*"
    [ "${MUSTLS_NO_SKIP:-0}" = 1 ] && exit 1
    exit 77
}

# A program that only some rows need.
need() {
    command -v "$1" >/dev/null 2>&1 || skip "$1 is not installed"
}

finish() {
    echo "$looked looks, $failures bad"
    [ "$looked" -gt 0 ] && [ "$failures" -eq 0 ]
    exit $?
}
