#!/bin/sh
# A fuzz target of a core links no library from outside, neither shared nor as an archive.  usage: cores.sh PROGRAM...
set -eu
[ $# -gt 0 ] || { echo "cores.sh: no program to look at" >&2; exit 2; }
bad=0
for program; do
    needed=$(objdump -p "$program" | awk '$1 == "NEEDED" { print $2 }' |
        grep -vE '^(libc|libm|libdl|librt|libpthread|libresolv|libgcc_s|libstdc\+\+|ld-linux[-a-z0-9_]*)\.so' || :)
    [ -z "$needed" ] || { echo "$program links" $needed; bad=1; }
    symbols=$(nm "$program" | awk '{ print $NF }')
    [ -n "$symbols" ] || { echo "$program has no symbols to look at"; bad=1; }
    found=$(printf '%s\n' "$symbols" | grep -E '^(SSL_|EVP_|OPENSSL_|X509_|json_|uv_|curl_|smtp_create_|deflate|inflate)' | head -n 3 || :)
    [ -z "$found" ] || { echo "$program holds a library:" $found; bad=1; }
done
[ $bad = 0 ] && echo "$# targets of cores link nothing from outside"
exit $bad
