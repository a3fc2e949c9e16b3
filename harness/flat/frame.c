#include "flat/frame.h"
#include "flat/internal.h"

static const struct {
    const char *words, *tls, *auth;
} frames[MUSTLS_NUM_FLAT_FRAMES] = {
    {"tls=required auth=plain", "required", "plain"},
    {"tls=required auth=login", "required", "login"},
    {"tls=required auth=none", "required", "none"},
    {"tls=opportunistic auth=any", "opportunistic", "any"},
    {"tls=required auth=any", "required", "any"},
    {"tls=required auth=cram-md5", "required", "cram-md5"},
    {"tls=opportunistic auth=none", "opportunistic", "none"},
    {"tls=opportunistic auth=plain", "opportunistic", "plain"},
};

const char mustls_flat_sentences[] =
    "MUST NOT    <secret> in clear where tls=required             [RFC 4954 9]\n"
    "MUST NOT    <message> in clear where tls=required            [RFC 3207 6]\n"
    "SHOULD NOT  MAIL|RCPT|DATA|BDAT in clear where tls=required  [RFC 3207 6]\n"
    "SHOULD NOT  MAIL|RCPT|DATA|BDAT|AUTH first in tls            [RFC 3207 4.2]\n"
    "MUST NOT    <early> after EHLO|HELO                          [RFC 5321 4.3.1]\n"
    "SHOULD NOT  <early>                                          [RFC 5321 4.3.1]\n"
    /* Behind DATA and AUTH, what answers an odd 354 or 334 may look like a command. */
    "MUST NOT    <bad-command> before DATA|BDAT|AUTH              [RFC 5321 4.1.1]\n"
    "MUST NOT    STARTTLS in tls                                  [RFC 3207 4.2]\n"
    "SHOULD NOT  <hello> after STARTTLS before 220                [RFC 3207 4]\n"
    "MUST NOT    <false-success>                                  [harness]\n"
    "SHOULD NOT  <false-failure>                                  [harness]\n"
    "MUST NOT    <flood>                                          [harness]\n";

const char *mustls_flat_wishes(unsigned frame)
{
    return frames[frame % MUSTLS_NUM_FLAT_FRAMES].words;
}

enum mustls_status flat_frame_wishes(struct mustls_arena *a, unsigned frame,
                                     struct mustls_program *p)
{
    p->wishes = mustls_arena_array(a, 2, sizeof *p->wishes);
    if (!p->wishes)
        return MUSTLS_ENOMEM;
    p->wishes[0] =
        (struct mustls_kv){.key = MUSTLS_LIT("tls"), .value = mustls_span_str(frames[frame].tls)};
    p->wishes[1] =
        (struct mustls_kv){.key = MUSTLS_LIT("auth"), .value = mustls_span_str(frames[frame].auth)};
    p->num_wishes = 2;
    return MUSTLS_OK;
}

unsigned mustls_flat_frame_of(const struct mustls_program *p)
{
    struct mustls_span tls = mustls_program_wish(p, "tls"), auth = mustls_program_wish(p, "auth");
    for (unsigned i = 0; i < MUSTLS_NUM_FLAT_FRAMES; i++)
        if (mustls_span_eq(tls, mustls_span_str(frames[i].tls)) &&
            mustls_span_eq(auth, mustls_span_str(frames[i].auth)))
            return i;
    return MUSTLS_NUM_FLAT_FRAMES;
}
