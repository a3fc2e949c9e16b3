/* Lines to whole replies. */
#include "smtp/fault.h"
#include "smtp/reply.h"

/* What the index knows of a line. The faults are kept because raw does not show all of them: where
 * a line was cut off, or where the connection ended. */
struct record {
    uint32_t end; /* offset behind the line in raw */
    uint32_t faults;
};

void mustls_reply_init(struct mustls_reply *r, size_t cap)
{
    *r = (struct mustls_reply){0};
    mustls_buf_init(&r->raw, cap < UINT32_MAX ? cap : UINT32_MAX);
    /* No line is shorter than its LF, so that raw's cap bounds the index too. */
    mustls_buf_init(&r->index, r->raw.max < SIZE_MAX / sizeof(struct record)
                                   ? r->raw.max * sizeof(struct record)
                                   : SIZE_MAX);
}

void mustls_reply_deinit(struct mustls_reply *r)
{
    mustls_reply_clear(r);
    mustls_buf_deinit(&r->raw);
    mustls_buf_deinit(&r->index);
}

void mustls_reply_clear(struct mustls_reply *r)
{
    mustls_buf_clear(&r->raw);
    mustls_buf_clear(&r->index);
    r->code = r->first_code = 0;
    r->num_lines = 0;
    r->faults = 0;
    r->whole = false;
}

/* Both or nothing. */
static bool store(struct mustls_reply *r, const struct mustls_reply_line *line)
{
    const size_t before = r->raw.len;
    mustls_buf_put(&r->raw, line->raw);
    const struct record rec = {(uint32_t)r->raw.len, line->faults};
    mustls_buf_put(&r->index, mustls_span(&rec, sizeof(rec)));
    if (!r->raw.failed && !r->index.failed) {
        r->num_lines++;
        return true;
    }
    mustls_buf_truncate(&r->raw, before);
    mustls_buf_truncate(&r->index, r->num_lines * sizeof(rec));
    r->raw.failed = r->index.failed = false;
    return false;
}

enum mustls_status mustls_reply_add(struct mustls_reply *r, const struct mustls_reply_line *line)
{
    const bool first = r->num_lines == 0 && (r->faults & MUSTLS_F_TOO_MANY) == 0;
    const bool fits = line->raw.len <= r->raw.max - r->raw.len;
    if (!fits)
        r->faults |= MUSTLS_F_TOO_MANY;
    const bool lost = mustls_smtp_has(MUSTLS_SF_LAST_LINE) && line->last && !first;
    if ((r->faults & MUSTLS_F_TOO_MANY) == 0 && !lost && !store(r, line))
        return MUSTLS_ENOMEM;

    if (first)
        r->first_code = line->code;
    /* RFC 5321 4.2.1: the reply code on each of the lines MUST be the same. */
    if (line->code != r->first_code && !mustls_smtp_has(MUSTLS_SF_MISMATCH))
        r->faults |= MUSTLS_F_CODE_CHANGED;
    r->code = line->code;
    r->faults |= line->faults;
    r->whole = line->last;
    return MUSTLS_OK;
}

static struct record record_at(const struct mustls_reply *r, size_t i)
{
    struct record rec;
    memcpy(&rec, r->index.ptr + i * sizeof(rec), sizeof(rec));
    return rec;
}

bool mustls_reply_nth(const struct mustls_reply *r, size_t i, struct mustls_reply_line *out)
{
    if (i >= r->num_lines)
        return false;
    const size_t start = i > 0 ? record_at(r, i - 1).end : 0;
    const struct record rec = record_at(r, i);
    mustls_reply_line_parse(mustls_span(r->raw.ptr + start, rec.end - start), out);
    out->faults = rec.faults;
    return true;
}
