/* What lies between the player and the wire (endpoint, TLS records, the null engine and what spoils
 * its handshakes) against any bytes of the other side: see peer.h. */
#include "peer.h"

#define UNDER_TLS                                                                                  \
    "[tls]\nC: QUIT\nS: 221 x\nS: <close>\n\nC: XT\nS: <tls>\n\nC: *\nS: 250 x\nS: y\n"

/* Each verb spoils the handshake in its own way. */
static const char *const sides[] = {
    "base none\nlimit 60s\n"
    "[clear]\nC: <connect>\nS: 220 x\n\nC: <hello>\nS: 554 x\n\n"
    "C: STARTTLS\nS: 220 go\nS: <tls>\n\nC: XA\nS: 220 x\nS: <tls alert=handshake_failure>\nS: 250 "
    "x\n\n"
    "C: XB\nS: <tls alert=bad_certificate at=certificate>\nS: <close>\n\n"
    "C: XC\nS: <tls alert=internal_error at=finished>\nS: 250 x\n\n"
    "C: XD\nS: <tls cut=hello>\nS: 250 x\n\nC: XE\nS: <tls cut=certificate>\nS: <reset>\n\n"
    "C: XF\nS: <tls cut=finished>\nS: <wait 1s>\nS: 250 x\n\nC: XG\nS: <tls cut=7>\nS: 250 x\n\n"
    "C: *\nS: 530 5.7.0 x\n\n" UNDER_TLS,

    "base none\nlimit 60s\n"
    "[clear]\nC: <connect>\nS: 220 x\n\n"
    "C: STARTTLS\nS: 220 go\\|\nS: 250 injected\nS: <tls records=split>\n\n"
    "C: XA\nS: <tls close=text>\n\nC: XB\nS: <tls close=none>\n\nC: XC\nS: <tls warnings=3>\n\n"
    "C: XD\nS: <tls min=1.3>\n\nC: XE\nS: <tls max=1.2>\n\nC: XF\nS: <tls cert=expired>\n\n"
    "C: XG\nS: <tls warnings=2 records=split cut=40>\n\nC: *\nS: 250 x\n\n" UNDER_TLS,

    "test server\nserver starttls=offered\n"
    "C: <connect>\nS: 220\nC: STARTTLS\nS: 220\nC: <tls>\nC: EHLO a\nS: 250\nC: DATA\nS: 354\nC: "
    ".\nS?: 250\nC: QUIT\nS: 221\nC: <close>\nC: <wait 1s>\nC: <connect>\nS: 220\nC: <tls "
    "min=1.3>\nC: "
    "NOOP\nS: *\n",

    "test server\nserver starttls=offered\n"
    "C: <connect>\nS: *\nC: STARTTLS\\r\\nNOOP injected\nS?: 220\nC: <tls max=1.2>\nC: NOOP\nS: "
    "250\nC: <reset>\nC: <connect>\nC: <tls>\nC: NOOP\nS: 5xx\n",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct mustls_tls_factory *factory; /* lives as long as the process */
    if (!factory)
        factory = mustls_tls_null_factory_new();
    fuzz_require(factory != NULL, "memory");
    fuzz_peer(mustls_span(data, size), sides, sizeof sides / sizeof *sides, factory);
    return 0;
}
