#!/bin/sh
# exim.sh EXIM WORD...: one message from standard input to the smarthost, delivered in the foreground, with a configuration (exim.conf, the
# words are its macros), a spool and a log of its own. Exim ends with 0 whatever becomes of the message, so the log's last word on it counts.
# The binary of the package looks for its user by name; nss_wrapper shows it one, so that nothing has to be installed.
# Root is another user to Exim than the one it delivers as, who can't enter the run's folder: so root becomes nobody in a user namespace.
[ "$(id -u)" != 0 ] || exec unshare --user --map-user=65534 --map-group=65534 "$0" "$@"
exim=$1
shift
cd "$MUSTLS_TMP" || exit 1
printf '%s:x:%s:%s::/:/bin/sh\n' root 0 0 Debian-exim "$(id -u)" "$(id -u)" >passwd
printf '%s:x:%s:\n' root 0 Debian-exim "$(id -u)" >group
export LD_PRELOAD=libnss_wrapper.so NSS_WRAPPER_PASSWD="$PWD/passwd" NSS_WRAPPER_GROUP="$PWD/group"
{
    printf 'MU_%s\n' "DIR = $PWD" "HELO = $MUSTLS_HELO" "HOST = $MUSTLS_HOST" "PORT = $MUSTLS_PORT" "CA = $MUSTLS_CA" \
        "USER = $MUSTLS_USER" "PASSWORD = $MUSTLS_PASSWORD" "TIMEOUT = ${MUSTLS_TIMEOUT}s"
    for word in "$@"; do echo "MU_$word = yes"; done
    cat "${0%/*}/exim.conf"
} >exim.conf
"$exim" -C "$PWD/exim.conf" -odf -oi -f "$MUSTLS_FROM" "$MUSTLS_TO" || exit 1
grep -v -E 'Warning|Suggested' log.mainlog | tail -n 3
# Any 2yz is an acceptance (RFC 5321 4.2), and Exim takes it for one.
grep -q -E ' [=-]> .* C="2[0-9][0-9]' log.mainlog
