#include "peer_end.h"

void fuzz_end_connected(struct fuzz_end *e, bool server, bool again, mustls_usec now)
{
    if (!e->factory) {
        e->talker.ops->connected(e->talker.self, now);
        return;
    }
    if (!again) {
        mustls_endpoint_deinit(&e->wire);
        mustls_endpoint_init(&e->wire, e->talker, e->factory, server);
    }
    mustls_endpoint_connected(&e->wire, now);
}

void fuzz_end_deinit(struct fuzz_end *e)
{
    if (e->factory)
        mustls_endpoint_deinit(&e->wire);
}

unsigned fuzz_end_wants(struct fuzz_end *e, mustls_usec now)
{
    if (!e->factory)
        return e->talker.ops->wants(e->talker.self);
    unsigned wants = mustls_endpoint_wants(&e->wire, now);
    return mustls_endpoint_output(&e->wire, now).len > 0 ? wants | MUSTLS_WANT_WRITE : wants;
}

struct mustls_span fuzz_end_output(struct fuzz_end *e, mustls_usec now)
{
    return e->factory ? mustls_endpoint_output(&e->wire, now)
                      : e->talker.ops->output(e->talker.self);
}

void fuzz_end_sent(struct fuzz_end *e, size_t n, mustls_usec now)
{
    if (e->factory)
        mustls_endpoint_sent(&e->wire, n, now);
    else
        e->talker.ops->sent(e->talker.self, n, now);
}

void fuzz_end_input(struct fuzz_end *e, struct mustls_span in, mustls_usec now)
{
    if (e->factory)
        mustls_endpoint_input(&e->wire, in, now);
    else
        e->talker.ops->input(e->talker.self, in, now);
}

void fuzz_end_eof(struct fuzz_end *e, bool reset, mustls_usec now)
{
    if (e->factory)
        mustls_endpoint_eof(&e->wire, reset, now);
    else
        e->talker.ops->eof(e->talker.self, reset, now);
}

mustls_usec fuzz_end_deadline(const struct fuzz_end *e)
{
    return e->factory ? mustls_endpoint_deadline(&e->wire)
                      : e->talker.ops->deadline(e->talker.self);
}

void fuzz_end_tick(struct fuzz_end *e, mustls_usec now)
{
    if (e->factory)
        mustls_endpoint_tick(&e->wire, now);
    else
        e->talker.ops->tick(e->talker.self, now);
}
