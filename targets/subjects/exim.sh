#!/bin/sh
# exim.sh EXIM TLS AUTH VERIFY: one message from standard input to the smarthost, delivered in the foreground, with a configuration, a
# spool and a log of its own. Exim ends with 0 whatever becomes of the message, so the log's last word on it counts.
# The binary of the package looks for its user by name; nss_wrapper shows it one, so that nothing has to be installed.
# Root is another user to Exim than the one it delivers as, who can't enter the run's folder: so root becomes nobody in a user namespace.
[ "$(id -u)" != 0 ] || exec unshare --user --map-user=65534 --map-group=65534 "$0" "$@"
exim=$1 tls=$2 auth=$3 verify=$4
cd "$MUSTLS_TMP" || exit 1
uid=$(id -u)
printf 'root:x:0:0::/:/bin/sh\nDebian-exim:x:%s:%s::/:/bin/sh\n' "$uid" "$uid" >passwd
printf 'root:x:0:\nDebian-exim:x:%s:\n' "$uid" >group
export LD_PRELOAD=libnss_wrapper.so NSS_WRAPPER_PASSWD="$PWD/passwd" NSS_WRAPPER_GROUP="$PWD/group"

case $tls in
    required) tls="hosts_require_tls = *" ;;
    off) tls="hosts_avoid_tls = *" ;;
    *) tls= ;;
esac
case $verify in
    yes) verify="tls_verify_hosts = *" ;;
    *) verify="tls_verify_hosts =
  tls_try_verify_hosts =" ;;
esac
login= cram= plain=
case $auth in plain | any) plain="plain:
  driver = plaintext
  public_name = PLAIN
  client_send = ^$MUSTLS_USER^$MUSTLS_PASSWORD" ;; esac
case $auth in login | any) login="login:
  driver = plaintext
  public_name = LOGIN
  client_send = : $MUSTLS_USER : $MUSTLS_PASSWORD" ;; esac
case $auth in cram-md5 | any) cram="cram:
  driver = cram_md5
  public_name = CRAM-MD5
  client_name = $MUSTLS_USER
  client_secret = $MUSTLS_PASSWORD" ;; esac
[ "$auth" = none ] || need_auth="hosts_require_auth = *"

cat >exim.conf <<E2
primary_hostname = $MUSTLS_HELO
spool_directory = $PWD/spool
log_file_path = $PWD/log.%slog
keep_environment = LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
disable_ipv6 = true
begin routers
bounces:
  driver = redirect
  senders = :
  data = :blackhole:
smarthost:
  driver = manualroute
  transport = remote
  route_list = * $MUSTLS_HOST byname
  self = send
begin transports
remote:
  driver = smtp
  port = $MUSTLS_PORT
  connect_timeout = ${MUSTLS_TIMEOUT}s
  command_timeout = ${MUSTLS_TIMEOUT}s
  data_timeout = ${MUSTLS_TIMEOUT}s
  final_timeout = ${MUSTLS_TIMEOUT}s
  tls_verify_certificates = $MUSTLS_CA
  hosts_try_dane =
  $tls
  $verify
  ${need_auth-}
begin retry
* * F,1h,1h
begin authenticators
$cram
$plain
$login
E2
"$exim" -C "$PWD/exim.conf" -odf -oi -f "$MUSTLS_FROM" "$MUSTLS_TO" || exit 1
grep -v -E 'Warning|Suggested' log.mainlog | tail -n 3
grep -q -E ' [=-]> .* C="250' log.mainlog
