# Bad input, a row each: the exit status, what stderr says of it, and nothing else: stdout is empty, there is one
# message (a list of mistakes has one line of "error:" each), no stack and no sanitizer report.
. "$(dirname "$0")/lib.sh"

cd "$work" || exit 1
file=$work/a-file                # a regular file: below it nothing can be written, whoever we are
: >"$file"
mkdir folder
# A small suite: rows that load all of it are then about this test, not about the state of the scenarios.
mkdir -p suite/530
cp -r "$root/scenarios/base" "$root/scenarios/smoke" "$root/scenarios/server" suite
cp "$root/scenarios/530/code-alone.scn" suite/530
MUSTLS_SCENARIOS=$work/suite
good=smoke/required
msg() { printf 'Subject: x\r\n\r\ny\r\n'; }

# --- scenarios
scn() {
    cat >"$1.scn"
}
scn unknown-word <<'END'
title  x
tagz   y
MUST  client fails  [harness]
END
scn unknown-direction <<'END'
title  x
C: EHLO
S: 250 x
S: <tsl>
MUST  client fails  [harness]
END
scn many-mistakes <<'END'
title  x
limit  soon
colour red
C: EHLO
S: 250 \q
MUST  client flies  [harness]
MUST  client fails
END
scn no-source <<'END'
title  x
MUST  client fails
END
scn trailing <<'END'
title  x 
MUST  client fails  [harness]
END
scn base-missing <<'END'
title  x
base   nowhere
MUST  client fails  [harness]
END
mkdir circle circle/base
printf 'title a\nbase  two\nMUST  client fails  [harness]\n' >circle/base/one.scn
printf 'title b\nbase  one\nMUST  client fails  [harness]\n' >circle/base/two.scn
printf 'title c\nbase  one\nMUST  client fails  [harness]\n' >circle/c.scn
printf 'title x\n\377\376\nMUST  client fails  [harness]\n' >not-utf8.scn
: >empty.scn
mkdir empty

# --- profiles and known failures
cat >bad.profile <<'END'
name  bad
role  clinet
rum   true
exit.ok 900
END
printf 'name  x\nrole  client\n' >no-run.profile
printf 'name  x\nrole  client\nrun   surely-not-installed {port}\ntls.required --x\n' >no-program.profile
printf 'name  x\nrole  client\npackage surely\nrun   surely-not-installed {port}\n' >no-package.profile
printf 'reference  smoke/required  FAIL  MUST NOT AUTH\n' >known-no-reason
printf 'reference  smoke/required  FIAL  MUST NOT AUTH  # why\n' >known-bad-verdict
printf 'reference  smoke/requierd  FAIL  MUST NOT AUTH  # why\n' >known-no-scenario
printf 'refrence   smoke/required  FAIL  MUST NOT AUTH  # why\n' >known-no-client

# --- traces
E2E_MARK=$E2E_MARK "$mustls" run $good --seed 1 --trace good.jsonl >/dev/null || bad "no trace to start from"
head -c 3000 /dev/zero >zero.jsonl
printf 'this is no JSON\n' >garbage.jsonl
printf '[1,2]\n' >array.jsonl
printf '{"type":7}\n' >type-number.jsonl
printf '{"type":"event","run":1,"seq":0,"conn":1,"us":0,"kind":"connect","from":"subject","phase":"clear"}\n' >orphan.jsonl
sed 's/"run":1,"subject"/"run":"one","subject"/' good.jsonl >wrong-types.jsonl
sed 's/"kind":"connect"/"kind":"conect"/' good.jsonl >wrong-kind.jsonl
sed 's/"schema":1/"schema":99/' good.jsonl >wrong-schema.jsonl
sed '/"type":"file"/d' good.jsonl >no-texts.jsonl
sed '2,$d' good.jsonl >first-line.jsonl
printf '{"type":"run","schema":1,' >only-torn.jsonl

# --- a port in use
E2E_MARK=$E2E_MARK "$mustls" serve $good --port 0 --ca served.pem >served 2>&1 &
server=$!
i=0
while ! grep -q ' port ' served && [ $i -lt 500 ]; do
    i=$((i + 1))
    sleep 0.02
done
port=$(sed -n 's/.* port \([0-9]*\);.*/\1/p' served)

rows=0
# row EXIT TEXT ARGUMENT...
row() {
    rows=$((rows + 1))
    code=$1
    text=$2
    shift 2
    msg | E2E_MARK=$E2E_MARK "$mustls" "$@" >stdout 2>stderr
    is "mustls $*" $? "$code"
    has "mustls $*" stderr "$text"
    is "mustls $*: stdout" "$(head -c 200 stdout)" ''
    ! grep -qE 'Sanitizer|runtime error|#[0-9] 0x|assert|core dumped' stderr || bad "mustls $*: $(head -5 stderr)"
    lines=$(grep -cE '^mustls: |: error: ' stderr)
    most=${messages:-1}
    [ "$lines" -ge 1 ] || [ "$most" = 0 ] || bad "mustls $*: no message"
    [ "$lines" -le "$most" ] || bad "mustls $*: $lines messages: $(cat stderr)"
    LC_ALL=C grep -q '[^ -~	]' stderr && bad "mustls $*: stderr is not plain text"
    true
}

# --- usage
messages=0
row 2 'usage: mustls COMMAND'
messages=1
row 2 "there is no command 'rum'; did you mean 'run'?" rum
row 2 "there is no command 'xyzzy'" xyzzy
row 2 "there is no command 'rum'" help rum
row 2 "there is no option '--trase'; did you mean '--trace'?" run --trase x
row 2 "there is no option '-Z'" run -Z
row 2 "needs a value" run --json
row 2 "needs a value" run -c
row 2 "--format does not know 'lnog'; did you mean 'long'?" run --format lnog
row 2 "--color does not know 'sometimes'" run --color sometimes
row 2 "there is no seeded fault" run --seeded-fault keeps-everything
row 2 "-j takes a whole number from 1 to 1024, not '0'" run -j 0
row 2 "not '1025'" run -j 1025
row 2 "not '-3'" run -j -3
row 2 "not '7x'" run --seed 7x
row 2 "not '99999999999999999999'" run --seed 99999999999999999999
row 2 "not ''" run --repeat ''
row 2 "not '1.5'" run --max-fail 1.5
row 2 "a command must stand behind --" run $good --
row 2 "--null-tls is for runs in memory" run $good --null-tls --socket
row 2 "--resume needs" run $good --resume
row 2 "--resume needs" run $good --resume --json -
row 2 "--resume makes" run $good --resume --json x.jsonl --tap x.tap

# --- selections
row 4 "no scenario is called 'smoke/requierd'; did you mean 'smoke/required'?" run smoke/requierd
row 4 "there is no @99" run 530/code-alone@99
row 4 "@3" run $good@3
row 4 "no scenario has these tags" run -t no-such-tag
row 4 "no scenario has these tags" list -t smoke -t '!smoke'
row 4 "fewer than --min 3" run $good --min 3
row 4 "the other side" run server/530-before-tls -- true
row 4 "no scenario is called" show nowhere/nothing
row 4 "no scenario is called" lint nowhere/nothing
row 4 "no scenario is called" run --scenarios empty x
row 4 "there is no scenario in empty" run --scenarios empty
row 2 "nowhere" run --scenarios nowhere

# --- scenario files
messages=2
row 2 "unknown-word.scn:2:1: error: " run unknown-word.scn
row 2 'did you mean "tags"?' lint unknown-word.scn
row 2 "unknown-direction.scn:4:" run unknown-direction.scn
row 2 "no-source.scn:2:" run no-source.scn
row 2 "trailing.scn:1:" lint trailing.scn
row 2 "base-missing.scn:2:" run base-missing.scn
row 2 "did you mean" serve unknown-word.scn
row 2 "unknown-word.scn:2:1: error: " show unknown-word.scn
row 2 "unknown-word.scn:2:1: error: " list unknown-word.scn
row 2 "not-utf8.scn:2:" lint not-utf8.scn
messages=3
row 2 "base" run --scenarios circle c
messages=8
row 2 "many-mistakes.scn:2:" lint many-mistakes.scn
row 2 "many-mistakes.scn:3:" lint many-mistakes.scn
row 2 "many-mistakes.scn:5:" lint many-mistakes.scn
row 2 "many-mistakes.scn:6:" lint many-mistakes.scn
row 2 "many-mistakes.scn:7:" lint many-mistakes.scn
messages=1
row 2 "fmt needs files" fmt
row 2 "missing.scn" fmt missing.scn
row 2 "folder" fmt folder
row 2 "unknown-word.scn:2:1: error: " fmt unknown-word.scn
row 2 "show needs the name" show
row 2 "serve plays one scenario" serve
row 2 "tests servers" serve server/530-before-tls

# --- profiles, programs, known failures
messages=4
row 2 "bad.profile:2:" run $good -c ./bad.profile
messages=1
messages=4
row 2 "bad.profile:3:" run $good -c ./bad.profile
messages=1
row 2 "no-run.profile" run $good -c ./no-run.profile
row 2 "there is no profile 'no-such-client'" run $good -c no-such-client
row 2 "missing.profile" run $good -c ./missing.profile
row 2 "folder" run $good -c ./folder
row 3 "surely-not-installed" run $good -c ./no-program.profile
row 3 "apt-get install surely" run $good -c ./no-package.profile
row 3 "surely-not-installed" run $good -- surely-not-installed {port}
row 3 "a-file" run $good -- "$file" {port}
row 2 "missing-known" run $good --known missing-known
row 2 "known-no-reason:1:" run $good --known known-no-reason
row 2 "known-bad-verdict:1:" run $good --known known-bad-verdict
row 2 "known-no-scenario:1:" run $good --known known-no-scenario
row 2 "known-no-client:1:" run $good --known known-no-client
row 2 "folder" run $good --known folder

# --- addresses
row 3 "port $port of 127.0.0.1 is in use" serve $good --port "$port" --ca x.pem
mkdir held
exec 9<held
flock 9
row 3 "another run is writing into held" run $good --out held
exec 9<&-
holds "the folder is free again" "$mustls" run $good --out held
holds "folders above it are made" "$mustls" run $good --out held/more/of/them
row 2 "from 0 to 65535, not '65536'" serve $good --port 65536
row 2 "is not a loopback address; --any-address allows it" run $good --socket --listen 192.0.2.1
row 2 "is not a loopback address; --any-address allows it" serve $good --listen 0.0.0.0 --ca x.pem
row 2 "'nonsense' is no address" run $good --socket --listen nonsense
row 2 "'nonsense' is no address" serve $good --listen nonsense --ca x.pem
row 3 "192.0.2.1" serve $good --listen 192.0.2.1 --any-address --ca x.pem

# --- what can't be written
row 3 "$file/x.jsonl" run $good --json "$file/x.jsonl"
row 3 "$file/x.jsonl" run $good --trace "$file/x.jsonl"
row 3 "$file/x.tap" run $good --tap "$file/x.tap"
row 3 "$file/x.xml" run $good --junit "$file/x.xml"
row 3 "folder" run $good --json folder
row 3 "$file/out" run $good --out "$file/out"
row 3 "$file" run $good --out "$file"
row 3 "x.pem" serve $good --ca "$file/x.pem"
row 3 "$file" certs "$file"
row 3 "$file/x" certs "$file/x"
row 2 "certs needs one folder" certs
row 2 "certs needs one folder" certs a b
row 3 "x.tap" report good.jsonl --tap "$file/x.tap"

# --- trace files
row 2 "judge needs trace files" judge
row 2 "report needs trace files" report
row 2 "missing.jsonl" judge missing.jsonl
row 2 "missing.jsonl" report missing.jsonl
row 2 "folder" judge folder
row 2 "garbage.jsonl:1:" judge garbage.jsonl
row 2 "garbage.jsonl:1:" report garbage.jsonl
row 2 "array.jsonl:1:" judge array.jsonl
row 2 "type-number.jsonl:1:" judge type-number.jsonl
row 2 "orphan.jsonl:1:" judge orphan.jsonl
row 2 "wrong-types.jsonl:" judge wrong-types.jsonl
row 2 "wrong-kind.jsonl:" judge wrong-kind.jsonl
row 2 "wrong-schema.jsonl:1:" report wrong-schema.jsonl
row 2 "no-texts.jsonl:" judge no-texts.jsonl
row 4 "no runs in there" judge first-line.jsonl
row 4 "no runs in there" judge zero.jsonl
row 4 "no runs in there" judge only-torn.jsonl
row 4 "no runs in there" judge "$file"
row 2 "garbage.jsonl:1:" run $good --resume --json garbage.jsonl
row 2 "there is no option" judge --tap x good.jsonl
row 2 "--format does not know 'yaml'" report good.jsonl --format yaml

# --- send
to="--from a@example.test --to b@example.test"
row 2 "send needs one server" send $to
row 2 "is no smtp://" send $to localhost
row 2 "is no smtp://" send $to smtps://localhost
row 2 "names no host" send $to smtp://
row 2 "names no host" send $to smtp://:25
row 2 "the port takes" send $to smtp://localhost:0
row 2 "the port takes" send $to smtp://localhost:65536
row 2 "the port takes" send $to smtp://localhost:x
row 2 "the port takes" send $to smtp://localhost:
row 2 "smtp://[::1" send $to 'smtp://[::1'
row 2 "smtp://localhost/path" send $to smtp://localhost/path
row 2 "smtp://user:pw@localhost" send $to smtp://user:pw@localhost
row 2 "send needs --from" send --to b@example.test smtp://localhost
row 2 "--to" send --from a@example.test smtp://localhost
row 2 "blank or control" send --from a@example.test --to 'b@example.test
RCPT' smtp://localhost
row 2 "--tls knows" send $to --tls perhaps smtp://localhost
row 2 "--auth knows" send $to --auth kerberos smtp://localhost
row 2 "MUSTLS_PASSWORD" send $to --user u smtp://localhost
row 2 "--timeout takes" send $to --timeout 0 smtp://localhost
row 3 "missing.pem" send $to --ca missing.pem "smtp://localhost:$port"
row 3 "a-file" send $to --ca "$file" "smtp://localhost:$port"

kill -TERM "$server"
wait "$server"
is "serve ends well" $? 0
row 3 "port $port" send $to --ca served.pem "smtp://127.0.0.1:$port"

# --- what is full: the run is done, and said to be worthless
for option in --json --trace --tap --junit; do
    mustls run $good $option /dev/full >stdout 2>stderr
    is "run $option /dev/full" $? 3
    has "run $option /dev/full" stderr 'No space left on device'
    is "run $option /dev/full: messages" "$(wc -l <stderr)" 1
done
for args in "list" "show $good" "certs --list" "run $good" "report good.jsonl"; do
    # shellcheck disable=SC2086
    mustls $args >/dev/full 2>stderr
    is "$args >/dev/full" $? 3
    has "$args >/dev/full" stderr 'stdout'
done
E2E_MARK=$E2E_MARK TMPDIR=$file "$mustls" run $good --socket >stdout 2>stderr
is "TMPDIR is a file" $? 3
has "TMPDIR is a file" stderr 'TMPDIR'

[ "$rows" -ge 50 ] || bad "only $rows rows"
nothing_left errors
finish
