# A subject whose control runs all ended in TLS 1.2 is not asked for what needs TLS 1.3: that would be no finding.
. "$(dirname "$0")/lib.sh"
need python3
cd "$work" || exit 1
cat >old.py <<'END'
import os, smtplib, ssl
from os import environ as e
tls = ssl.create_default_context(cafile=e["MUSTLS_CA"])
if "OLD" in e:
    tls.maximum_version = ssl.TLSVersion.TLSv1_2
s = smtplib.SMTP(e["MUSTLS_HOST"], int(e["MUSTLS_PORT"]), e["MUSTLS_HELO"], timeout=5)
s.starttls(context=tls)
if e["MUSTLS_AUTH"] != "none":
    s.login(e["MUSTLS_USER"], e["MUSTLS_PASSWORD"])
s.sendmail(e["MUSTLS_FROM"], e["MUSTLS_TO"], open(e["MUSTLS_MESSAGE"], "rb").read())
s.quit()
END
for name in old new; do
    env=
    [ $name = new ] || env='env OLD=1 '
    printf '%s\n' "name $name" 'role client' "run ${env}python3 $work/old.py" 'exit.ok 0' 'gives-up yes' 'tls.required' 'auth.none' \
        'auth.any' 'auth.plain' 'verify.yes' >$name.profile
done

# verdict NAME SCENARIO
verdict() {
    "$tools/e2e_json" verdicts "$1/results.jsonl" | awk -F '\t' -v id="$2" '$2 == id { print $3 }'
}
for name in old new; do
    mustls run smoke/required smoke/tls13-only tls/key-update tls/records -c ./$name.profile --out $name >$name.log 2>&1
    is "$name: exit status ($(tail -n 3 $name.log | tr '\n' ' '))" $? 0
    mustls judge $name/trace.jsonl >judged 2>&1
    is "$name: judged again: no verdict differs" "$(grep -c differ judged)" 0
done
is "old: needs 1.3" "$(verdict old tls/key-update)" SKIP
has "old: and says why" old/results.jsonl 'the scenario needs a newer TLS than 1.2, which is what old speaks with a server that knows 1.3'
is "old: needs 1.3, one of several" "$(verdict old tls/records@2)" SKIP
is "old: needs no 1.3" "$(verdict old tls/records@1)" PASS
is "old: the control run that asks for 1.3 is no reason to skip itself" "$(verdict old smoke/tls13-only)" WARN
is "new: needs 1.3" "$(verdict new tls/key-update)" PASS

# Without control runs nothing is known of it, and it is asked.
mustls run tls/key-update -c ./old.profile --no-calibration --out blind >blind.log 2>&1
is "no calibration" "$(verdict blind tls/key-update)" INCONCLUSIVE
nothing_left old_tls
finish
