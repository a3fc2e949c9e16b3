#include "flat/frame.h"
#include "flat/internal.h"

const char mustls_flat_sentences[] =
    "MUST NOT    <secret> in clear where tls=required             [RFC 4954 9]\n"
    "MUST NOT    <message> in clear where tls=required            [RFC 3207 6]\n"
    "SHOULD NOT  MAIL|RCPT|DATA|BDAT in clear where tls=required  [RFC 3207 6]\n"
    "SHOULD NOT  MAIL|RCPT|DATA|BDAT|AUTH first in tls            [RFC 3207 4.2]\n"
    "MUST NOT    <early> after EHLO|HELO                          [RFC 5321 4.3.1]\n"
    "SHOULD NOT  <early>                                          [RFC 5321 4.3.1]\n"
    /* Behind DATA and AUTH, what answers an odd 354 or 334 may look like a command. */
    "MUST NOT    <bad-command> before DATA|BDAT|AUTH              [RFC 5321 4.1.5]\n"
    "MUST NOT    \"From: *\"|\"Subject: *\" after DATA               [RFC 5321 3.3]\n"
    "MUST NOT    STARTTLS in tls                                  [RFC 3207 4.2]\n"
    "SHOULD NOT  <hello> after STARTTLS before 220                [RFC 3207 4]\n"
    "MUST NOT    <false-success>                                  [harness]\n"
    "SHOULD NOT  <false-failure>                                  [harness]\n"
    "MUST NOT    <flood>                                          [harness]\n";

enum mustls_status flat_frame_wishes(struct mustls_arena *a, unsigned frame,
                                     struct mustls_program *p)
{
    p->wishes = mustls_arena_array(a, 2, sizeof *p->wishes);
    if (!p->wishes)
        return MUSTLS_ENOMEM;
    p->wishes[0] = (struct mustls_kv){.key = MUSTLS_LIT("tls"),
                                      .value = mustls_span_str(flat_wishes[frame].tls)};
    p->wishes[1] = (struct mustls_kv){.key = MUSTLS_LIT("auth"),
                                      .value = mustls_span_str(flat_wishes[frame].auth)};
    p->num_wishes = 2;
    return MUSTLS_OK;
}

unsigned mustls_flat_frame_of(const struct mustls_program *p)
{
    struct mustls_span tls = mustls_program_wish(p, "tls"), auth = mustls_program_wish(p, "auth");
    for (unsigned i = 0; i < MUSTLS_NUM_FLAT_FRAMES; i++)
        if (mustls_span_eq(tls, mustls_span_str(flat_wishes[i].tls)) &&
            mustls_span_eq(auth, mustls_span_str(flat_wishes[i].auth)))
            return i;
    return MUSTLS_NUM_FLAT_FRAMES;
}
