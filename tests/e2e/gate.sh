# A subject: the first three runs end at once; the others hang, and say so, until the gate is opened.
case $MUSTLS_TMP in
*/[123]) exec "$E2E_MARK/hostile" leaves ;;
esac
[ -e "$E2E_MARK/gate-open" ] && exec "$E2E_MARK/hostile" leaves
: >"$E2E_MARK/hanging"
exec "$E2E_MARK/hostile" hang
