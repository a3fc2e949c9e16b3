#!/bin/sh
# A good server's side of a conversation leads to a delivery, under each version of TLS: a target where every handshake
# fails would be quick, and would find nothing.
# usage: delivers.sh PROGRAM FOLDER
set -eu
for row in "delivers TLSv1.2" "delivers-tls13 TLSv1.3"; do
    line=$(MUSTLS_FUZZ_SUMS=1 "$1" "$2/${row% *}" | grep '^sums:' | tail -n 1)
    echo "${row% *}: $line"
    case $line in
    *", ${row#* }, delivered") ;;
    *) echo "expected ${row#* } and a delivery"; exit 1 ;;
    esac
done
