#!/bin/sh
# s_client.sh SECONDS HOST OPTION...: openssl s_client with these options, QUIT, and at most SECONDS; where certificates are checked, HOST
# is checked as what it is, a name or an address.
# s_client has no time limit of its own. While its input is open it waits for the server's end, so
# QUIT goes in at once (it reads its input only after the handshake) and the input is then closed.
limit=$1
host=$2
shift 2
case $host in
    *[!0-9.]*) check="-verify_hostname $host" ;;
    *) check="-verify_ip $host" ;;
esac
case " $* " in
    *" -verify_return_error "*) ;;
    *) check= ;;
esac
# shellcheck disable=SC2086
printf 'QUIT\n' | timeout "$limit" openssl s_client -crlf -quiet -no_ign_eof "$@" $check
