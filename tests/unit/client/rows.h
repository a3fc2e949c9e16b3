/* What the rows of this folder have in common: pieces of conversations, and the row itself. */
#ifndef MUSTLS_TEST_CLIENT_ROWS_H
#define MUSTLS_TEST_CLIENT_ROWS_H

#include "script.h"

#define GREET    "S220 mx", "CEHLO me.test"
#define UPGRADE  "s250-mx\r\n250 STARTTLS\r\n", "CSTARTTLS", "S220 go", "T", "CEHLO me.test"
#define ENVELOPE "CMAIL FROM:<me@x.test>", "S250 ok", "CRCPT TO:<a@x.test>", "S250 ok"
#define MAIL     ENVELOPE, "CDATA", "S354 go", "chi\r\n.\r\n"
#define LEAVE    "CQUIT", "S221 bye", "D"
#define PLAIN    "CAUTH PLAIN AGpvZQBzM2NyZXQtcHc="

#define DELIVERED MUSTLS_CLIENT_DELIVERED
#define PARTIAL   MUSTLS_CLIENT_PARTIAL
#define TEMPORARY MUSTLS_CLIENT_TEMPORARY
#define PERMANENT MUSTLS_CLIENT_PERMANENT

enum {
    NOAUTH = MUSTLS_CLIENT_AUTH_NONE,
    AUTH_PLAIN = MUSTLS_CLIENT_AUTH_PLAIN,
    AUTH_LOGIN = MUSTLS_CLIENT_AUTH_LOGIN,
    AUTH_CRAM = MUSTLS_CLIENT_AUTH_CRAM_MD5,
    AUTH_ANY = MUSTLS_CLIENT_AUTH_ANY,
};

struct row {
    const char *label;
    struct script_setup setup;
    enum mustls_client_result result;
    const char *says;
    const char *steps[MAX_STEPS];
};

#define S(tls, auth)                                                                               \
    {                                                                                              \
        (tls), (auth), NULL, 0, 0, 0, NULL                                                         \
    }

static inline void run_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        script_run_all(rows[i].label, &rows[i].setup, 0, rows[i].steps, rows[i].result,
                       rows[i].says);
}

#endif
