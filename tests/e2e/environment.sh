# What a subject finds in its environment: a profile's env lines come before what the caller of mustls has.
. "$(dirname "$0")/lib.sh"

cat >"$work/env.profile" <<'P'
name env
run env
env "E2E_PLACE=the profile's"
env E2E_MORE={port}
tls.required
auth.none
verify.yes
P
E2E_PLACE="the caller's" E2E_OTHER=kept mustls run smoke/required -c "$work/env.profile" -v >"$work/out" 2>&1
is "the run" $? 1
sed -n '/^  output:/,/^  ran:/p' "$work/out" >"$work/seen"
has "the profile's" "$work/seen" "E2E_PLACE=the profile's"
is "the caller's of the same name" "$(grep -c 'E2E_PLACE=' "$work/seen")" 1
has "the caller's other" "$work/seen" 'E2E_OTHER=kept'
has "a placeholder" "$work/seen" 'E2E_MORE='
! grep -q 'E2E_MORE={port}' "$work/seen" || bad "a placeholder stands as it is"
is "one HOME" "$(grep -c '^ *HOME=' "$work/seen")" 1
finish
