#!/bin/sh
# What ./dev subjects does with a profile's keys, on a profile of its own.
# usage: install.sh MUSTLS SOURCE_DIR
set -u
mustls=$1
source=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
fail() { echo "FAIL: $*"; exit 1; }

say() { echo "$*" >>"$tmp/said"; }
need() { echo "$*" >>"$tmp/needed"; }
. "$source/targets/subjects/install.sh"
subjects_dir=$tmp

cat >"$tmp/own.profile" <<'P'
name own
apt	 aa bb  
build cp own.src bin/own && echo "$(date) built" >>log
version {dir}/bin/own
run {dir}/bin/own
P
printf '#!/bin/sh\necho own 4.2\n' >"$tmp/own.src"
chmod +x "$tmp/own.src"

list() { "$mustls" list --subjects "$@"; }
export MUSTLS_SUBJECTS="$tmp"
list | grep -e "^own  *-  *its driver 'bin/own' is not built" >/dev/null || fail "missing before: $(list)"
list --json | grep -e '"here":false,"version":"",.*"apt":\["aa","bb"\],"unpack":\[\],"npm":\[\],"build":"cp own' >/dev/null || fail "$(list --json)"

subjects_install own || fail "install"
grep -qx 'aa bb' "$tmp/needed" || fail "packages: $(cat "$tmp/needed")"
list | grep -xe 'own  *4.2' >/dev/null || fail "here: $(list)"
subjects_install "$tmp/own.profile" || fail "install again"
[ "$(wc -l <"$tmp/log")" = 1 ] || fail "built again though nothing changed"
touch -d '-1 minute' "$tmp/bin/own"
list | grep -e "^own  *-  *its driver 'bin/own' is older than 'own.src'" >/dev/null || fail "older than its source: $(list)"
subjects_install || fail "install all"
[ "$(wc -l <"$tmp/log")" = 2 ] || fail "not built again though the source is newer"

# A driver that is not the command itself is missed, too; a word with bin/ inside is none of its results.
sed 's,^build .*,build cp ./bin/sh bin/gone,; s,^run .*,run sh {dir}/bin/gone,; s,^name own,name driver,' "$tmp/own.profile" >"$tmp/driver.profile"
list driver | grep -e "^driver  *-  *its driver 'bin/gone' is not built" >/dev/null || fail "driver that is missing: $(list driver)"
cp "$tmp/bin/own" "$tmp/bin/gone"
list driver | grep -xe 'driver  *4.2' >/dev/null || fail "driver that is here: $(list driver)"
rm "$tmp/driver.profile"

# A version command that fails is no version, whatever it prints.
printf '#!/bin/sh\necho line 1; exit 1\n' >"$tmp/bin/own"
list | grep -e 'own  *-  *its version command' >/dev/null || fail "failing version: $(list)"

subjects_install nosuch && fail "a profile that is not there was installed"
sed -i 's/^build .*/build false/' "$tmp/own.profile"
subjects_install own && fail "a build that failed was believed"
grep -q 'not brought: own' "$tmp/said" || fail "said: $(cat "$tmp/said")"
need() { return 1; }
printf 'name gone\nrun gone\napt cc\n' >"$tmp/gone.profile"
sed -i 's/^build .*/build touch other/; /^apt/d' "$tmp/own.profile"
subjects_install && fail "packages that can't be had were believed"
[ -e "$tmp/other" ] || fail "a profile that can't be had kept the others from it"
echo "install: ok"
