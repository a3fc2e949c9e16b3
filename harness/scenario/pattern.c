/* Patterns of the side under test:
 *
 *   pattern = "*" | alt { "|" alt }
 *   alt     = VERB | GLOB-with-a-blank     (test client: its command lines)
 *           | CODE [ " " GLOB ]            (test server: its replies) */
#include "scenario/internal.h"

static bool has_blank(struct mustls_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (scn_is_blank(s.ptr[i]))
            return true;
    return false;
}

static size_t first_blank(struct mustls_span s)
{
    size_t i = 0;
    while (i < s.len && !scn_is_blank(s.ptr[i]))
        i++;
    return i;
}

static void bad_verb(struct scn_reader *r, struct mustls_span alt)
{
    struct scn_hint hint;
    const char *help = scn_did_you_mean(&hint, scn_nearest_verb(alt));
    scn_bad(r, alt, help ? help : "a pattern over the whole line has a blank, as in \"FOO *\"",
            "unknown command \"%.*s\"", scn_len(alt), (const char *)alt.ptr);
}

static void read_command_alt(struct scn_reader *r, struct mustls_span alt,
                             struct mustls_pat_alt *out)
{
    if (has_blank(alt)) {
        out->kind = MUSTLS_ALT_GLOB;
        out->glob = alt;
        return;
    }
    out->kind = MUSTLS_ALT_VERB;
    out->word = scn_fold(alt, r, true);
    if (scn_is_code(alt) && (alt.ptr[0] | 0x20) != 'x')
        scn_bad(r, alt, NULL, "a client sends commands, not reply codes");
    else if (!scn_is_verb(alt))
        bad_verb(r, alt);
}

static void read_code_alt(struct scn_reader *r, struct mustls_span alt, struct mustls_pat_alt *out)
{
    size_t n = first_blank(alt);
    struct mustls_span code = mustls_span_first(alt, n);
    out->kind = MUSTLS_ALT_CODE;
    out->word = scn_fold(code, r, false);
    out->glob = mustls_span_from(alt, n + 1);
    if (!scn_is_code(code))
        scn_bad(r, code, "three digits, x for any: 250 or 5xx", "\"%.*s\" is no reply code",
                scn_len(code), (const char *)code.ptr);
}

static void read_alt(struct scn_reader *r, struct mustls_span alt, struct mustls_pat_alt *out)
{
    if (alt.len == 0) {
        scn_bad(r, alt, NULL, "nothing stands at this side of \"|\"");
    } else if (scn_is_blank(alt.ptr[0]) || scn_is_blank(alt.ptr[alt.len - 1])) {
        scn_bad(r, alt, NULL, "no blank stands beside \"|\" in a pattern");
    } else if (mustls_span_eq(alt, MUSTLS_LIT("*"))) {
        scn_bad(r, alt, NULL, "\"*\" matches anything and stands alone");
    } else if (alt.ptr[0] == '<') {
        scn_bad(r, alt, NULL, "<...> stands alone");
    } else if (r->scn->role == MUSTLS_TEST_CLIENT) {
        read_command_alt(r, alt, out);
    } else {
        read_code_alt(r, alt, out);
    }
}

static size_t count_alts(struct mustls_span text)
{
    size_t n = 1;
    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '|';
    return n;
}

void scn_read_pattern(struct scn_reader *r, struct mustls_span text, struct mustls_pattern *out)
{
    *out = (struct mustls_pattern){.kind = MUSTLS_PAT_ANY};
    if (mustls_span_eq(text, MUSTLS_LIT("*")))
        return;
    if (text.len == 0) {
        scn_bad(r, text, "\"*\" matches anything", "a pattern is missing");
        return;
    }

    size_t num = count_alts(text);
    if (num > SCN_MAX_ITEMS) {
        scn_bad(r, text, NULL, "more than %u alternatives", SCN_MAX_ITEMS);
        return;
    }
    out->kind = MUSTLS_PAT_ALTS;
    out->alts = scn_room(r, num, sizeof(*out->alts));
    if (!out->alts)
        return;
    for (size_t from = 0; out->num_alts < num;) {
        struct mustls_span rest = mustls_span_from(text, from);
        size_t n = mustls_span_find(rest, MUSTLS_LIT("|"));
        struct mustls_span alt = mustls_span_first(rest, n);
        read_alt(r, alt, &out->alts[out->num_alts++]);
        from += alt.len + 1;
    }
}

void scn_put_pattern(struct mustls_buf *out, const struct mustls_pattern *p)
{
    switch (p->kind) {
    case MUSTLS_PAT_ANY:
        mustls_buf_puts(out, "*");
        return;
    case MUSTLS_PAT_CONNECT:
        mustls_buf_puts(out, "<connect>");
        return;
    case MUSTLS_PAT_HELLO:
        mustls_buf_puts(out, "<hello>");
        return;
    case MUSTLS_PAT_ALTS:
        break;
    }
    for (size_t i = 0; i < p->num_alts; i++) {
        const struct mustls_pat_alt *a = &p->alts[i];
        if (i > 0)
            mustls_buf_putc(out, '|');
        mustls_buf_put(out, a->word);
        if (a->word.len > 0 && a->glob.len > 0)
            mustls_buf_putc(out, ' ');
        mustls_buf_put(out, a->glob);
    }
}
