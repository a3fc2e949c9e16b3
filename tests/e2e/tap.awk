# TAP version 14, as its specification has it: version, test points numbered from 1, YAML blocks behind them, one plan,
# or a bail out. Prints: points, not ok, skipped, todo.
function bad(what) {
    print FILENAME ":" NR ": " what >"/dev/stderr"
    failed = 1
}
NR == 1 { if ($0 != "TAP version 14") bad("no version"); next }
yaml && $0 == "  ..." { yaml = 0; next }
yaml { if (substr($0, 1, 2) != "  " && $0 != "") bad("a line of YAML is not indented"); next }
$0 == "  ---" { if (!point) bad("YAML without a test point"); yaml = 1; next }
/^(not )?ok / {
    point = 1
    points++
    number = $1 == "not" ? $3 : $2
    if (number != points) bad("point " number " where " points " should be")
    if ($1 == "not") not_ok++
    if ($0 ~ /[^\\]# SKIP/) skipped++
    if ($0 ~ /[^\\]# TODO/) todo++
    if (planned) bad("a test point behind the plan")
    next
}
/^1\.\.[0-9]+/ { plan = substr($0, 4) + 0; planned++; next }
/^Bail out!/ { bailed = 1; next }
/^#/ || /^pragma / { next }
{ bad("what is this: " substr($0, 1, 60)) }
/[\001-\010\013-\037\177]/ { bad("a control byte") }
END {
    if (yaml) bad("YAML does not end")
    if (planned + bailed < 1 || planned > 1) bad("not one plan")
    if (planned && !bailed && plan != points) bad("the plan says " plan ", " points " points")
    print points + 0, not_ok + 0, skipped + 0, todo + 0
    exit failed
}
