# Functions for ./dev subjects: bring what the profiles' lines apt, unpack, npm and build name. Read with `.`; uses say and need of dev.

subjects_dir=targets/subjects

# subject_key PROFILE KEY: the value of its line.
subject_key() {
    awk -v key="$2" '$1 == key { sub(/^[ \t]*[^ \t]+[ \t]*/, ""); sub(/[ \t\r]+$/, ""); print }' "$1"
}

# subject_unpack DIR PACKAGE...: into DIR/root/PACKAGE, for programs that the system can't have side by side.
subject_unpack() {
    to=$1/root
    shift
    for p in "$@"; do
        [ ! -d "$to/$p" ] || continue
        say "unpacking $p"
        new=$to/.new.$$
        mkdir -p "$new/tree"
        if (cd "$new" && apt-get download -qq "$p" >/dev/null 2>&1) && dpkg-deb -x "$new"/*.deb "$new/tree"; then
            mv "$new/tree" "$to/$p"
            rm -rf "$new"
        else
            rm -rf "$new"
            say "can't download $p; 'apt-get update' may help"
            return 1
        fi
    done
}

# subject_npm DIR NAME@VERSION...
subject_npm() {
    dir=$1
    shift
    missing=
    for m in "$@"; do
        grep -qs "\"version\": \"${m##*@}\"" "$dir/node_modules/${m%@*}/package.json" || missing="$missing $m"
    done
    [ -n "$missing" ] || return 0
    # Debian's npm pulls in hundreds of packages; one that is here already will do.
    command -v npm >/dev/null || need npm || return 1
    say "npm:$missing"
    # shellcheck disable=SC2086
    npm install --prefix "$dir" --save-exact --no-audit --no-fund --no-package-lock --loglevel=error $missing >/dev/null
}

# subject_build DIR COMMAND: unless its words that start with bin/ are there, and newer than its words that are files.
subject_build() (
    cd "$1" || exit 1
    results= sources=
    set -f
    for w in $2; do
        case $w in
            bin/*) results="$results $w" ;;
            *) [ ! -f "$w" ] || sources="$sources $w" ;;
        esac
    done
    stale=$([ -n "$results" ] || echo yes)
    for r in $results; do
        [ -e "$r" ] || stale=yes
        for s in $sources; do [ ! "$s" -nt "$r" ] || stale=yes; done
    done
    [ -n "$stale" ] || exit 0
    say "building: $2"
    mkdir -p bin
    sh -ec "$2" || exit 1
    # A compiler that left an equal file alone is not asked again.
    # shellcheck disable=SC2086
    [ -z "$results" ] || touch -c $results
)

# subject_rest PROFILE: all but apt, which is done for many at once.
subject_rest() {
    dir=$(dirname "$1")
    # shellcheck disable=SC2046
    subject_unpack "$dir" $(subject_key "$1" unpack) &&
        subject_npm "$dir" $(subject_key "$1" npm) || return 1
    command=$(subject_key "$1" build)
    [ -z "$command" ] || subject_build "$dir" "$command"
}

# The profiles' files, checked before anything is done.
subject_files() {
    [ $# -gt 0 ] || set -- "$subjects_dir"/*.profile
    for n in "$@"; do
        case $n in
            *.profile) f=$n ;;
            *) f=$subjects_dir/$n.profile ;;
        esac
        if [ ! -f "$f" ]; then
            say "there is no profile '$n'; './dev subjects list' shows them"
            return 2
        fi
        echo "$f"
    done
}

# Each with what it names; one that can't be had does not keep the others from it.
subjects_install() {
    files=$(subject_files "$@") || return 2
    # shellcheck disable=SC2046
    packages=$(for f in $files; do subject_key "$f" apt; done)
    failed=
    # shellcheck disable=SC2086
    if ! need $packages; then
        for f in $files; do
            need $(subject_key "$f" apt) || failed="$failed $(basename "$f" .profile)"
        done
    fi
    for f in $files; do
        subject_rest "$f" || failed="$failed $(basename "$f" .profile)"
    done
    [ -z "$failed" ] || { say "not brought:$failed"; return 1; }
}
