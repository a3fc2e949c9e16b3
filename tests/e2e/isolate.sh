# A world of its own for each subject: names, DNS, real ports, nothing beyond; as root and as somebody else.
. "$(dirname "$0")/lib.sh"
need getent
need python3
cd "$work" || exit 1

# Can this system do it at all?
mustls run smoke/required --isolate yes --no-calibration -- true >probe 2>&1
[ $? -eq 3 ] && skip "$(head -1 probe)"

cat >look.scn <<'X'
# Names, ports and addresses of a run's own.
title  names
tags   x
dns    two.example.test A server
dns    two.example.test A second
dns    six.example.test AAAA server
dns    mail.example.test MX 10 mx.example.test
dns    mail.example.test MX 5 two.example.test
dns    gone.example.test NXDOMAIN
dns    broken.example.test SERVFAIL
dns    many.example.test A server
listen 25 465 587

MUST  client succeeds  [harness]
X
cat >look.sh <<'X'
# Says what a program sees of its world.
echo "host $MUSTLS_HOST $MUSTLS_PORT"
echo "mx $(getent ahostsv4 mx.example.test | awk 'NR == 1 { print $1 }')"
echo "two $(getent ahostsv4 two.example.test | awk '/STREAM/ { print $1 }' | sort | tr '\n' ' ')"
echo "gone $(getent hosts gone.example.test)"
echo "hosts $(grep -c mx.example.test /etc/hosts) $(grep -c mail.example.test /etc/hosts)"
echo "uid $(id -u)"
exec python3 -I "$MUSTLS_DIR/look.py"
X
cat >look.py <<'X'
# What getent can't: raw questions to the name server, ports, and the world outside.
import os, socket, struct

def ask(name, kind, tcp=False):
    labels = b"".join(bytes([len(l)]) + l.encode() for l in name.split("."))
    query = struct.pack(">6H", 4711, 0x100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", kind, 1)
    server = [l.split()[1] for l in open("/etc/resolv.conf") if l.startswith("nameserver")][0]
    if tcp:
        s = socket.create_connection((server, 53), 5)
        s.sendall(struct.pack(">H", len(query)) + query)
        f = s.makefile("rb")
        reply = f.read(struct.unpack(">H", f.read(2))[0])
    else:
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.settimeout(5)
        s.sendto(query, (server, 53))
        reply = s.recv(2000)
    assert reply[:2] == query[:2]
    return "rcode %d answers %d" % (reply[3] & 15, struct.unpack(">H", reply[6:8])[0])

print("MX", ask("mail.example.test", 15), "|", ask("mail.example.test", 15, True))
print("broken", ask("broken.example.test", 1))
for host, port in (("mx.example.test", 25), ("mx.example.test", 465), ("two.example.test", 587), ("six.example.test", 25)):
    try:
        with socket.create_connection((host, port), 5) as s:
            print("port", host, port, s.recv(100)[:3].decode())
    except OSError as e:
        print("port", host, port, e)
for where in ("192.0.2.1", "1.1.1.1", "10.0.0.1"):
    try:
        socket.create_connection((where, 80), 3)
        print("outside", where, "reached")
    except OSError as e:
        print("outside", where, e.strerror)
raise SystemExit(1)
X
wishes='tls.required
auth.none
verify.yes'
printf 'name  look\nrun   sh {dir}/look.sh\n%s\n' "$wishes" >look.profile

# looks OUTPUT UID
looks() {
    has "host and port" "$1" "host mx.example.test 587"
    grep -q 'mx 198\.18\.' "$1" || bad "$1: the address of mx is not in 198.18: $(grep 'mx ' "$1")"
    grep -q 'two 198\.18\.[0-9.]* 198\.19\.' "$1" || bad "$1: not two addresses: $(grep 'two' "$1")"
    has "no such name" "$1" "gone "
    has "hosts has what the scenario does not mention" "$1" "hosts 1 0"
    has "MX over UDP and TCP" "$1" "MX rcode 0 answers 2 | rcode 0 answers 2"
    has "a name server that fails" "$1" "broken rcode 2 answers 0"
    for port in "mx.example.test 25" "mx.example.test 465" "two.example.test 587"; do
        has "a real port" "$1" "port $port 220"
    done
    [ ! -e /proc/net/if_inet6 ] || has "IPv6" "$1" "port six.example.test 25 220"
    for where in 192.0.2.1 1.1.1.1 10.0.0.1; do
        has "nothing beyond" "$1" "outside $where Network is unreachable"
    done
    has "the user" "$1" "uid $2"
    has "what was asked" "$1" "MX mail.example.test"
    has "told at the end" "$1" "; isolated"
}

mustls run ./look.scn --isolate yes --no-calibration -c ./look.profile -v --out own >own.txt
looks own.txt "$(id -u)"
has "told in the trace" own/trace.jsonl '"world":"isolated"'
has "told in TAP" own/report.tap '# isolated'
has "told in JUnit" own/junit.xml 'name="world" value="isolated"'
has "questions are in the verdict's record" own/results.jsonl '"asked":"'
mustls report own/trace.jsonl >later.txt
has "told later" later.txt "; isolated"

# Four runs of the tool at once, each with many runs on the same ports and names.
for i in 1 2 3 4; do
    mustls run ./look.scn --isolate yes --no-calibration --repeat 4 -j 4 -c ./look.profile -q >"side-$i" 2>&1 &
done
wait
for i in 1 2 3 4; do
    grep -q '^4 runs:' "side-$i" || bad "side by side: $(tail -1 "side-$i")"
    grep -q 'ERROR' "side-$i" && bad "side by side: $(grep ERROR "side-$i" | head -1)"
    looked=$((looked + 1))
done

# Without: a reason on top, SKIP for what needs it.
mustls run ./look.scn --isolate no --no-calibration -c ./look.profile >without.txt
is "without: exit status" $? 0
has "without: on top" without.txt "localhost: --isolate no"
has "without: skipped" without.txt "1 skip"
has "without: at the end" without.txt "; localhost"
mustls run ./look.scn --isolate yes --listen 127.0.0.1 -c ./look.profile >conflict.txt 2>&1
is "--isolate yes --listen: exit status" $? 2
mustls run ./look.scn --listen 127.0.0.1 --no-calibration -c ./look.profile >listen.txt
has "--listen alone" listen.txt "localhost: --listen"

# Files in the system's place, for one program alone.
before=$(cat /etc/passwd | cksum)
cat >bind.profile <<X
$wishes
name  bind
run   sh -c 'echo only here >{tmp}/own; cat /etc/passwd; exit 1'
bind  {tmp}/own /etc/passwd
port  25
X
mustls run smoke/required --isolate yes --no-calibration -c ./bind.profile -v >bind.txt
has "bind" bind.txt "only here"
has "port" bind.txt "ran:"
is "bind: outside" "$(cat /etc/passwd | cksum)" "$before"
mustls run smoke/required --isolate no --no-calibration -c ./bind.profile -v >bind.txt
has "bind without" bind.txt "1 skip"

# A daemon that throws away environment, folder, session and standard descriptors dies with us, killed or not.
cat >daemon.py <<'X'
import os, sys, time
if os.fork():
    time.sleep(0.3 if len(sys.argv) > 1 else 60)
    os._exit(1)
os.setsid()
os.chdir("/")
for fd in range(3):
    os.dup2(os.open("/dev/null", os.O_RDWR), fd)
open(os.environ["MUSTLS_TMP"] + "/../../../up", "w").write(str(time.time()))
os.execve("/bin/sleep", ["sleep", "3210"], {})
X
sleepers() {
    ps ax -o args= | grep -c '^sleep 321[0]'
}
if [ "$(sleepers)" -eq 0 ]; then
    mustls run smoke/required --isolate yes --no-calibration -v -- python3 -I "$work/daemon.py" ends >daemon.txt
    has "left behind" daemon.txt "LEAK: left 1 process behind, killed"
    is "left behind: alive" "$(sleepers)" 0
    rm -f up
    E2E_MARK=$E2E_MARK "$mustls" run smoke/required --isolate yes --no-calibration -- python3 -I "$work/daemon.py" >/dev/null 2>&1 &
    tool=$!
    wait_for up
    sleep 0.2
    is "daemon: up" "$(sleepers)" 1
    kill -9 $tool
    wait $tool 2>/dev/null
    sleep 0.5
    is "killed with -9: alive" "$(sleepers)" 0
fi

# As somebody who is not root, where we are root and the kernel lets others.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    chmod 755 "$work"
    chmod 1777 "$TMPDIR"
    cp "$mustls" nobody-mustls
    cp -r "$root/scenarios" "$root/targets/subjects" .
    as_nobody() {
        setpriv --reuid 65534 --regid 65534 --clear-groups env E2E_MARK="$E2E_MARK" MUSTLS_SCENARIOS="$work/scenarios" \
            MUSTLS_SUBJECTS="$work/subjects" TMPDIR="$TMPDIR" "$work/nobody-mustls" "$@"
    }
    as_nobody run smoke/required --isolate yes --no-calibration -- true >probe 2>&1
    if [ $? -eq 3 ]; then
        echo "not looked at: as another user: $(head -1 probe)"
        [ "${MUSTLS_NO_SKIP:-0}" = 1 ] && bad "as another user: $(head -1 probe)"
    else
        as_nobody run ./look.scn --isolate yes --no-calibration -c ./look.profile -v >nobody.txt
        looks nobody.txt 65534
        printf 'name  r\nrun   true\nneeds root\n%s\n' "$wishes" >root.profile
        as_nobody run smoke/required --isolate yes --no-calibration -c ./root.profile >root.txt
        has "needs root" root.txt "1 skip"
    fi
fi
nothing_left "isolated runs"
finish
