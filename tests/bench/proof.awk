# The tables of docs/proof.md: of the faults that the first inputs do not show (median above 2), how many need at most a
# twentieth, a hundredth of the executions with our mutator. A lower bound counts as its value, a fault that was not found
# as not reached. Prints lines "name value unit".
/AFL\+\+ alone: median/ { afl = 1 }
/engine alone: median/ { afl = 0 }
/^\| `/ {
    split($0, f, " *\\| *")
    if (f[3] ~ /^[0-9]/ && f[3] + 0 <= 2) next
    ratio = f[7]
    sub(/^> */, "", ratio)
    num[afl]++
    twenty[afl] += ratio + 0 >= 20
    hundred[afl] += ratio + 0 >= 100
}
END {
    if (num[0]) {
        printf "proof_faults %d faults\n", num[0]
        printf "proof_fewer_by_20 %.1f %%\nproof_fewer_by_100 %.1f %%\n", 100 * twenty[0] / num[0], 100 * hundred[0] / num[0]
    }
    if (num[1]) printf "proof_afl_faults %d faults\nproof_afl_fewer_by_20 %.1f %%\n", num[1], 100 * twenty[1] / num[1]
}
