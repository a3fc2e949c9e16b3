# --seeds: what we sent in real runs, as fuzz inputs: records of op, length (two bytes, little-endian), bytes.
. "$(dirname "$0")/lib.sh"
need od

# decodes FILE: records fill it to its last byte, and the operations are known
decodes() {
    od -An -v -tu1 -w1 "$1" | awk '
        { byte[NR] = $1 }
        END {
            at = 1
            while (at <= NR) {
                # The first one says the wishes of the run, too.
                if (at + 2 > NR || byte[at] > (at == 1 ? 47 : 5))
                    exit 1
                sent += byte[at] % 6 == 0
                at += 3 + byte[at + 1] + 256 * byte[at + 2]
            }
            exit !(NR > 0 && at == NR + 1 && sent > 0)
        }'
}

for way in memory socket; do
    dir=$work/$way
    option=
    [ $way = socket ] && option=--socket
    mustls run smoke 530 --seed 7 --seeds "$dir" $option >"$work/stdout" 2>&1
    is "$way: exit status" $? 0
    num=$(find "$dir" -type f | wc -l)
    [ "$num" -gt 10 ] || bad "$way: only $num seeds"
    for seed in "$dir"/*; do
        looked=$((looked + 1))
        decodes "$seed" || bad "$way: $seed does not decode"
    done
done
# Equal behaviour is one seed, not two.
mustls run smoke --seed 7 --repeat 2 --seeds "$work/once" >/dev/null 2>&1
mustls run smoke --seed 7 --seeds "$work/twice" >/dev/null 2>&1
holds "repeated runs" diff -r "$work/once" "$work/twice"
mustls run smoke/required --seeds "$work/memory/nothing/here" >"$work/stdout" 2>&1
has "a folder that can't be made" "$work/stdout" "can't write a seed"
printf '\007' >"$work/garbage"
decodes "$work/garbage" && bad "the decoder takes garbage"
finish
