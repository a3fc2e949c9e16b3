#!/bin/sh
# s_client.sh SECONDS OPTION...: openssl s_client with these options, QUIT, and at most SECONDS.
# s_client has no time limit of its own. While its input is open it waits for the server's end, so
# QUIT goes in at once (it reads its input only after the handshake) and the input is then closed.
limit=$1
shift
printf 'QUIT\n' | timeout "$limit" openssl s_client -crlf -quiet -no_ign_eof "$@"
