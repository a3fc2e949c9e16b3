/* S: and C: lines.
 *
 *   line = ( "S" | "C" ) [ "?" ] [ "#" N ] ":" [ " " payload ] */
#include "scenario/internal.h"

static bool read_nth(struct scn_reader *r, struct mustls_span digits, struct scn_talk *out)
{
    uint64_t n;
    if (!scn_number(digits, SCN_MAX_NTH, &n) || n == 0) {
        scn_bad(r, digits, "C#1: is the first line that matches", "#%.*s: a number from 1 to %u",
                scn_len(digits), (const char *)digits.ptr, SCN_MAX_NTH);
        return false;
    }
    out->nth = (uint32_t)n;
    return true;
}

/* Up to the colon. */
static bool read_prefix(struct scn_reader *r, struct mustls_span *rest, struct scn_talk *out)
{
    size_t colon = mustls_span_find(r->text, MUSTLS_LIT(":"));
    struct mustls_span mid = mustls_span_first(mustls_span_from(r->text, 1), colon - 1);
    if (colon == MUSTLS_NPOS) {
        scn_bad(r, r->text, NULL, "a colon is missing behind %c", r->text.ptr[0]);
        return false;
    }
    out->side = (char)r->text.ptr[0];
    *rest = mustls_span_from(r->text, colon + 1);
    if (mid.len > 0 && mid.ptr[0] == '?') {
        out->optional = true;
        mid = mustls_span_from(mid, 1);
    }
    if (mid.len > 0 && mid.ptr[0] == '#')
        return read_nth(r, mustls_span_from(mid, 1), out);
    if (mid.len > 0) {
        scn_bad(r, mid, "as in C:, C?:, C#2: or C?#2:", "\"%.*s\" can't stand before the colon",
                scn_len(mid), (const char *)mid.ptr);
        return false;
    }
    return true;
}

/* Exactly one blank is eaten: a second one is payload. */
static bool read_blank(struct scn_reader *r, struct mustls_span *rest)
{
    if (rest->len == 0)
        return true;
    if (rest->ptr[0] != ' ') {
        scn_bad(r, mustls_span_first(*rest, 1), NULL, "one blank stands behind the colon");
        return false;
    }
    *rest = mustls_span_from(*rest, 1);
    return true;
}

/* `?` and `#n` say something about lines of the side under test that are waited for. */
static void check_marks(struct scn_reader *r, const struct scn_talk *t)
{
    struct mustls_span mark = mustls_span_first(r->text, 2);
    const bool waited = t->kind == SCN_RULE || t->kind == SCN_EXPECT;
    if (t->optional && !waited)
        scn_bad(r, mark, NULL, "\"?\" is for lines that %s",
                r->scn->role == MUSTLS_TEST_CLIENT ? "start a rule" : "the server sends");
    if (t->nth > 0 && t->kind != SCN_RULE)
        scn_bad(r, mark, NULL, "\"#\" is for lines that start a rule of a client test");
}

static void read_content(struct scn_reader *r, struct mustls_span payload, struct scn_talk *out)
{
    const bool own = out->side == (r->scn->role == MUSTLS_TEST_CLIENT ? 'S' : 'C');
    if (payload.len > 0 && payload.ptr[0] == '<') {
        out->kind = own ? SCN_STEP : r->scn->role == MUSTLS_TEST_CLIENT ? SCN_RULE : SCN_EXPECT;
        scn_read_direction(r, payload, out);
    } else if (own) {
        out->kind = SCN_BYTES;
        out->payload = payload;
    } else {
        out->kind = out->side == 'C' ? SCN_RULE : SCN_EXPECT;
        scn_read_pattern(r, payload, &out->pattern);
    }
}

bool scn_read_talk(struct scn_reader *r, struct scn_talk *out)
{
    unsigned before = r->errors;
    struct mustls_span rest;
    *out = (struct scn_talk){.kind = SCN_BYTES};
    if (!read_prefix(r, &rest, out) || !read_blank(r, &rest))
        return false;
    read_content(r, rest, out);
    check_marks(r, out);
    return r->errors == before;
}

void scn_put_prefix(struct mustls_buf *out, char side, bool optional, uint32_t nth)
{
    mustls_buf_printf(out, "%c%s", side, optional ? "?" : "");
    if (nth > 0)
        mustls_buf_printf(out, "#%u", nth);
    mustls_buf_putc(out, ':');
}

void scn_put_talk(struct mustls_buf *out, const struct scn_talk *t)
{
    scn_put_prefix(out, t->side, t->optional, t->nth);
    if (t->kind == SCN_BYTES && t->payload.len == 0)
        return;
    mustls_buf_putc(out, ' ');
    switch (t->kind) {
    case SCN_RULE:
    case SCN_EXPECT:
        scn_put_pattern(out, &t->pattern);
        break;
    case SCN_BYTES:
        mustls_buf_put(out, t->payload);
        break;
    case SCN_STEP:
        scn_put_direction(out, t);
        break;
    }
}
