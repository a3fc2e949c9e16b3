#!/bin/sh
# gnutls_cli.sh SECONDS OPTION...: gnutls-cli with these options, QUIT, and at most SECONDS.
# It has no time limit of its own, and sends its input after the handshake.
limit=$1
shift
printf 'QUIT\n' | timeout "$limit" gnutls-cli --crlf "$@"
