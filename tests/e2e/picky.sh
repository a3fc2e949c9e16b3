# A subject that fails some: it delivers by `mustls send`, but to every third run it does nothing, and its exit status
# is not always true.
case $MUSTLS_TMP in
*[369]) exit 1 ;;
*[5]) exit 0 ;;
esac
case $MUSTLS_TLS in
required | opportunistic | off) tls=$MUSTLS_TLS ;;
*) exit 77 ;;
esac
case ${MUSTLS_AUTH:-none} in
none) ;;
*) set -- "$@" --user "$MUSTLS_USER" --auth "$MUSTLS_AUTH" ;;
esac
exec "$E2E_MUSTLS" send "smtp://$MUSTLS_HOST:$MUSTLS_PORT" --ca "$MUSTLS_CA" --from "$MUSTLS_FROM" --to "$MUSTLS_TO" \
    --helo "$MUSTLS_HELO" --tls "$tls" --timeout 2 "$@" <"$MUSTLS_MESSAGE"
