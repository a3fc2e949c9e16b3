/* The mock server against a client's side of a conversation: whole or byte by byte it says the same
 * and records the same commands, and it comes to rest.
 *
 * Records: 0 a new connection says the bytes, 1 and 2 bytes, 3 a handshake succeeds or, with bytes,
 * fails (where one is due), 4 the client closes, 5 resets. */
#include "flat/flat.h"
#include "fuzz.h"
#include "play/play.h"
#include "scenario/scenario.h"

enum { MAX_TURNS = 100000, MAX_INPUT = 1 << 14, MAX_CONNS = 4 };

static const char scenario[] =
    "base none\n"
    "[clear]\nC: <connect>\nS: 220 x\n\n"
    "C: EHLO\nS: 250-x\\|\nS: 250 STARTTLS\n\n"
    "C: STARTTLS\nS: 220 go\nS: <tls>\n\n"
    "C: <hello>\nS: <close>\n\n"
    "C#2: *\nS: 421 \\c\nS: <wait 1s>\nS: x\n\nC: RSET\nS: <reset>\n\nC: *\nS: 530 5.7.0 x\n\n"
    "[tls]\nC: EHLO\nS: 250-x\nS: 250 AUTH PLAIN LOGIN\n\n"
    "C: STARTTLS\nS: 503 x\nS: <tls>\n\n"
    "C: AUTH LOGIN\nS: 334 a\nC: <line>\nS: 334 b\nC: <line>\nS: 235 x\n\nC: AUTH *\nS: 235 x\n\n"
    "C: MAIL|RCPT\nS: 250 x\n\nC: DATA\nS: 354 x\nC: <data>\nS: 250 x\n\n"
    "C: NOOP\nS: <chunk 1 1ms>\nS: 250 xx\nS: <chunk off>\n\n"
    "C: QUIT\nS: 221 x\nS: <close>\n\nC: *\nS: 502 x\n";

static struct mustls_program *prog;

static void start_once(void)
{
    struct mustls_diags d;
    struct mustls_scenario *s;
    if (prog)
        return;
    static struct mustls_arena *a; /* lives as long as the process */
    a = mustls_arena_new(16u << 20);
    mustls_diags_init(&d, a);
    fuzz_require(mustls_scenario_parse(a, "base/t", "t", mustls_span_str(scenario), &d, &s) ==
                     MUSTLS_OK,
                 "our own scenario parses");
    const struct mustls_scenario *chain[] = {s};
    fuzz_require(mustls_scenario_program(a, chain, 1, 0, &d, &prog) == MUSTLS_OK,
                 "our own scenario is a program");
}

struct session {
    struct mustls_play *play;
    struct mustls_talker talker;
    struct mustls_buf said; /* by the server, of all connections */
    struct mustls_buf left; /* unread where a handshake begins */
    mustls_usec now;
    unsigned conns;
    bool over;    /* this connection */
    bool closing; /* the server has closed */
    bool tls_due; /* a handshake is under way */
};

/* Clear text where a handshake is due: no TLS, but input (base/talker.h). */
static void refuse(struct session *s, struct mustls_span bytes)
{
    struct mustls_tls_info info = {0};
    struct mustls_tls_trouble why = {.kind = MUSTLS_TLSFAIL_PLAINTEXT, .alert = -1, .raw = bytes};
    s->tls_due = false;
    s->talker.ops->tls_down(s->talker.self, &info, &why, s->now);
    s->talker.ops->input(s->talker.self, bytes, s->now);
}

/* Until nothing moves without the client: time passes while the server wants it to. */
static void settle(struct session *s)
{
    const struct mustls_talker_ops *ops = s->talker.ops;
    for (int turn = 0; turn < MAX_TURNS; turn++) {
        unsigned wants = s->over || s->tls_due ? 0 : ops->wants(s->talker.self);
        if (wants & MUSTLS_WANT_WRITE) {
            struct mustls_span out = ops->output(s->talker.self);
            fuzz_require(out.len > 0, "who wants to write has something to say");
            mustls_buf_put(&s->said, out);
            ops->sent(s->talker.self, out.len, s->now);
        } else if (wants & (MUSTLS_WANT_CLOSE | MUSTLS_WANT_RESET | MUSTLS_WANT_DONE)) {
            s->closing = wants & MUSTLS_WANT_CLOSE; /* then it still reads */
            s->over = !s->closing;
            return;
        } else if (wants & MUSTLS_WANT_TLS) {
            mustls_buf_clear(&s->left);
            mustls_buf_put(&s->left, ops->leftover(s->talker.self));
            s->tls_due = true;
            if (s->left.len > 0)
                refuse(s, mustls_buf_span(&s->left));
        } else if (wants & MUSTLS_WANT_TIME) {
            mustls_usec due = ops->deadline(s->talker.self);
            if (due == MUSTLS_NEVER)
                return;
            s->now = due > s->now ? due : s->now;
            ops->tick(s->talker.self, s->now);
        } else {
            return;
        }
    }
    fuzz_require(false, "the server comes to rest");
}

/* The server speaks when all of it is there: what comes before a reply and what comes behind it are
 * not the same. */
static void input(struct session *s, struct mustls_span bytes, size_t piece)
{
    while (bytes.len > 0 && !s->over) {
        struct mustls_span part = mustls_span_first(bytes, piece);
        if (s->tls_due)
            refuse(s, part);
        else
            s->talker.ops->input(s->talker.self, part, s->now);
        bytes = mustls_span_from(bytes, part.len);
    }
    settle(s);
}

static void open_connection(struct session *s)
{
    if (s->conns == MAX_CONNS || !mustls_play_accept(s->play, s->now, &s->talker)) {
        s->over = true;
        return;
    }
    s->conns++;
    s->over = s->closing = s->tls_due = false;
    s->talker.ops->connected(s->talker.self, s->now);
    settle(s);
}

static void shake(struct session *s, struct mustls_span bytes)
{
    struct mustls_tls_info info = {.version = "TLSv1.3", .cipher = "x", .cert = "good"};
    struct mustls_tls_trouble why = {.kind = MUSTLS_TLSFAIL_OTHER, .alert = -1};
    if (s->over || !s->tls_due)
        return;
    s->tls_due = false;
    if (bytes.len == 0)
        s->talker.ops->tls_up(s->talker.self, &info, s->now);
    else
        s->talker.ops->tls_down(s->talker.self, &info, &why, s->now);
    settle(s);
}

static void end_connection(struct session *s, bool reset)
{
    if (s->over || s->closing || s->tls_due)
        return;
    s->talker.ops->eof(s->talker.self, reset, s->now);
    settle(s);
    s->over = true;
}

static void play_records(struct session *s, struct mustls_span in, size_t piece)
{
    open_connection(s);
    while (in.len >= MUSTLS_FLAT_HEAD) {
        int op = in.ptr[0] % MUSTLS_NUM_FLAT_OPS;
        size_t len = (size_t)in.ptr[1] | (size_t)in.ptr[2] << 8;
        in = mustls_span_from(in, MUSTLS_FLAT_HEAD);
        struct mustls_span bytes = mustls_span_first(in, len);
        in = mustls_span_from(in, bytes.len);
        if (op == MUSTLS_FLAT_CONNECT)
            open_connection(s);
        if (op == MUSTLS_FLAT_TLS)
            shake(s, bytes);
        else if (op == MUSTLS_FLAT_CLOSE || op == MUSTLS_FLAT_RESET)
            end_connection(s, op == MUSTLS_FLAT_RESET);
        else
            input(s, bytes, piece);
    }
}

/* What must not depend on how the bytes came. */
static void put_commands(struct mustls_buf *out, const struct mustls_trace *t)
{
    for (size_t i = 0; i < t->num_events; i++) {
        const struct mustls_event *e = &t->events[i];
        if (e->kind != MUSTLS_E_COMMAND && e->kind != MUSTLS_E_LINE && e->kind != MUSTLS_E_DATA &&
            e->kind != MUSTLS_E_SECRET && e->kind != MUSTLS_E_MESSAGE &&
            e->kind != MUSTLS_E_ACCEPTED)
            continue;
        mustls_buf_printf(out, "%u %s %d ", e->conn, mustls_event_name(e->kind), e->phase);
        mustls_buf_put(out, e->raw);
        mustls_buf_putc(out, '\n');
    }
}

static void run(struct mustls_span in, size_t piece, struct mustls_buf *out)
{
    struct mustls_trace trace;
    struct mustls_play_params params = {
        .user = MUSTLS_LIT("user"), .password = MUSTLS_LIT("secret"), .nonce = MUSTLS_LIT("nonce")};
    fuzz_require(mustls_trace_init(&trace, 200000, 64u << 20) == MUSTLS_OK, "memory");
    struct session s = {.play = mustls_play_new(prog, &trace, &params)};
    fuzz_require(s.play != NULL, "memory");
    mustls_buf_init(&s.said, 64u << 20);
    mustls_buf_init(&s.left, 16u << 20);
    play_records(&s, in, piece);
    char turn[256];
    mustls_play_turn(s.play, turn, sizeof turn);
    mustls_play_end(s.play, &(struct mustls_play_end){.kind = MUSTLS_END_KILLED}, s.now);
    mustls_buf_put(out, mustls_buf_span(&s.said));
    put_commands(out, &trace);
    mustls_buf_deinit(&s.said);
    mustls_buf_deinit(&s.left);
    mustls_play_free(s.play);
    mustls_trace_deinit(&trace);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mustls_buf whole, bytes;
    if (size > MAX_INPUT)
        return 0;
    start_once();
    fuzz_begin();
    mustls_buf_init(&whole, 128u << 20);
    mustls_buf_init(&bytes, 128u << 20);
    run(mustls_span(data, size), SIZE_MAX, &whole);
    run(mustls_span(data, size), 1, &bytes);
    fuzz_require_same(mustls_buf_span(&whole), mustls_buf_span(&bytes), "whole or byte by byte");
    mustls_buf_deinit(&whole);
    mustls_buf_deinit(&bytes);
    fuzz_end();
    return 0;
}
