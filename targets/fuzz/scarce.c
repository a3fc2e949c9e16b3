#include "scarce.h"

#include "base/arena.h"

void fuzz_scarce_enter(struct fuzz_scarce *s)
{
    mustls_alloc_fail_after(s->left);
}

void fuzz_scarce_leave(struct fuzz_scarce *s)
{
    s->left = mustls_alloc_fail_after(-1);
}

static unsigned wants(const void *self)
{
    const struct fuzz_scarce *s = self;
    return s->inner.ops->wants(s->inner.self);
}

static void connected(void *self, mustls_usec now)
{
    struct fuzz_scarce *s = self;
    fuzz_scarce_enter(s);
    s->inner.ops->connected(s->inner.self, now);
    if (s->careless)
        s->inner.ops->connected(s->inner.self, now);
    fuzz_scarce_leave(s);
}

static void input(void *self, struct mustls_span in, mustls_usec now)
{
    struct fuzz_scarce *s = self;
    fuzz_scarce_enter(s);
    for (size_t i = 0; s->careless && i <= in.len; i++) /* and nothing, at last */
        s->inner.ops->input(s->inner.self, mustls_span_first(mustls_span_from(in, i), 1), now);
    if (!s->careless)
        s->inner.ops->input(s->inner.self, in, now);
    fuzz_scarce_leave(s);
}

static struct mustls_span output(const void *self)
{
    const struct fuzz_scarce *s = self;
    return s->inner.ops->output(s->inner.self);
}

static void sent(void *self, size_t n, mustls_usec now)
{
    struct fuzz_scarce *s = self;
    fuzz_scarce_enter(s);
    s->inner.ops->sent(s->inner.self, n, now);
    fuzz_scarce_leave(s);
}

static void tls_wish(const void *self, struct mustls_tls_wish *out)
{
    const struct fuzz_scarce *s = self;
    s->inner.ops->tls_wish(s->inner.self, out);
}

static struct mustls_span leftover(void *self)
{
    struct fuzz_scarce *s = self;
    return s->inner.ops->leftover(s->inner.self);
}

static void tls_up(void *self, const struct mustls_tls_info *info, mustls_usec now)
{
    struct fuzz_scarce *s = self;
    fuzz_scarce_enter(s);
    s->inner.ops->tls_up(s->inner.self, info, now);
    fuzz_scarce_leave(s);
}

static void tls_down(void *self, const struct mustls_tls_info *info,
                     const struct mustls_tls_trouble *why, mustls_usec now)
{
    struct fuzz_scarce *s = self;
    fuzz_scarce_enter(s);
    s->inner.ops->tls_down(s->inner.self, info, why, now);
    fuzz_scarce_leave(s);
}

static void alert(void *self, int description, mustls_usec now)
{
    struct fuzz_scarce *s = self;
    fuzz_scarce_enter(s);
    s->inner.ops->alert(s->inner.self, description, now);
    fuzz_scarce_leave(s);
}

static void eof(void *self, bool reset, mustls_usec now)
{
    struct fuzz_scarce *s = self;
    fuzz_scarce_enter(s);
    s->inner.ops->eof(s->inner.self, reset, now);
    fuzz_scarce_leave(s);
}

static void tick(void *self, mustls_usec now)
{
    struct fuzz_scarce *s = self;
    fuzz_scarce_enter(s);
    s->inner.ops->tick(s->inner.self, now);
    fuzz_scarce_leave(s);
}

static mustls_usec deadline(const void *self)
{
    const struct fuzz_scarce *s = self;
    return s->inner.ops->deadline(s->inner.self);
}

struct mustls_talker fuzz_scarce_talker(struct fuzz_scarce *s)
{
    static const struct mustls_talker_ops ops = {
        .wants = wants,
        .connected = connected,
        .input = input,
        .output = output,
        .sent = sent,
        .tls_wish = tls_wish,
        .leftover = leftover,
        .tls_up = tls_up,
        .tls_down = tls_down,
        .alert = alert,
        .eof = eof,
        .tick = tick,
        .deadline = deadline,
    };
    return (struct mustls_talker){&ops, s};
}
