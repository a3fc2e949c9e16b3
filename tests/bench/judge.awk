# goals.tsv, then lines "name value unit" or "name missing why": what was measured against what was wanted.
# -v json=1 for machines; -v only=" G1 G5 " for some goals; -v where=TEXT and -v quick=1 are told.
function quote(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); gsub(/[\001-\037]/, " ", s); return "\"" s "\"" }
function number_or_null(v) { return v == "" || v == "-" ? "null" : v + 0 }
function reaches(v, relation, mark) { return relation == ">=" ? v + 0 >= mark + 0 : v + 0 <= mark + 0 }
function verdict(i) {
    if (!(figure[i] in value)) return "not measured"
    if (!reaches(value[figure[i]], relation[i], must[i])) return "missed"
    if (better[i] != "-" && reaches(value[figure[i]], relation[i], better[i])) return "better"
    return "must"
}
function reason(i) { return figure[i] in why ? why[figure[i]] : "no program printed it" }
function rank(v) { return index("missed,not measured,must,better", v) }

FILENAME ~ /goals\.tsv$/ {
    if ($0 ~ /^#/) next
    split($0, f, "\t")
    if (only != "" && !index(only, " " f[1] " ")) next
    n++
    goal[n] = f[1]; figure[n] = f[2]; relation[n] = f[3]; must[n] = f[4]; better[n] = f[5]; unit[n] = f[6]; yard[n] = f[7]; what[n] = f[8]
    next
}
$2 == "missing" { name = $1; sub(/^[^ ]+ missing /, ""); why[name] = $0; next }
NF >= 2 && $2 ~ /^-?[0-9.]+$/ {
    if ($1 in value) next # what is told first counts
    order[++m] = $1; value[$1] = $2; of[$1] = $3
}

# The worst of a goal's figures is the goal's.
function overall(g,    i, v, worst) {
    for (i = 1; i <= n; i++) {
        if (goal[i] != g) continue
        v = verdict(i)
        if (worst == "" || rank(v) < rank(worst)) worst = v
    }
    return worst
}
function text(    i, v, mark) {
    printf "%s%s\n\n", where, (quick ? "; quick: few and short rounds" : "")
    printf "%-4s %12s %-6s %11s %8s  %-12s %s\n", "goal", "measured", "", "must", "better", "", "what (yardstick)"
    for (i = 1; i <= n; i++) {
        v = verdict(i)
        mark = (relation[i] == ">=" ? "" : "<= ")
        printf "%-4s %12s %-6s %11s %8s  %-12s %s", goal[i], (v == "not measured" ? "" : value[figure[i]]), unit[i], mark must[i], better[i], v, what[i]
        if (v == "not measured") printf ": %s", reason(i)
        else if (yard[i] in value) printf " (%s: %s %s)", yard[i], value[yard[i]], of[yard[i]]
        printf "\n"
    }
}
function one(i,    v) {
    v = verdict(i)
    printf "{\"figure\":%s,\"what\":%s,\"unit\":%s,\"relation\":%s,\"must\":%s,\"better\":%s,\"measured\":%s,\"reached\":%s", quote(figure[i]), quote(what[i]), quote(unit[i]), quote(relation[i]), must[i], number_or_null(better[i]), (v == "not measured" ? "null" : value[figure[i]] + 0), quote(v)
    if (v == "not measured") printf ",\"reason\":%s", quote(reason(i))
    if (yard[i] in value) printf ",\"yardstick\":{\"figure\":%s,\"value\":%s,\"unit\":%s}", quote(yard[i]), value[yard[i]] + 0, quote(of[yard[i]])
    printf "}"
}
function as_json(    i) {
    printf "{\"machine\":%s,\"quick\":%s,\"goals\":[", quote(where), (quick ? "true" : "false")
    for (i = 1; i <= n; i++) {
        if (goal[i] != goal[i - 1]) printf "%s\n{\"goal\":%s,\"reached\":%s,\"figures\":[", (i > 1 ? "]}," : ""), quote(goal[i]), quote(overall(goal[i]))
        else printf ","
        one(i)
    }
    printf "%s],\n\"figures\":[", (n ? "]}" : "")
    for (i = 1; i <= m; i++) printf "%s\n{\"name\":%s,\"value\":%s,\"unit\":%s}", (i > 1 ? "," : ""), quote(order[i]), value[order[i]] + 0, quote(of[order[i]])
    printf "]}\n"
}
END { if (json) as_json(); else text() }
