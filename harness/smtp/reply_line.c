/* One reply line: code, separator, text, and every fault in it. */
#include "smtp/fault.h"
#include "smtp/reply.h"

enum {
    CODE_LEN = 3,
    LINE_MAX_OCTETS = 512, /* RFC 5321 4.5.3.1.5, code and CRLF included */
    WORD = sizeof(uint64_t),
};

const char *mustls_fault_name(uint32_t bit)
{
    static const char *const names[] = {
        "bare LF",       "bare CR",      "NUL octet",     "8-bit octet",    "control octet",
        "line too long", "line cut off", "no reply code", "code range",     "bad separator",
        "no text",       "code changed", "end of input",  "too many lines",
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (bit == UINT32_C(1) << i)
            return names[i];
    return "";
}

/* --- octets --- */

static uint64_t load(const uint8_t *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof(w));
    return w;
}

/* The top bit of some byte is set when, and only when, one of the eight octets is not in 32..126:
 * subtracting 32 sets it for 0..31 and 160..255, adding 1 for 127..254. Only octets that are hits
 * themselves borrow from or carry into a neighbour. */
static uint64_t odd_octets(uint64_t w)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    return (w - 32 * ones) | (w + ones);
}

/* All octets in 32..126. One pass, eight at a time; the last eight may overlap those before. */
static bool all_printable(struct mustls_span s)
{
    if (s.len < WORD) {
        bool ok = true;
        for (size_t i = 0; i < s.len; i++)
            ok &= s.ptr[i] >= 32 && s.ptr[i] <= 126;
        return ok;
    }
    uint64_t odd = odd_octets(load(s.ptr + s.len - WORD));
    for (size_t i = 0; i + WORD < s.len; i += WORD)
        odd |= odd_octets(load(s.ptr + i));
    return (odd & UINT64_C(0x8080808080808080)) == 0;
}

static uint32_t octet_fault(uint8_t c)
{
    if (c == '\r')
        return MUSTLS_F_BARE_CR;
    if (c == '\0')
        return MUSTLS_F_NUL;
    if (c > 127)
        return MUSTLS_F_8BIT;
    /* RFC 5321 4.2: textstring = 1*(%d09 / %d32-126) */
    return c == '\t' || (c >= 32 && c <= 126) ? 0 : MUSTLS_F_CTRL;
}

static uint32_t octet_faults(struct mustls_span body)
{
    if (all_printable(body))
        return 0;
    uint32_t faults = 0;
    for (size_t i = 0; i < body.len; i++)
        faults |= octet_fault(body.ptr[i]);
    return faults;
}

/* --- the parts of a line --- */

static struct mustls_span strip_end(struct mustls_span raw, uint32_t *faults)
{
    size_t len = raw.len;
    if (len == 0 || raw.ptr[len - 1] != '\n')
        return raw;
    len--;
    /* RFC 5321 2.3.8: nothing but CRLF ends a line; we go on and say so. */
    if (len > 0 && raw.ptr[len - 1] == '\r')
        len--;
    else if (!mustls_smtp_has(MUSTLS_SF_BARE_LF))
        *faults |= MUSTLS_F_BARE_LF;
    if (mustls_smtp_has(MUSTLS_SF_LINE_END) && (*faults & MUSTLS_F_BARE_LF) && len > 0)
        len--;
    return mustls_span(raw.ptr, len);
}

/* -1 when the line does not begin with three digits. */
static int parse_code(struct mustls_span body)
{
    if (body.len < CODE_LEN)
        return -1;
    const unsigned a = body.ptr[0] - '0', b = body.ptr[1] - '0';
    unsigned c = body.ptr[2] - '0';
    if (mustls_smtp_has(MUSTLS_SF_CODE_PREFIX) && c > 9)
        c = 0;
    return a > 9 || b > 9 || c > 9 ? -1 : (int)(a * 100 + b * 10 + c);
}

/* RFC 5321 4.2: Reply-code = %x32-35 %x30-35 %x30-39 */
static bool code_in_range(int code)
{
    return code >= 200 && code < 600 && code / 10 % 10 <= 5;
}

/* Code, separator and text of a line without its end. */
static void parse_body(struct mustls_span body, struct mustls_reply_line *out)
{
    const int code = parse_code(body);
    out->code = code < 0 ? 0 : code;
    out->sep = 0;
    out->last = true;
    if (code < 0) {
        out->text = body;
        out->faults |= MUSTLS_F_BAD_CODE;
        return;
    }
    if (!code_in_range(code))
        out->faults |= MUSTLS_F_CODE_RANGE;
    if (body.len == CODE_LEN) {
        /* RFC 5321 4.2.1: clients MUST be prepared for the SP to be omitted. */
        if (!mustls_smtp_has(MUSTLS_SF_STALE_TEXT))
            out->text = mustls_span_from(body, CODE_LEN);
        out->faults |= MUSTLS_F_NO_TEXT;
        return;
    }
    out->sep = (char)body.ptr[CODE_LEN];
    out->last = out->sep != '-';
    out->text = mustls_span(body.ptr + CODE_LEN + 1, body.len - CODE_LEN - 1);
    if (mustls_smtp_has(MUSTLS_SF_NUL_CUT) &&
        mustls_span_find(out->text, MUSTLS_LIT("\0")) < body.len)
        out->text.len = mustls_span_find(out->text, MUSTLS_LIT("\0"));
    if (mustls_smtp_has(MUSTLS_SF_TAB) && out->sep == '\t')
        return;
    if (out->sep != ' ' && out->sep != '-')
        out->faults |= MUSTLS_F_BAD_SEP;
}

/* `total` octets came, of which raw is the head; all of it unless `cut`. */
static void parse(struct mustls_span raw, size_t total, bool cut, struct mustls_reply_line *out)
{
    uint32_t faults = cut ? MUSTLS_F_CUT : 0;
    const struct mustls_span body = strip_end(raw, &faults); /* a cut line has no end to strip */

    /* What followed a CR at the cut was dropped: nothing can be said about it. */
    const bool cr_at_cut = cut && raw.len > 0 && raw.ptr[raw.len - 1] == '\r';
    faults |= octet_faults(mustls_span_first(body, body.len - cr_at_cut));
    if (total > LINE_MAX_OCTETS - (size_t)mustls_smtp_has(MUSTLS_SF_LIMIT))
        faults |= MUSTLS_F_TOO_LONG;
    out->raw = raw;
    out->faults = faults;
    parse_body(body, out);
}

void mustls_reply_line_parse(struct mustls_span raw, struct mustls_reply_line *out)
{
    parse(raw, raw.len, false, out);
}

enum mustls_status mustls_reply_feed(struct mustls_line_parser *p, struct mustls_span in,
                                     size_t *used, struct mustls_reply_line *out)
{
    struct mustls_span raw;
    bool cut;
    enum mustls_status st = mustls_line_feed(p, in, used, &raw, &cut);
    if (st == MUSTLS_OK)
        parse(raw, p->done ? p->total : *used, cut, out);
    else if (st == MUSTLS_ENOMEM)
        *out = (struct mustls_reply_line){0};
    return st;
}

enum mustls_status mustls_reply_eof(struct mustls_line_parser *p, struct mustls_reply_line *out)
{
    struct mustls_span raw;
    bool cut;
    enum mustls_status st = mustls_line_eof(p, &raw, &cut);
    if (st != MUSTLS_OK)
        return st;
    parse(raw, p->total, cut, out);
    out->faults |= MUSTLS_F_EOF;
    return MUSTLS_OK;
}
