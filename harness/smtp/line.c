/* Bytes to lines. A line ends at LF, whatever stands before it. */
#include "smtp/fault.h"
#include "smtp/reply.h"

enum { LEAST_CAP = 4 }; /* code and separator: a cut line still says what it is */

void mustls_line_parser_init(struct mustls_line_parser *p, size_t cap)
{
    *p = (struct mustls_line_parser){0};
    mustls_buf_init(&p->carry, cap < LEAST_CAP ? LEAST_CAP : cap);
}

void mustls_line_parser_deinit(struct mustls_line_parser *p)
{
    mustls_line_parser_clear(p);
    mustls_buf_deinit(&p->carry);
}

void mustls_line_parser_clear(struct mustls_line_parser *p)
{
    if (mustls_smtp_has(MUSTLS_SF_KEEPS_CARRY) && !p->done)
        return;
    mustls_buf_clear(&p->carry);
    p->total = 0;
    p->done = false;
}

struct mustls_span mustls_line_parser_rest(const struct mustls_line_parser *p)
{
    return p->done ? mustls_span(NULL, 0) : mustls_buf_span(&p->carry);
}

/* Counts all of `part`, keeps what fits under the cap. False without memory; then p is as before.
 */
static bool carry_put(struct mustls_line_parser *p, struct mustls_span part)
{
    mustls_buf_put(&p->carry, mustls_span_first(part, p->carry.max - p->carry.len));
    if (p->carry.failed) {
        p->carry.failed = false;
        return false;
    }
    p->total += part.len;
    return true;
}

static void carry_take(struct mustls_line_parser *p, struct mustls_span *raw, bool *cut)
{
    *raw = mustls_buf_span(&p->carry);
    *cut = p->total > p->carry.max - mustls_smtp_has(MUSTLS_SF_FULL_CAP);
    p->done = true;
}

enum mustls_status mustls_line_feed(struct mustls_line_parser *p, struct mustls_span in,
                                    size_t *used, struct mustls_span *raw, bool *cut)
{
    if (p->done)
        mustls_line_parser_clear(p);

    const uint8_t *lf = in.len > 0 ? memchr(in.ptr, '\n', in.len) : NULL;
    const size_t len = lf ? (size_t)(lf - in.ptr) + 1 : in.len;
    *used = len;
    if (lf && p->total == 0) { /* arrived whole: no copy */
        *raw = mustls_span_first(in, len < p->carry.max ? len : p->carry.max);
        *cut = len > p->carry.max;
        return MUSTLS_OK;
    }
    if (mustls_smtp_has(MUSTLS_SF_SPLIT_CRLF) && len == 1 && lf && p->carry.len > 0 &&
        p->carry.ptr[p->carry.len - 1] == '\r')
        mustls_buf_truncate(&p->carry, p->carry.len - 1);
    if (!carry_put(p, mustls_span_first(in, len))) {
        *used = 0;
        *raw = mustls_span(NULL, 0);
        *cut = false;
        return MUSTLS_ENOMEM;
    }
    if (!lf)
        return MUSTLS_MORE;
    carry_take(p, raw, cut);
    return MUSTLS_OK;
}

enum mustls_status mustls_line_eof(struct mustls_line_parser *p, struct mustls_span *raw, bool *cut)
{
    if (p->done || p->total == 0)
        return MUSTLS_MORE;
    carry_take(p, raw, cut);
    return MUSTLS_OK;
}
