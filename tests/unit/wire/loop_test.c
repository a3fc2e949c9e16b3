#include "wire/fake.h"

#include "base/arena.h"
#include "wire/loop.h"

/* The server's side of the loop is a play; here it is a list of fakes, one a connection. */
#define MAX_CONNS 4

struct mustls_play {
    struct fake servers[MAX_CONNS];
    size_t num_servers; /* accepted so far */
    size_t max_servers;
    bool done;
};

bool mustls_play_accept(struct mustls_play *p, mustls_usec now, struct mustls_talker *out)
{
    (void)now;
    if (p->num_servers == p->max_servers)
        return false;
    *out = fake_talker(&p->servers[p->num_servers++]);
    return true;
}

bool mustls_play_done(const struct mustls_play *p)
{
    return p->done;
}

struct scene {
    struct mustls_play play;
    struct fake client;
    mustls_usec limit;
    size_t max_steps;
};

struct row {
    const char *label;
    void (*stage)(struct scene *s);
    enum mustls_loop_end end;
    unsigned long long msec; /* virtual time it took */
    const char *client_log, *server_log;
};

static void closes(struct scene *s)
{
    s->client.first = "QUIT\r\n";
    say(&s->play.servers[0], "250 x\r\n");
    s->client.after_eof = MUSTLS_WANT_DONE;
    s->play.servers[0].due = MUSTLS_MSEC(300);
    s->play.servers[0].after_tick = MUSTLS_WANT_CLOSE | MUSTLS_WANT_DONE;
}

static void tls(struct scene *s)
{
    s->client.first = "STARTTLS\r\n";
    s->client.hello = "EHLO\r\n";
    s->client.after_up = MUSTLS_WANT_CLOSE | MUSTLS_WANT_DONE;
    s->play.servers[0].after_eof = MUSTLS_WANT_CLOSE | MUSTLS_WANT_DONE;
}

/* The server never closes: the client's drain ends after a second. */
static void lingers(struct scene *s)
{
    s->client.due = MUSTLS_MSEC(50);
    s->client.after_tick = MUSTLS_WANT_CLOSE | MUSTLS_WANT_DONE;
}

/* What the peer says in the meantime still arrives. */
static void half_closed(struct scene *s)
{
    lingers(s);
    s->play.servers[0].due = MUSTLS_MSEC(500);
    s->play.servers[0].after_tick = MUSTLS_WANT_CLOSE;
    s->play.servers[0].at_tick = "250 x\r\n";
}

static void resets(struct scene *s)
{
    s->client.due = MUSTLS_MSEC(50);
    s->client.after_tick = MUSTLS_WANT_RESET | MUSTLS_WANT_DONE;
}

static void server_resets(struct scene *s)
{
    s->play.servers[0].due = MUSTLS_MSEC(50);
    s->play.servers[0].after_tick = MUSTLS_WANT_RESET | MUSTLS_WANT_DONE;
    s->client.after_eof = MUSTLS_WANT_DONE;
}

static void connects_again(struct scene *s)
{
    s->client.after_eof = MUSTLS_WANT_CONNECT;
    s->client.connects = 2;
    for (size_t i = 0; i < MAX_CONNS; i++) {
        s->play.servers[i].due = MUSTLS_MSEC(100) * (i + 1);
        s->play.servers[i].after_tick = MUSTLS_WANT_CLOSE | MUSTLS_WANT_DONE;
    }
}

static void refused(struct scene *s)
{
    s->play.max_servers = 0;
    s->client.after_eof = MUSTLS_WANT_DONE;
}

static void nobody_moves(struct scene *s)
{
    (void)s;
}

static void too_slow(struct scene *s)
{
    s->client.due = MUSTLS_SEC(30);
}

static void play_is_done(struct scene *s)
{
    s->play.done = true;
    s->client.due = MUSTLS_SEC(1);
}

/* Before time moves on, what is under way arrives: the answer beats the time-out at 0. */
static void delivery_first(struct scene *s)
{
    s->client.first = "STARTTLS\r\n";
    s->client.due = 0;
    s->client.after_tick = MUSTLS_WANT_RESET | MUSTLS_WANT_DONE;
}

static void leaves_without_a_word(struct scene *s)
{
    s->client.due = MUSTLS_MSEC(1);
    s->client.after_tick = MUSTLS_WANT_DONE;
}

static const struct row rows[] = {
    {"server closes", closes, MUSTLS_LOOP_DONE, 300, "connected \"250?x$\" eof ",
     "\"QUIT$\" tick@300 "},
    {"TLS and close_notify", tls, MUSTLS_LOOP_DONE, 0, "connected \"220?go$\" up:TLSv1.3 alert:0 ",
     "\"STARTTLS$\" up:TLSv1.3 tls\"EHLO$\" alert:0 eof "},
    {"client closes, server stays", lingers, MUSTLS_LOOP_DONE, 1050, "connected tick@50 ", "eof "},
    {"half closed", half_closed, MUSTLS_LOOP_DONE, 500, "connected tick@50 \"250?x$\" ",
     "eof tick@500 "},
    {"client resets", resets, MUSTLS_LOOP_DONE, 50, "connected tick@50 ", "reset "},
    {"server resets", server_resets, MUSTLS_LOOP_DONE, 50, "connected reset ", "tick@50 "},
    {"connects again", connects_again, MUSTLS_LOOP_DONE, 300,
     "connected eof connected eof connected eof ", "tick@100 "},
    {"refused", refused, MUSTLS_LOOP_DONE, 0, "connected reset ", ""},
    {"stuck", nobody_moves, MUSTLS_LOOP_STUCK, 0, "connected ", ""},
    {"limit", too_slow, MUSTLS_LOOP_LIMIT, 20000, "connected ", ""},
    {"play is done", play_is_done, MUSTLS_LOOP_DONE, 0, "connected ", ""},
    {"delivery before time", delivery_first, MUSTLS_LOOP_DONE, 0,
     "connected \"220?go$\" up:TLSv1.3 tick@0 ", "\"STARTTLS$\" up:TLSv1.3 reset "},
    {"leaves without a word", leaves_without_a_word, MUSTLS_LOOP_DONE, 1, "connected tick@1 ",
     "eof "},
};

static void stage(struct scene *s, const struct row *row)
{
    memset(s, 0, sizeof *s);
    s->play.max_servers = MAX_CONNS;
    for (size_t i = 0; i < MAX_CONNS; i++)
        fake_init(&s->play.servers[i], true);
    fake_init(&s->client, false);
    s->client.wants = MUSTLS_WANT_CONNECT;
    s->limit = MUSTLS_SEC(20);
    row->stage(s);
}

static enum mustls_loop_end play(struct scene *s, struct mustls_tls_factory *f, mustls_usec *now)
{
    const struct mustls_loop_side side = {
        .active = fake_talker(&s->client),
        .server = &s->play,
        .factory = f,
        .limit = s->limit,
        .max_steps = s->max_steps,
    };
    return mustls_loop_run(&side, now);
}

static void test_rows(void **state)
{
    (void)state;
    struct mustls_tls_factory *f = mustls_tls_null_factory_new();
    static struct scene s;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        stage(&s, &rows[i]);
        mustls_usec now = 0;
        enum mustls_loop_end end = play(&s, f, &now);
        if (end != rows[i].end || now != MUSTLS_MSEC(rows[i].msec) ||
            strcmp(s.client.log, rows[i].client_log) != 0 ||
            strcmp(s.play.servers[0].log, rows[i].server_log) != 0)
            fail_msg("%s: end %d at %llu us, client %s server %s", rows[i].label, end,
                     (unsigned long long)now, s.client.log, s.play.servers[0].log);
    }
    f->free(f);
}

static void test_steps_are_bounded(void **state)
{
    (void)state;
    struct mustls_tls_factory *f = mustls_tls_null_factory_new();
    static struct scene s;
    for (size_t max = 1; max < 10; max++) {
        stage(&s, &rows[1]);
        s.max_steps = max;
        mustls_usec now = 0;
        enum mustls_loop_end end = play(&s, f, &now);
        assert_true(end == MUSTLS_LOOP_LIMIT || max > 5);
    }
    f->free(f);
}

/* "<" from the server, ">" to it, then how the segment begins: "250", or a record's type. */
static void tap(void *arg, bool from_server, struct mustls_span segment)
{
    struct mustls_buf *log = arg;
    mustls_buf_putc(log, from_server ? '<' : '>');
    if (segment.ptr[0] < ' ')
        mustls_buf_printf(log, "%d ", segment.ptr[0]);
    else
        mustls_buf_printf(log, "%.3s ", (const char *)segment.ptr);
}

static void test_tap(void **state)
{
    (void)state;
    struct mustls_tls_factory *f = mustls_tls_null_factory_new();
    static struct scene s;
    struct mustls_buf log;
    mustls_buf_init(&log, 4096);
    stage(&s, &rows[1]);
    const struct mustls_loop_side side = {.active = fake_talker(&s.client),
                                          .server = &s.play,
                                          .factory = f,
                                          .limit = s.limit,
                                          .tap = tap,
                                          .tap_arg = &log};
    mustls_usec now = 0;
    assert_int_equal(mustls_loop_run(&side, &now), MUSTLS_LOOP_DONE);
    /* ClientHello, ServerHello, Finished, "EHLO", both close_notify. */
    assert_string_equal(mustls_buf_cstr(&log), ">STA <220 >22 <22 >22 >23 >21 <21 ");
    mustls_buf_deinit(&log);
    f->free(f);
}

static void test_no_memory(void **state)
{
    (void)state;
    struct mustls_tls_factory *f = mustls_tls_null_factory_new();
    static struct scene s;
    bool whole = false;
    for (long n = 0; n < 60 && !whole; n++) {
        stage(&s, &rows[1]);
        s.client.after_eof = s.client.after_down = MUSTLS_WANT_DONE;
        mustls_usec now = 0;
        mustls_alloc_fail_after(n);
        play(&s, f, &now);
        mustls_alloc_fail_after(-1);
        whole = strcmp(s.play.servers[0].log, rows[1].server_log) == 0;
    }
    assert_true(whole);
    f->free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_steps_are_bounded),
        cmocka_unit_test(test_tap),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
