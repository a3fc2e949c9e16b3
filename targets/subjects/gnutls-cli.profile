# gnutls-cli --starttls-proto=smtp: it makes the handshake, says QUIT, and delivers nothing. It cannot be told the EHLO name.
name               gnutls-cli
role               client
apt                gnutls-bin
version            gnutls-cli --version
run                {dir}/gnutls_cli.sh {timeout} --port {port} {tls} {verify} {auth} {host}
tls.required       --starttls-proto=smtp
# It never gets as far as AUTH, whatever is asked.
auth.none
auth.plain
auth.login
verify.yes         --x509cafile {ca}
verify.no          --insecure
delivers           no
exit.ok            0
exit.skip          77 89
