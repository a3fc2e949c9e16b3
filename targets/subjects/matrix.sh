# Sourced by ./dev: the whole suite on every installed client, twice if asked for. Results lie under out/, never in the
# repository: what a run says of a named program is the run's, not ours.

matrix_usage() {
    cat <<'HELP'
./dev matrix [--clients A,B,...] [--again] [ARGS]

Plays the whole suite to every client of targets/subjects that is here, into out/matrix: report.html with all of them side
by side, results.jsonl, trace.jsonl, junit.xml. An interrupted matrix goes on where it was.

  --clients A,B   these only
  --again         a second time, into out/matrix-again: shows every verdict that changed, and plays those five times more, so
                  that what hangs on chance is FLAKY with its rate
  ARGS            go to "mustls run" (scenarios, -j N, --isolate no)

"./dev subjects install" brings the clients.
HELP
}

# The names of all that are here, but for our own.
matrix_here() {
    build/release/mustls list --subjects --json |
        sed -n 's/^{"name":"\([^"]*\)".*"role":"client","here":true,.*/\1/p' | grep -v '^mustls-'
}

# Drivers that are older than their sources; one that can't be built is left out, and said.
matrix_drivers() {
    for name in $(build/release/mustls list --subjects | sed -n 's/^\([^ ]*\) .* is older than .*/\1/p'); do
        subject_rest "$subjects_dir/$name.profile" || say "$name is left out: its driver can't be built"
    done
}

# matrix_run FOLDER ARGS...: all clients, into the folder.
matrix_run() {
    folder=$1
    shift
    resume=
    if [ -f "$folder/results.jsonl" ]; then
        if tail -n 1 "$folder/results.jsonl" | grep -q '"type":"end".*"complete":true'; then
            say "$folder is complete; delete it for a new one"
            return 0
        fi
        resume=--resume
    fi
    # shellcheck disable=SC2086
    build/release/mustls run $matrix_clients --out "$folder" --format short $resume "$@" || matrix_code=$?
    [ "$matrix_code" -le 1 ] || return "$matrix_code"
    # What an interrupted call had written is in the files, not in the reports of the call that went on.
    [ -z "$resume" ] || build/release/mustls report "$folder/trace.jsonl" --html "$folder/report.html" \
        --junit "$folder/junit.xml" --tap "$folder/report.tap" --format short >"$folder/summary.txt" || true
    say "the page: $folder/report.html"
}

# What changed is played again, each by itself: chance shows, and load that made it does not.
matrix_flaky() {
    build/release/mustls report out/matrix-again/results.jsonl --baseline out/matrix/results.jsonl --format short \
        >out/matrix-again/report.txt 2>&1 || true
    sed -n 's/^changed  \([^ ]*\)  \([^ ]*\)  .*/\1 \2/p' out/matrix-again/report.txt >out/matrix-again/changed.txt
    grep '^changed ' out/matrix-again/report.txt || true
    say "$(wc -l <out/matrix-again/changed.txt) verdicts changed between the two"
    while read -r client id; do
        build/release/mustls run "$id" -c "$client" --repeat 5 --no-calibration --quiet --format short </dev/null | tail -n 1 |
            sed "s|^|$client $id: |"
    done <out/matrix-again/changed.txt | tee out/matrix-again/repeated.txt
}

matrix_main() {
    matrix_names= matrix_again= matrix_code=0
    matrix_left=$#
    while [ "$matrix_left" -gt 0 ]; do # our options may stand anywhere; what is not ours goes round to the end
        arg=$1
        shift
        matrix_left=$((matrix_left - 1))
        case $arg in
            --clients)
                matrix_names=$(printf '%s' "${1:?--clients needs names}" | tr ',' ' ')
                shift
                matrix_left=$((matrix_left - 1)) ;;
            --again) matrix_again=1 ;;
            -h | --help) matrix_usage; return ;;
            *) set -- "$@" "$arg" ;;
        esac
    done
    build >/dev/null
    matrix_drivers
    [ -n "$matrix_names" ] || matrix_names=$(matrix_here)
    if [ -z "$matrix_names" ]; then
        say "no client is here: ./dev subjects install"
        return 3
    fi
    matrix_clients=
    for name in $matrix_names; do matrix_clients="$matrix_clients -c $name"; done
    say "$(printf '%s\n' $matrix_names | wc -l) clients: $(printf '%s ' $matrix_names)"
    mkdir -p out
    matrix_run out/matrix "$@" || return
    [ -n "$matrix_again" ] || return "$matrix_code"
    matrix_run out/matrix-again "$@" || return
    matrix_flaky
}
