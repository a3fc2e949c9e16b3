#include "play/segment_internal.h"

#include <assert.h>

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
}

static void begin_piece(struct mustls_play_segment *s)
{
    size_t left = s->bytes.len - s->end;
    s->begin = s->sent = s->end;
    s->end += s->chunk && s->chunk < left ? s->chunk : left;
    s->at = mustls_play_segment_at(s, s->begin);
}

const struct mustls_step *mustls_play_segment_fill(struct mustls_play_segment *s,
                                                   const struct mustls_step *first,
                                                   const struct mustls_step *end, bool *ok)
{
    assert(!s->active);
    mustls_play_segment_drop(s);
    const struct mustls_step *step = first;
    for (; step < end && step->kind == MUSTLS_STEP_SEND; step++)
        mustls_buf_put(&s->bytes, step->bytes);
    *ok = !s->bytes.failed;
    if (s->bytes.failed || s->bytes.len == 0)
        return step;

    s->active = true;
    s->step = first;
    s->step_end = first->bytes.len;
    begin_piece(s);
    return step;
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
    while (pos >= s->step_end) {
        s->step++;
        s->step_end += s->step->bytes.len;
    }
    return s->step->at;
}

bool mustls_play_segment_next(struct mustls_play_segment *s)
{
    assert(s->active && s->sent == s->end);
    if (s->end == s->bytes.len) {
        mustls_play_segment_drop(s);
        return false;
    }
    begin_piece(s);
    return true;
}
