#include "session.h"

#include "../fuzz/fuzz.h"
#include "../fuzz/sums.h"
#include "net.h"
#include "play/play.h"

/* An hour of mail time: more than the sum of all time-outs of RFC 5321 4.5.3.2. */
#define LIMIT    MUSTLS_SEC(3600)
#define MAX_SAID (64u << 10)

static struct mustls_buf said; /* of the session under way */

void mustls_job_said(const char *text)
{
    mustls_buf_puts(&said, text);
    mustls_buf_putc(&said, '\n');
}

static bool accept_one(void *arg, mustls_usec now, struct mustls_talker *out)
{
    struct mustls_play *play = arg;
    return mustls_play_accept(play, now, out);
}

static enum mustls_end_kind how_it_ended(const struct session *s)
{
    if (s->cut)
        return MUSTLS_END_KILLED;
    if (s->sent == MUSTLS_SENT)
        return MUSTLS_END_OK;
    return s->sent == MUSTLS_NOT_SENT ? MUSTLS_END_FAIL : MUSTLS_END_SKIP;
}

static void converse(struct session *s, struct mustls_play *play,
                     struct mustls_tls_factory *factory, mustls_send_fn *send,
                     const struct mustls_job *job, size_t budget)
{
    struct net n = {.accept = accept_one,
                    .arg = play,
                    .factory = factory,
                    .limit = LIMIT,
                    .max_calls = budget,
                    .tap = fuzz_sums_tap()};
    mustls_buf_init(&said, MAX_SAID);
    net_enter(&n);
    s->sent = send(job);
    s->cut = n.cut;
    net_leave(&n);
    struct mustls_play_end end = {.kind = how_it_ended(s), .output = mustls_buf_span(&said)};
    end.code = end.kind == MUSTLS_END_FAIL;
    end.output_cut = said.failed;
    mustls_play_end(play, &end, n.now);
    mustls_buf_deinit(&said);
}

void session_play(struct session *s, struct mustls_arena *a, const struct mustls_program *p,
                  struct mustls_tls_factory *factory, mustls_send_fn *send,
                  const struct mustls_job *job, size_t budget)
{
    struct mustls_play_params params = {.user = MUSTLS_LIT(SESSION_USER),
                                        .password = MUSTLS_LIT(SESSION_PASSWORD),
                                        .nonce = MUSTLS_LIT(SESSION_NONCE)};
    *s = (struct session){.sent = MUSTLS_CANNOT};
    fuzz_require(mustls_trace_init(&s->trace, 100000, 64u << 20) == MUSTLS_OK, "memory");
    struct mustls_play *play = mustls_play_new(p, &s->trace, &params);
    fuzz_require(play != NULL, "memory");
    converse(s, play, factory, send, job, budget);
    mustls_play_free(play);
    fuzz_require(mustls_judge(a, p, &s->trace, &s->judgement) == MUSTLS_OK, "memory");
}

void session_end(struct session *s)
{
    mustls_trace_deinit(&s->trace);
}
