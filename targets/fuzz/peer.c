/* Records: 0 bytes on a new connection, which the other side opens, or the script where it has come
 * to that; 1 and 2 bytes; 3 a handshake succeeds or, with bytes, fails (where one is due); 4 the
 * other side closes, 5 resets. */
#include "peer.h"
#include "base/rng.h"
#include "flat/flat.h"
#include "flat/frame.h"
#include "peer_end.h"
#include "play/play.h"
#include "program.h"

enum { MAX_TURNS = 100000, MAX_INPUT = 1 << 14, MAX_CONNS = 4 };

static struct mustls_program *progs[FUZZ_PEER_MAX];

struct session {
    const struct mustls_program *prog;
    struct mustls_play *play;
    struct mustls_trace *trace;
    struct fuzz_end end;
    struct mustls_buf said;  /* by the player, on all connections */
    struct mustls_buf left;  /* unread where a handshake begins */
    struct mustls_buf given; /* to the script, since the phase began */
    size_t mark;             /* events before that */
    mustls_usec now;
    unsigned conns;
    bool over;        /* this connection */
    bool closing;     /* the player has closed, and may still read */
    bool tls_due;     /* a handshake is under way */
    bool connect_due; /* the script wants a connection */
    bool scarce;      /* some allocation fails */
    bool lacks;       /* one of ours did */
    bool broke;       /* TLS broke under way: what the player still got to say then is chance */
};

static bool is_script(const struct session *s)
{
    return s->prog->role == MUSTLS_TEST_SERVER;
}

static bool is_wired(const struct session *s)
{
    return s->end.factory != NULL;
}

/* No reply of a server under test is lost, made up or told twice. */
static void check_replies(struct session *s)
{
    struct mustls_span rest = mustls_buf_span(&s->given);
    if (is_wired(s) || s->scarce)
        return;
    for (; s->mark < s->trace->num_events; s->mark++) {
        const struct mustls_event *e = &s->trace->events[s->mark];
        if (e->kind != MUSTLS_E_REPLY || e->from != MUSTLS_FROM_SUBJECT)
            continue;
        fuzz_require(mustls_span_eq(mustls_span_first(rest, e->raw.len), e->raw),
                     "the replies in the trace are those that came");
        rest = mustls_span_from(rest, e->raw.len);
    }
    mustls_buf_clear(&s->given);
}

static void give(struct session *s, struct mustls_span bytes)
{
    if (is_script(s) && !is_wired(s))
        mustls_buf_put(&s->given, bytes);
    fuzz_end_input(&s->end, bytes, s->now);
}

/* Clear text where a handshake is due: no TLS, but input (base/talker.h). */
static void refuse(struct session *s, struct mustls_span bytes)
{
    struct mustls_tls_info info = {0};
    struct mustls_tls_trouble why = {.kind = MUSTLS_TLSFAIL_PLAINTEXT, .alert = -1, .raw = bytes};
    s->tls_due = false;
    s->end.talker.ops->tls_down(s->end.talker.self, &info, &why, s->now);
    give(s, bytes);
}

static void write_out(struct session *s)
{
    struct mustls_span out = fuzz_end_output(&s->end, s->now);
    fuzz_require(out.len > 0, "who wants to write has something to say");
    mustls_buf_put(&s->said, out);
    fuzz_end_sent(&s->end, out.len, s->now);
}

/* What the script has not read a client's handshake never sees. */
static void begin_tls(struct session *s)
{
    mustls_buf_clear(&s->left);
    mustls_buf_put(&s->left, s->end.talker.ops->leftover(s->end.talker.self));
    s->lacks |= s->left.failed;
    s->tls_due = true;
    if (s->left.len > 0 && !is_script(s))
        refuse(s, mustls_buf_span(&s->left));
}

/* False when nothing moves without the other side: time passes while the player wants it to. */
static bool move(struct session *s)
{
    unsigned wants = fuzz_end_wants(&s->end, s->now);
    if (wants & MUSTLS_WANT_WRITE) {
        write_out(s);
        return true;
    }
    s->closing = wants & MUSTLS_WANT_CLOSE; /* then it still reads */
    s->connect_due = wants & MUSTLS_WANT_CONNECT;
    s->over = s->connect_due || (!s->closing && (wants & (MUSTLS_WANT_RESET | MUSTLS_WANT_DONE)));
    if (wants & MUSTLS_WANT_TLS) {
        begin_tls(s);
        return true;
    }
    mustls_usec due = fuzz_end_deadline(&s->end);
    if (!(wants & MUSTLS_WANT_TIME) || due == MUSTLS_NEVER)
        return false;
    s->now = due > s->now ? due : s->now;
    fuzz_end_tick(&s->end, s->now);
    return true;
}

/* A script at rest has its end, or something that the server or the shell can do for it. */
static void check_rest(const struct session *s)
{
    const unsigned hopes =
        MUSTLS_WANT_READ | MUSTLS_WANT_TLS | MUSTLS_WANT_CONNECT | MUSTLS_WANT_DONE;
    fuzz_require(!is_script(s) || (s->end.talker.ops->wants(s->end.talker.self) & hopes),
                 "a script does not stand still");
}

static void settle(struct session *s)
{
    for (int turn = 0; turn < MAX_TURNS; turn++) {
        if (!s->tls_due && move(s))
            continue;
        check_rest(s);
        return;
    }
    fuzz_require(false, "the player comes to rest");
}

/* A client throws away what came with the reply that lets it begin TLS (wire/endpoint.h): what came
 * apart from it is another matter. */
static bool drops_unread(const struct session *s)
{
    return is_wired(s) && is_script(s) && s->end.wire.state == MUSTLS_EP_CLEAR;
}

/* The player speaks when all of it is there: what comes before a reply and what comes behind it are
 * not the same. */
static void input(struct session *s, struct mustls_span bytes, size_t piece)
{
    while (bytes.len > 0 && !s->over) {
        struct mustls_span part = mustls_span_first(bytes, drops_unread(s) ? SIZE_MAX : piece);
        if (s->tls_due)
            refuse(s, part);
        else
            give(s, part);
        bytes = mustls_span_from(bytes, part.len);
    }
    if (!s->over)
        settle(s);
    s->broke |= is_wired(s) && s->end.wire.state == MUSTLS_EP_BROKEN;
}

static bool accept(struct session *s)
{
    if (s->conns == MAX_CONNS)
        return false;
    return is_script(s) || mustls_play_accept(s->play, s->now, &s->end.talker);
}

static void connected(struct session *s)
{
    s->closing = s->tls_due = s->connect_due = false;
    fuzz_end_connected(&s->end, !is_script(s), is_script(s) && s->conns > 0, s->now);
    s->conns++;
    settle(s);
}

static void open_connection(struct session *s)
{
    if (is_script(s) && !s->connect_due)
        return;
    check_replies(s);
    s->over = !accept(s);
    if (!s->over)
        connected(s);
}

static void shake(struct session *s, struct mustls_span bytes)
{
    struct mustls_tls_info info = {.version = "TLSv1.3", .cipher = "x", .cert = "good"};
    struct mustls_tls_trouble why = {.kind = MUSTLS_TLSFAIL_OTHER, .alert = -1};
    if (s->over || !s->tls_due)
        return;
    s->tls_due = false;
    if (bytes.len == 0) {
        check_replies(s);
        s->end.talker.ops->tls_up(s->end.talker.self, &info, s->now);
    } else {
        s->end.talker.ops->tls_down(s->end.talker.self, &info, &why, s->now);
    }
    settle(s);
}

static void end_connection(struct session *s, bool reset)
{
    if (s->over || s->closing || s->tls_due)
        return;
    s->over = true;
    fuzz_end_eof(&s->end, reset, s->now);
    settle(s);
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
        if (op == MUSTLS_FLAT_TLS && !is_wired(s))
            shake(s, bytes);
        else if (op == MUSTLS_FLAT_CLOSE || op == MUSTLS_FLAT_RESET)
            end_connection(s, op == MUSTLS_FLAT_RESET);
        else
            input(s, bytes, piece);
    }
    check_replies(s);
}

/* What must not depend on how the bytes came: of the subject, and where the script ended. */
static bool is_theirs(const struct mustls_event *e)
{
    switch (e->kind) {
    case MUSTLS_E_REPLY:
        return e->from == MUSTLS_FROM_SUBJECT;
    case MUSTLS_E_COMMAND:
    case MUSTLS_E_LINE:
    case MUSTLS_E_DATA:
    case MUSTLS_E_SECRET:
    case MUSTLS_E_MESSAGE:
    case MUSTLS_E_ACCEPTED:
    case MUSTLS_E_SCRIPT:
    case MUSTLS_E_FALSE_SUCCESS:
    case MUSTLS_E_FALSE_FAILURE:
        return true;
    default:
        return false;
    }
}

static void put_theirs(struct mustls_buf *out, const struct mustls_trace *t)
{
    for (size_t i = 0; i < t->num_events; i++) {
        const struct mustls_event *e = &t->events[i];
        if (!is_theirs(e))
            continue;
        mustls_buf_printf(out, "%u %s %d %d ", e->conn, mustls_event_name(e->kind), e->phase,
                          e->code);
        mustls_buf_put(out, e->raw);
        mustls_buf_putc(out, '\n');
    }
}

/* The run's end follows from the input's length, so that both runs have the same. */
static void end(struct session *s, struct mustls_span in)
{
    struct mustls_play_end how = {.kind = (enum mustls_end_kind)(in.len % (MUSTLS_END_SKIP + 1)),
                                  .code = (int)(in.len % 3),
                                  .output = mustls_span_first(in, 512),
                                  .output_cut = in.len > 512};
    char turn[256];
    mustls_play_turn(s->play, turn, sizeof turn);
    mustls_play_end(s->play, &how, s->now);
}

struct way {
    size_t piece;          /* octets that come at once */
    struct mustls_cut cut; /* of the player's segments */
    long fail; /* so many allocations succeed, and then one does not; negative: all do */
};

/* False when memory was lacking and that was told, or the target's own memory was. */
static bool run(const struct mustls_program *prog, struct mustls_tls_factory *factory,
                struct mustls_span in, const struct way *way, struct mustls_buf *out)
{
    struct mustls_trace trace;
    struct mustls_play_params params = {.user = MUSTLS_LIT("user"),
                                        .password = MUSTLS_LIT("secret"),
                                        .nonce = MUSTLS_LIT("nonce"),
                                        .cut = way->cut};
    fuzz_require(mustls_trace_init(&trace, 200000, 64u << 20) == MUSTLS_OK, "memory");
    struct session s = {.prog = prog,
                        .trace = &trace,
                        .play = mustls_play_new(prog, &trace, &params),
                        .scarce = way->fail >= 0,
                        .end = {.factory = factory}};
    fuzz_require(s.play != NULL, "memory");
    mustls_buf_init(&s.said, 64u << 20);
    mustls_buf_init(&s.left, 16u << 20);
    mustls_buf_init(&s.given, 16u << 20);
    if (is_script(&s))
        fuzz_require(mustls_play_accept(s.play, s.now, &s.end.talker), "a script has its talker");
    s.connect_due = is_script(&s);
    mustls_alloc_fail_after(way->fail);
    play_records(&s, in, way->piece);
    end(&s, in);
    mustls_alloc_fail_after(-1);
    bool whole = trace.dropped == 0 && !s.lacks && !s.said.failed;
    if (!s.broke)
        mustls_buf_put(out, mustls_buf_span(&s.said));
    put_theirs(out, &trace);
    mustls_buf_deinit(&s.said);
    mustls_buf_deinit(&s.left);
    mustls_buf_deinit(&s.given);
    fuzz_end_deinit(&s.end);
    mustls_play_free(s.play);
    mustls_trace_deinit(&trace);
    return whole;
}

/* Without memory the player comes to rest all the same, and a trace that lacks something says so.
 */
static void check_scarce(const struct mustls_program *prog, struct mustls_tls_factory *factory,
                         struct mustls_span in, const struct mustls_buf *plenty)
{
    struct mustls_buf out;
    struct way scarce = {.piece = SIZE_MAX, .fail = (long)(mustls_hash(in) % 64)};
    mustls_buf_init(&out, 128u << 20);
    if (run(prog, factory, in, &scarce, &out))
        fuzz_require_same(mustls_buf_span(plenty), mustls_buf_span(&out), "without memory");
    mustls_buf_deinit(&out);
}

void fuzz_peer(struct mustls_span in, const char *const *texts, size_t num,
               struct mustls_tls_factory *factory)
{
    struct mustls_buf whole, bytes;
    fuzz_require(num <= FUZZ_PEER_MAX, "there is room for all scenarios");
    fuzz_programs(progs, texts, num);
    if (in.len > MAX_INPUT)
        return;
    fuzz_begin();
    const struct mustls_program *prog = progs[mustls_flat_frame(in) % num];
    /* Under TLS a cut makes other records. */
    struct mustls_cut cut = {0};
    if (!factory)
        cut = (struct mustls_cut){.kind = (enum mustls_cut_kind)(in.len % (MUSTLS_CUT_JOINED + 1)),
                                  .at = 1 + in.len % 7};
    mustls_buf_init(&whole, 128u << 20);
    mustls_buf_init(&bytes, 128u << 20);
    run(prog, factory, in, &(struct way){.piece = SIZE_MAX, .fail = -1}, &whole);
    run(prog, factory, in, &(struct way){.piece = 1, .cut = cut, .fail = -1}, &bytes);
    fuzz_require_same(mustls_buf_span(&whole), mustls_buf_span(&bytes),
                      "whole, or in and out in pieces");
    if (mustls_hash(in) / 64 % 4 == 0)
        check_scarce(prog, factory, in, &whole);
    mustls_buf_deinit(&whole);
    mustls_buf_deinit(&bytes);
    fuzz_end();
}
