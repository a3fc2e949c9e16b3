#!/bin/sh
# postfix.sh ROOT 'NAME = VALUE'...: one message from standard input to the relay, through an instance of Postfix of its own: these
# lines, a queue and a log in the run's folder. The first thing that the log says about the delivery is the exit status.
# Postfix starts as root only, and its queue belongs to others: users of the system that own nothing here stand in for its own.
# They can't enter the run's folder, so it is bound to /mnt, for this process and its children only.
if [ "$(id -u)" != 0 ] || ! unshare --mount true 2>/dev/null; then
    echo "Postfix needs root, and a mount namespace of its own"
    exit 77
fi
[ "$1" = inside ] || exec unshare --mount "$0" inside "$@"
root=$2
shift 2
mount --bind "$MUSTLS_TMP" /mnt && cd /mnt && chmod 711 . || exit 1
LD_LIBRARY_PATH=$root/usr/lib/postfix
export LD_LIBRARY_PATH
mkdir conf data queue
(cd queue && mkdir incoming active deferred defer bounce hold maildrop public private pid saved corrupt flush trace &&
    chown daemon ./* && chown root pid && chgrp sys maildrop public && chmod 1730 maildrop && chmod 2710 public)
chown daemon data
{
    printf '%s\n' "compatibility_level = 3.6" "queue_directory = $PWD/queue" "data_directory = $PWD/data" \
        "command_directory = $root/usr/sbin" "daemon_directory = $root/usr/lib/postfix/sbin" \
        "mail_owner = daemon" "setgid_group = sys" "default_privs = nobody" "maillog_file = /dev/stdout" \
        "import_environment = MAIL_CONFIG TZ LD_LIBRARY_PATH" "export_environment = MAIL_CONFIG TZ LD_LIBRARY_PATH" "myhostname = $MUSTLS_HELO" "mydestination =" \
        "alias_maps =" "inet_protocols = ipv4" "smtp_dns_support_level = disabled" "relayhost = [$MUSTLS_HOST]:$MUSTLS_PORT"
    for t in connect helo xforward mail rcpt data_init data_xfer data_done quit rset starttls; do
        echo "smtp_${t}_timeout = ${MUSTLS_TIMEOUT}s"
    done
    printf '%s\n' "$@"
} >conf/main.cf
cat >conf/master.cf <<'M'
postlog unix-dgram n - n - 1 postlogd
pickup  unix n - n 60  1 pickup
cleanup unix n - n -   0 cleanup
qmgr    unix n - n 300 1 qmgr
rewrite unix - - n -   - trivial-rewrite
bounce  unix - - n -   0 discard
defer   unix - - n -   0 bounce
trace   unix - - n -   0 bounce
tlsmgr  unix - - n 1000? 1 tlsmgr
proxymap unix - - n -  - proxymap
smtp    unix - - n -   - smtp
error   unix - - n -   - error
retry   unix - - n -   - error
M
touch -d '1 minute ago' conf/main.cf # it would wait two seconds for a fresh file to settle
mkfifo log
"$root/usr/sbin/sendmail" -C "$PWD/conf" -i -f "$MUSTLS_FROM" -- "$MUSTLS_TO" 2>warnings || { cat warnings; exit 1; }
"$root/usr/lib/postfix/sbin/master" -s -c "$PWD/conf" >log 2>&1 </dev/null &
master=$!
status=1 said=
while read -r line; do
    [ -z "$said" ] || continue
    printf '%s\n' "$line"
    case $line in
        *" status=sent ("*) status=0 said=yes ;;
        *" status="* | *fatal:*) said=yes ;;
        *) continue ;;
    esac
    # Without their master the others end when they are done, the sender with QUIT; SIGTERM would end them at once.
    kill -KILL "$master" 2>/dev/null
done <log
wait "$master" 2>/dev/null
exit "$status"
