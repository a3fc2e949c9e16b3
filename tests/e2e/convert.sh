# convert: scenario, flat bytes and trace into each other.
. "$(dirname "$0")/lib.sh"

cd "$work" || exit 1
# frame 1 (auth=login): 220, EHLO's reply, and a reply with a bare LF
printf '\006\005\000220\r\n\001\016\000250 STARTTLS\r\n\001\004\000500\n' >seed
holds "bytes to a scenario" mustls convert seed -o find.scn
has "wishes" find.scn "client tls=required auth=login"
has "the bare LF" find.scn 'S: 500\n'
has "sentences" find.scn "MUST NOT    <secret> in clear where tls=required"
holds "a scenario that runs" mustls run find.scn
holds "and back" mustls convert find.scn -o back.flat
holds "the same bytes" cmp seed back.flat
mustls convert seed -o again.flat >/dev/null 2>&1
holds "a file without ending is looked into" cmp seed again.flat

holds "a trace" mustls convert seed -o one.jsonl
holds "out of a trace" mustls convert one.jsonl -o told.flat
# A trace says no wishes; but for them it is what the client was told.
mustls convert told.flat -o told.scn
sed -n '/^S:/p' find.scn >want
sed -n '/^S:/p' told.scn >got
holds "the same conversation" diff want got
cp one.jsonl one
holds "a trace is known by its content" mustls convert one -o two.flat
holds "the same" cmp told.flat two.flat
head -c 200 one.jsonl >torn.jsonl
mustls convert torn.jsonl -o torn.flat >stdout 2>&1
is "a torn trace" $? 4

mustls run smoke --trace many.jsonl -q >/dev/null
mustls convert many.jsonl -o x.flat >stdout 2>&1
is "several runs" $? 2
has "several runs" stdout "name one: --run"
holds "one of them" mustls convert many.jsonl --run 2 -o x.flat
mustls convert many.jsonl --run 99999 -o x.flat >stdout 2>&1
is "none of them" $? 4

# row: LABEL EXIT TEXT ARGS
row() {
    label=$1 want=$2 text=$3
    shift 3
    mustls convert "$@" >stdout 2>&1
    is "$label" $? "$want"
    has "$label" stdout "$text"
}
row "no output" 2 "-o FILE that ends in" seed
row "unknown ending" 2 "-o FILE that ends in" seed -o x.txt
row "not flat" 2 "--seeds DIR" injection/after-220 -o x.flat
row "instances" 2 "name one" 530/malformed -o x.flat
row "no such file" 2 "nonesuch" nonesuch.flat -o x.scn
row "no such scenario" 4 "no scenario is called" nonesuch -o x.flat
printf '{"type":"run"\n' >bad.jsonl
row "a bad trace" 2 "bad.jsonl:1:" bad.jsonl -o x.flat
printf 'titel x\n' >bad.scn
row "a bad scenario" 2 "bad.scn:1:1" bad.scn -o x.flat
row "no folder" 3 "nowhere" seed -o nowhere/x.scn
finish
