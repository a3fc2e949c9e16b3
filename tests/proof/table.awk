# Results and the list of faults to the tables of docs/proof.md. A run without a find counts as more than all that found; a median
# among those is "> limit". A ratio says something only of what the engine alone does not find at once: the sum is about those.
# -v title=... puts all of them into one table, without a sum.
BEGIN { FS = "[\t ]"; at_once = 100 }
FNR == NR {
    k = $1 SUBSEP $3
    num[k]++
    limit[$3] = $5
    if ($6 == "found") { hits[k]++; runs[k, hits[k]] = $7 }
    next
}
function sort_runs(k, n,    i, j, t) {
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && runs[k, j - 1] + 0 > runs[k, j] + 0; j--) {
            t = runs[k, j]; runs[k, j] = runs[k, j - 1]; runs[k, j - 1] = t
        }
}
# The lower of two in the middle would flatter; so the upper one.
function median(k,    m) {
    sort_runs(k, hits[k])
    m = int(num[k] / 2) + 1
    return m <= hits[k] ? runs[k, m] + 0 : -1
}
function show(k, fault, m) { return (m < 0 ? "> " limit[fault] : m) " | " hits[k] + 0 " of " num[k] }
function ratio(a, b, fault) {
    if (a < 0) return ""
    if (b < 0) return "> " sprintf("%.0f", limit[fault] / a)
    return sprintf(b / a < 10 ? "%.1f" : "%.0f", b / a)
}
function head(title) {
    printf "%s## %s\n\n", (last == "" ? "" : "\n"), title
    print "| fault | with our mutator: median | found | " (title ~ /AFL/ ? "AFL++" : "engine") " alone: median | found | ratio |"
    print "|---|---|---|---|---|---|"
}
{
    target = $1; fault = $2
    a = "mutator" SUBSEP fault; b = "alone" SUBSEP fault
    if (!num[a]) next
    part = title ? title : target == "client" ? "The client's faults: fuzz_client" : "The parsers' faults: fuzz_reply and fuzz_ehlo"
    if (part != last) { head(part); last = part }
    ma = median(a); mb = median(b)
    printf "| `%s` | %s | %s | %s |\n", fault, show(a, fault, ma), show(b, fault, mb), ratio(ma, mb, fault)
    all++
    found += hits[a] > 0; always += hits[a] == num[a]; plain += hits[b] > 0; always_alone += hits[b] == num[b]
    if (mb >= 0 && mb <= at_once) next
    deep++
    if (ma < 0) next
    r = mb < 0 ? limit[fault] / ma : mb / ma
    twenty += r >= 20; hundred += r >= 100; faster += r > 1
}
END {
    if (title) exit
    printf "\n%d faults. With our mutator: %d found by some seed, %d by each. Without: %d and %d. ", all, found, always, plain, always_alone
    printf "Of the %d for which the engine alone needs more than %d executions, the ratio of medians is at least 20 for %d, at least 100 for %d, above 1 for %d.\n", deep, at_once, twenty, hundred, faster
}
