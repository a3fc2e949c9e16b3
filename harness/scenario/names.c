/* Headers about the world that the client finds: what names mean, and which ports answer. */
#include "scenario/internal.h"

#include "base/host.h"

static bool take_name(struct scn_reader *r, struct mustls_span *rest, const char *what,
                      struct mustls_span *out)
{
    struct mustls_span word = scn_take_word(rest);
    *out = scn_fold(word, r, false);
    if (mustls_is_host_name(word))
        return true;
    if (word.len == 0)
        scn_bad(r, *rest, NULL, "%s is missing", what);
    else
        scn_bad(r, word, "such as mx.example.test, without a dot at the end",
                "\"%.*s\" is no host name", scn_len(word), (const char *)word.ptr);
    return false;
}

/* Index of the next word in `words`; MUSTLS_NPOS: none, and that was told. */
static size_t take_one_of(struct scn_reader *r, struct mustls_span *rest, const char *what,
                          const char *const *words, const char *all)
{
    struct scn_hint hint;
    struct mustls_span word = scn_take_word(rest);
    size_t i = scn_word_find(words, word);
    if (i != MUSTLS_NPOS)
        return i;
    const char *near = word.len ? scn_nearest_hint(&hint, word, words) : NULL;
    scn_bad(r, word.len ? word : *rest, near, "%s should stand here: %s", what, all);
    return MUSTLS_NPOS;
}

static void read_mx(struct scn_reader *r, struct mustls_span *rest, struct mustls_name_record *out)
{
    uint64_t n = 0;
    struct mustls_span word = scn_take_word(rest), peek = *rest;
    if (!scn_number(word, 65535, &n)) {
        scn_bad(r, word.len ? word : *rest, "MX 10 mx.example.test",
                "MX needs a preference, 0 to 65535, and a name");
        *rest = mustls_span(NULL, 0);
        return;
    }
    out->preference = (unsigned)n;
    if (mustls_span_eq(scn_take_word(&peek), MUSTLS_LIT("."))) {
        *rest = peek; /* RFC 7505: no mail for this domain */
        out->target = mustls_span(NULL, 0);
        return;
    }
    take_name(r, rest, "the name of the mail server", &out->target);
}

static void read_value(struct scn_reader *r, struct mustls_span *rest,
                       struct mustls_name_record *out)
{
    size_t i;
    switch (out->kind) {
    case MUSTLS_NAME_A:
    case MUSTLS_NAME_AAAA:
        i = take_one_of(r, rest, "whose address it is", scn_place_words, "server second nobody");
        out->place = i == MUSTLS_NPOS ? MUSTLS_PLACE_SERVER : (enum mustls_name_place)i;
        break;
    case MUSTLS_NAME_MX:
        read_mx(r, rest, out);
        break;
    case MUSTLS_NAME_CNAME:
        take_name(r, rest, "the other name", &out->target);
        break;
    case MUSTLS_NAME_EMPTY:
    case MUSTLS_NAME_NXDOMAIN:
    case MUSTLS_NAME_SERVFAIL:
    case MUSTLS_NAME_SILENT:
    case MUSTLS_NUM_NAME_KINDS:
        break;
    }
}

static bool for_clients(struct scn_reader *r)
{
    if (r->scn->role == MUSTLS_TEST_CLIENT)
        return true;
    scn_bad(r, mustls_span_first(r->text, 3), NULL, "\"%s\" is for tests of a client",
            scn_header_words[r->line->header]);
    return false;
}

void scn_read_dns(struct scn_reader *r, struct mustls_span rest, struct mustls_name_record *out)
{
    *out = (struct mustls_name_record){0};
    if (!for_clients(r) || !take_name(r, &rest, "a name", &out->name))
        return;
    size_t kind = take_one_of(r, &rest, "what the name has", scn_name_kind_words,
                              "A AAAA MX CNAME EMPTY NXDOMAIN SERVFAIL SILENT");
    if (kind == MUSTLS_NPOS)
        return;
    out->kind = (enum mustls_name_kind)kind;
    unsigned errors = r->errors;
    read_value(r, &rest, out);
    struct mustls_span more = scn_take_word(&rest);
    if (r->errors == errors && more.len > 0)
        scn_bad(r, more, NULL, "nothing stands behind that; one line has one record");
}

void scn_put_dns(struct mustls_buf *out, const struct mustls_name_record *rec)
{
    mustls_buf_put(out, rec->name);
    mustls_buf_printf(out, " %s", scn_name_kind_words[rec->kind]);
    if (rec->kind == MUSTLS_NAME_A || rec->kind == MUSTLS_NAME_AAAA)
        mustls_buf_printf(out, " %s", scn_place_words[rec->place]);
    if (rec->kind == MUSTLS_NAME_MX)
        mustls_buf_printf(out, " %u", rec->preference);
    if (rec->kind == MUSTLS_NAME_MX || rec->kind == MUSTLS_NAME_CNAME) {
        mustls_buf_putc(out, ' ');
        mustls_buf_put(out, rec->target.len ? rec->target : MUSTLS_LIT("."));
    }
}

/* --- ports --- */

void scn_read_listen(struct scn_reader *r, struct mustls_span rest, struct scn_head *out)
{
    struct mustls_span word;
    if (!for_clients(r))
        return;
    while ((word = scn_take_word(&rest)).len > 0) {
        uint64_t n = 0;
        bool known = scn_number(word, 65535, &n) && (n == 25 || n == 465 || n == 587);
        for (size_t i = 0; i < out->num_ports; i++)
            if (known && out->ports[i] == n) {
                scn_bad(r, word, NULL, "this port is said twice");
                return;
            }
        if (!known)
            scn_bad(r, word, NULL, "\"listen\" takes the ports of mail: 25 465 587");
        else
            out->ports[out->num_ports++] = (unsigned)n;
    }
}
