#include "play/segment_internal.h"

#include <assert.h>

/* A megabyte byte by byte tells no more than its first page, and fills the trace. */
#define MAX_SINGLE_BYTES 4096
/* On sockets: a gap behind each of a segment's first bytes, so that they arrive apart. */
#define MAX_SINGLE_GAPS 256

void mustls_play_segment_init(struct mustls_play_segment *s)
{
    *s = (struct mustls_play_segment){0};
    mustls_buf_init(&s->bytes, MUSTLS_PLAY_MAX_SEGMENT);
}

void mustls_play_segment_deinit(struct mustls_play_segment *s)
{
    mustls_buf_deinit(&s->bytes);
}

void mustls_play_segment_drop(struct mustls_play_segment *s)
{
    s->active = false;
    mustls_buf_clear(&s->bytes);
    s->begin = s->sent = s->end = 0;
    s->flood = 0;
    s->unit = s->gone = 0;
    s->last = false;
    s->own_begin = s->own_end = 0;
}

static void begin_own(struct mustls_play_segment *s)
{
    size_t left = s->bytes.len - s->own_end;
    bool short_ones = s->chunk && s->chunk < left && s->cut.kind != MUSTLS_CUT_JOINED;
    s->own_begin = s->own_end;
    s->own_end += short_ones ? s->chunk : left;
}

/* Bytes of the piece at `begin`, of what the program makes one segment. */
static size_t shaped(const struct mustls_play_segment *s)
{
    size_t left = s->own_end - s->begin, done = s->begin - s->own_begin;
    switch (s->cut.kind) {
    case MUSTLS_CUT_NONE:
    case MUSTLS_CUT_JOINED:
        break;
    case MUSTLS_CUT_AT:
        return done == 0 && s->cut.at > 0 && s->cut.at < left ? s->cut.at : left;
    case MUSTLS_CUT_BYTES:
        return done < MAX_SINGLE_BYTES ? 1 : left;
    }
    return left;
}

static void begin_piece(struct mustls_play_segment *s)
{
    s->begin = s->sent = s->end;
    if (s->begin == s->own_end)
        begin_own(s);
    s->end += shaped(s);
    s->at = mustls_play_segment_at(s, s->begin);
}

static bool is_cut(const struct mustls_step *step)
{
    return step->kind == MUSTLS_STEP_FLUSH || step->kind == MUSTLS_STEP_CHUNK;
}

const struct mustls_step *mustls_play_segment_fill(struct mustls_play_segment *s,
                                                   const struct mustls_step *first,
                                                   const struct mustls_step *end, bool *ok)
{
    assert(!s->active);
    mustls_play_segment_drop(s);
    const struct mustls_step *step = first;
    bool join = s->cut.kind == MUSTLS_CUT_JOINED;
    for (; step < end && (step->kind == MUSTLS_STEP_SEND || (join && is_cut(step))); step++) {
        if (step->kind == MUSTLS_STEP_SEND)
            mustls_buf_put(&s->bytes, step->bytes);
    }
    *ok = !s->bytes.failed;
    if (s->bytes.failed || s->bytes.len == 0)
        return step;

    s->active = true;
    s->step = first;
    s->step_end = first->bytes.len;
    begin_piece(s);
    return step;
}

static void put_sends(struct mustls_buf *out, const struct mustls_step *first,
                      const struct mustls_step *end)
{
    for (const struct mustls_step *step = first; step < end; step++) {
        if (step->kind == MUSTLS_STEP_SEND)
            mustls_buf_put(out, step->bytes);
    }
}

/* The last piece ends with a whole repetition. */
static void begin_flood_piece(struct mustls_play_segment *s)
{
    size_t left = (s->flood - s->gone + s->unit - 1) / s->unit * s->unit;
    s->begin = s->sent = 0;
    s->end = left < s->bytes.len ? left : s->bytes.len;
}

bool mustls_play_segment_flood(struct mustls_play_segment *s, const struct mustls_step *first,
                               const struct mustls_step *flood)
{
    assert(!s->active);
    mustls_play_segment_drop(s);
    put_sends(&s->bytes, first, flood);
    size_t unit = s->bytes.len;
    if (s->bytes.failed || unit == 0)
        return !s->bytes.failed;
    while (!s->bytes.failed && s->bytes.len < flood->n &&
           s->bytes.len + unit <= MUSTLS_PLAY_FLOOD_PIECE)
        put_sends(&s->bytes, first, flood);
    if (s->bytes.failed)
        return false;

    s->active = true;
    s->flood = flood->n;
    s->unit = unit;
    s->at = flood->at;
    begin_flood_piece(s);
    return true;
}

struct mustls_span mustls_play_segment_rest(const struct mustls_play_segment *s)
{
    return s->active ? mustls_span(s->bytes.ptr + s->sent, s->end - s->sent) : mustls_span(NULL, 0);
}

struct mustls_span mustls_play_segment_piece(const struct mustls_play_segment *s)
{
    return mustls_span(s->bytes.ptr + s->begin, s->end - s->begin);
}

struct mustls_origin mustls_play_segment_at(struct mustls_play_segment *s, size_t pos)
{
    assert(pos < s->bytes.len);
    if (s->flood)
        return s->at;
    while (pos >= s->step_end) {
        s->step++;
        s->step_end += s->step->kind == MUSTLS_STEP_SEND ? s->step->bytes.len : 0;
    }
    return s->step->at;
}

static bool next_flood_piece(struct mustls_play_segment *s)
{
    s->gone += s->end;
    if (s->last || s->gone >= s->flood) {
        mustls_play_segment_drop(s);
        return false;
    }
    begin_flood_piece(s);
    return true;
}

mustls_usec mustls_play_segment_gap(const struct mustls_play_segment *s)
{
    if (s->begin == s->own_begin)
        return s->chunk_gap;
    if (s->cut.kind == MUSTLS_CUT_BYTES)
        return s->begin - s->own_begin < MAX_SINGLE_GAPS ? s->cut_gap / 10 : 0;
    return s->cut_gap;
}

bool mustls_play_segment_next(struct mustls_play_segment *s)
{
    assert(s->active && s->sent == s->end);
    if (s->flood)
        return next_flood_piece(s);
    if (s->end == s->bytes.len) {
        mustls_play_segment_drop(s);
        return false;
    }
    begin_piece(s);
    return true;
}
