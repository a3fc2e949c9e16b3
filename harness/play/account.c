#include "play/account_internal.h"
#include "smtp/ehlo.h"

void mustls_play_account_reset(struct mustls_play_account *a)
{
    *a = (struct mustls_play_account){0};
}

void mustls_play_account_owe(struct mustls_play_account *a, bool may_lead)
{
    a->owed++;
    if (!may_lead)
        a->blocker = a->owed;
}

void mustls_play_account_disown(struct mustls_play_account *a, size_t n)
{
    a->owed -= n < a->owed ? (uint32_t)n : a->owed;
    if (a->blocker > a->owed)
        a->blocker = a->owed;
}

static bool is_digit(uint8_t b)
{
    return b >= '0' && b <= '9';
}

/* Reply-code = %x32-35 %x30-35 %x30-39, then SP, "-" or the line's end. */
static bool fits_head(size_t pos, uint8_t b)
{
    switch (pos) {
    case 0:
        return b >= '2' && b <= '5';
    case 1:
        return b >= '0' && b <= '5';
    case 2:
        return is_digit(b);
    default:
        return b == ' ' || b == '-';
    }
}

static bool is_text(uint8_t b)
{
    return b == '\t' || (b >= ' ' && b != 0x7f);
}

#define MAX_REPLY_LINE 512 /* with CRLF */

static void shape_grow(struct mustls_play_shape *s, size_t n)
{
    s->len += n;
    if (s->len > MAX_REPLY_LINE)
        s->overlong = true;
}

static void shape_feed(struct mustls_play_shape *s, uint8_t b)
{
    shape_grow(s, 1);
    if (b == '\n') {
        if (!s->cr || s->pos < 3)
            s->odd = true;
        s->pos = s->len = 0;
        s->cr = false;
        return;
    }
    /* A CR that no LF followed; or, for the CR itself, one that comes too soon. */
    if (s->cr || (b == '\r' && s->pos < 3))
        s->odd = true;
    s->cr = b == '\r';
    if (s->cr)
        return;
    if (s->pos < 4 ? !fits_head(s->pos, b) : !is_text(b))
        s->odd = true;
    if (s->pos < 4)
        s->pos++;
}

/* Eight octets without a control character: none below 32, none 127. The hits that a borrow makes
 * up stand behind true ones. */
static bool no_controls(const uint8_t *in)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t w, del;
    memcpy(&w, in, sizeof w);
    del = w ^ 0x7f * ones;
    uint64_t hits = ((w - 0x20 * ones) & ~w) | ((del - ones) & ~del);
    return (hits & 0x80 * ones) == 0;
}

/* Bytes in front that change nothing: text behind code and separator. */
static size_t text_len(const struct mustls_play_shape *s, struct mustls_span out)
{
    size_t n = 0;
    if (s->pos < 4 || s->cr)
        return 0;
    while (out.len - n >= 8 && no_controls(out.ptr + n))
        n += 8;
    while (n < out.len && is_text(out.ptr[n]))
        n++;
    return n;
}

void mustls_play_account_wrote(struct mustls_play_account *a, struct mustls_span out)
{
    size_t i = 0;
    while (i < out.len && !a->lost) {
        size_t text = text_len(&a->shape, mustls_span_from(out, i));
        shape_grow(&a->shape, text);
        i += text;
        if (i == out.len)
            return;
        shape_feed(&a->shape, out.ptr[i++]);
        a->lost = a->shape.odd;
    }
}

void mustls_play_account_flood(struct mustls_play_account *a)
{
    a->lost = true;
}

void mustls_play_account_text(struct mustls_play_account *a)
{
    a->text = true;
}

bool mustls_play_reply_odd(uint32_t faults)
{
    return faults & MUSTLS_F_MALFORMED & ~(uint32_t)(MUSTLS_F_CUT | MUSTLS_F_TOO_MANY);
}

/* PIPELINING may be used after an EHLO reply that names it (RFC 2920 3). Where surplus replies
 * blur which one that is, any of them grants it and none takes it back. */
static void learn_leave(struct mustls_play_account *a, const struct mustls_reply *r, bool to_ehlo)
{
    struct mustls_ehlo ehlo;
    mustls_ehlo_parse(r, &ehlo);
    if (ehlo.keywords & MUSTLS_EHLO_PIPELINING)
        a->leave = true;
    else if (to_ehlo && !a->surplus)
        a->leave = false;
}

void mustls_play_account_line(struct mustls_play_account *a, const struct mustls_reply *r,
                              const struct mustls_reply_line *line, bool to_ehlo)
{
    if (mustls_play_reply_odd(r->faults | line->faults) || line->code != r->first_code)
        a->lost = true;
    if (!r->whole)
        return;
    a->paid++;
    if (a->paid > a->owed)
        a->surplus = true;
    if (r->code == 250)
        learn_leave(a, r, to_ehlo);
}

bool mustls_play_account_early(const struct mustls_play_account *a)
{
    if (a->lost || a->text || a->shape.overlong || a->owed <= a->paid)
        return false;
    return !a->leave || a->blocker > a->paid;
}

bool mustls_play_account_overlong(const struct mustls_play_account *a)
{
    return a->shape.overlong;
}

bool mustls_play_account_blurred(const struct mustls_play_account *a)
{
    return a->lost || a->surplus;
}
