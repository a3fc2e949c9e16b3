/* Do two files mean the same? */
#include "scenario/internal.h"

/* One side of the comparison. */
struct side {
    const struct mustls_scenario *scn;
    const struct scn_line **lines;
    size_t num;
    struct mustls_buf out;
    size_t *cuts;
    struct scn_bytes bytes;
    bool is_bytes; /* out holds what a payload makes, not text */
};

/* Two spellings of the same bytes are the same line; only the decoder knows. */
static bool put_payload(struct side *s, struct mustls_arena *scratch, const struct scn_line *line)
{
    struct scn_reader r;
    struct scn_talk t;
    scn_reader_init(&r, scratch, NULL, s->scn, line);
    if (line->kind != SCN_TALK || line->templ || !scn_read_talk(&r, &t) || t.kind != SCN_BYTES)
        return false;
    s->bytes = (struct scn_bytes){.out = &s->out, .cuts = s->cuts};
    scn_put_prefix(&s->out, t.side, t.optional, t.nth);
    size_t before = s->out.len;
    if (scn_read_payload(&r, t.payload, &s->bytes))
        return true;
    mustls_buf_truncate(&s->out, before);
    return false;
}

static bool put_line(struct side *s, struct mustls_arena *scratch, size_t i)
{
    mustls_buf_clear(&s->out);
    s->bytes = (struct scn_bytes){0};
    s->is_bytes = put_payload(s, scratch, s->lines[i]);
    if (!s->is_bytes) {
        mustls_buf_clear(&s->out);
        if (!scn_put_line(&s->out, scratch, s->scn, s->lines[i]))
            return false;
    }
    return !s->out.failed;
}

static bool same_line(struct side *a, struct side *b, struct mustls_arena *scratch, size_t i)
{
    if (a->lines[i]->kind != b->lines[i]->kind)
        return false;
    if (!put_line(a, scratch, i) || !put_line(b, scratch, i))
        return false;
    return a->is_bytes == b->is_bytes && a->bytes.num_cuts == b->bytes.num_cuts &&
           memcmp(a->cuts, b->cuts, a->bytes.num_cuts * sizeof(*a->cuts)) == 0 &&
           mustls_span_eq(mustls_buf_span(&a->out), mustls_buf_span(&b->out));
}

static bool open_side(struct side *s, struct mustls_arena *scratch,
                      const struct mustls_scenario *scn)
{
    s->scn = scn;
    mustls_buf_init(&s->out, MUSTLS_SCN_MAX_PAYLOAD * 2);
    s->cuts = mustls_arena_array(scratch, SCN_MAX_CUTS, sizeof(*s->cuts));
    s->lines = scn_ordered(scratch, scn, &s->num);
    return s->cuts && s->lines;
}

static bool compare(struct side *a, struct side *b, struct mustls_arena *scratch)
{
    if (a->num != b->num)
        return false;
    for (size_t i = 0; i < a->num; i++)
        if (!same_line(a, b, scratch, i))
            return false;
    return true;
}

bool mustls_scenario_equal(const struct mustls_scenario *a, const struct mustls_scenario *b)
{
    struct mustls_arena *scratch = mustls_arena_new(SCN_SCRATCH);
    struct side x = {0}, y = {0};
    bool same = scratch && open_side(&x, scratch, a) && open_side(&y, scratch, b) &&
                compare(&x, &y, scratch);
    mustls_buf_deinit(&x.out);
    mustls_buf_deinit(&y.out);
    mustls_arena_free(scratch);
    return same;
}
