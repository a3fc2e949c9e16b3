/* A program from a few lines in the scenario language, a subject from a few lines of actions, and
 * the trace as text: what the rows of this room's tables are made of. */
#ifndef TESTS_UNIT_PLAY_HELPER_H
#define TESTS_UNIT_PLAY_HELPER_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "play/play.h"
#include "smtp/command.h"

/* --- program: no parser of ours is under test here, so this one only knows what the rows use ---
 */

#define MAX_RULES 32
#define MAX_STEPS 128
#define MAX_ALTS  64

struct table {
    struct mustls_program prog;
    struct mustls_rule rules[MAX_RULES];
    struct mustls_step steps[MAX_STEPS];
    struct mustls_pattern expects[MAX_STEPS]; /* of the step of the same number */
    struct mustls_pat_alt alts[MAX_ALTS];
    size_t num_alts;
    struct mustls_unit unit;
    unsigned phases;
    uint8_t bytes[8192];
    size_t used;
};

static struct mustls_span keep(struct table *t, const char *s, size_t len)
{
    assert_true(t->used + len <= sizeof t->bytes);
    memcpy(t->bytes + t->used, s, len);
    t->used += len;
    return mustls_span(t->bytes + t->used - len, len);
}

static struct mustls_step *add_step(struct table *t, enum mustls_step_kind kind, uint32_t line)
{
    assert_true(t->prog.num_steps < MAX_STEPS);
    struct mustls_step *s = &t->steps[t->prog.num_steps++];
    s->kind = kind;
    s->at = (struct mustls_origin){0, line};
    if (t->prog.num_rules)
        t->rules[t->prog.num_rules - 1].num_steps++;
    return s;
}

static void add_pattern(struct table *t, struct mustls_pattern *p, const char *s, size_t len)
{
    if (len == 1 && *s == '*')
        return;
    if (len == 9 && memcmp(s, "<connect>", 9) == 0) {
        p->kind = MUSTLS_PAT_CONNECT;
        return;
    }
    if (len == 7 && memcmp(s, "<hello>", 7) == 0) {
        p->kind = MUSTLS_PAT_HELLO;
        return;
    }
    p->kind = MUSTLS_PAT_ALTS;
    p->alts = &t->alts[t->num_alts++];
    p->num_alts = 1;
    p->alts->word = p->alts->glob = keep(t, s, len);
    if (*s >= '0' && *s <= '9') {
        p->alts->kind = MUSTLS_ALT_CODE;
        p->alts->word = mustls_span_first(p->alts->glob, 3);
        p->alts->glob = mustls_span_from(p->alts->glob, 4);
    } else {
        p->alts->kind = memchr(s, ' ', len) ? MUSTLS_ALT_GLOB : MUSTLS_ALT_VERB;
    }
}

static void add_own(struct table *t, const char *s, size_t len, uint32_t line)
{
    char text[4096];
    size_t n = 0;
    bool bare = false;
    for (size_t i = 0; i < len; i++) {
        if (s[i] != '\\') {
            text[n++] = s[i];
            continue;
        }
        switch (s[++i]) {
        case 'r':
            text[n++] = '\r';
            break;
        case 'n':
            text[n++] = '\n';
            break;
        case '0':
            text[n++] = '\0';
            break;
        case 'c':
            bare = true;
            break;
        case '|':
            add_step(t, MUSTLS_STEP_SEND, line)->bytes = keep(t, text, n);
            add_step(t, MUSTLS_STEP_FLUSH, line);
            n = 0;
            break;
        }
    }
    if (!bare && (n == 0 || (text[n - 1] != '\n' && text[n - 1] != '\r'))) {
        text[n++] = '\r';
        text[n++] = '\n';
    }
    add_step(t, MUSTLS_STEP_SEND, line)->bytes = keep(t, text, n);
}

static bool add_direction(struct table *t, const char *s, uint32_t line)
{
    static const struct mustls_tls_step plain = {.alert = -1},
                                        cut = {.alert = -1, .quirks.cut = true};
    unsigned n, ms;
    if (strncmp(s, "<tls", 4) == 0)
        add_step(t, MUSTLS_STEP_TLS, line)->tls = strncmp(s, "<tls cut", 8) == 0 ? &cut : &plain;
    else if (strncmp(s, "<wait>", 6) == 0)
        add_step(t, MUSTLS_STEP_WAIT, line)->usec = MUSTLS_NEVER;
    else if (sscanf(s, "<wait %ums>", &ms) == 1)
        add_step(t, MUSTLS_STEP_WAIT, line)->usec = MUSTLS_MSEC(ms);
    else if (sscanf(s, "<chunk %u %ums>", &n, &ms) == 2) {
        struct mustls_step *step = add_step(t, MUSTLS_STEP_CHUNK, line);
        step->n = n;
        step->usec = MUSTLS_MSEC(ms);
    } else if (sscanf(s, "<flood %u>", &n) == 1)
        add_step(t, MUSTLS_STEP_FLOOD, line)->n = n;
    else if (strncmp(s, "<close>", 7) == 0)
        add_step(t, MUSTLS_STEP_CLOSE, line);
    else if (strncmp(s, "<reset>", 7) == 0)
        add_step(t, MUSTLS_STEP_RESET, line);
    else if (strncmp(s, "<line>", 6) == 0)
        add_step(t, MUSTLS_STEP_READ_LINE, line);
    else if (strncmp(s, "<data>", 6) == 0)
        add_step(t, MUSTLS_STEP_READ_DATA, line);
    else if (t->prog.role == MUSTLS_TEST_SERVER && strncmp(s, "<connect>", 9) == 0)
        add_step(t, MUSTLS_STEP_CONNECT, line);
    else
        return false;
    return true;
}

static void add_rule(struct table *t, const char *s, size_t len, uint32_t nth, uint32_t line)
{
    assert_true(t->prog.num_rules < MAX_RULES);
    struct mustls_rule *r = &t->rules[t->prog.num_rules++];
    r->phases = t->phases;
    r->nth = nth;
    r->at = (struct mustls_origin){0, line};
    r->first_step = t->prog.num_steps;
    add_pattern(t, &r->pattern, s, len);
}

static void add_line(struct table *t, const char *s, size_t len, uint32_t line)
{
    if (len && *s == '[') {
        t->phases = s[1] == 'c' ? MUSTLS_IN_CLEAR : s[1] == 't' ? MUSTLS_IN_TLS : 3;
        return;
    }
    const char *colon = memchr(s, ':', len);
    if (!colon)
        return;
    const char *payload = colon + 2;
    size_t n = len - (size_t)(payload - s);
    bool own = (*s == 'S') == (t->prog.role == MUSTLS_TEST_CLIENT);
    uint32_t nth = s[1] == '#' ? (uint32_t)atoi(s + 2) : 0;
    if (*payload == '<' && add_direction(t, payload, line))
        return;
    if (own) {
        add_own(t, payload, n, line);
    } else if (t->prog.role == MUSTLS_TEST_SERVER) {
        struct mustls_step *step = add_step(t, MUSTLS_STEP_EXPECT, line);
        step->optional = s[1] == '?';
        step->expect = &t->expects[step - t->steps];
        add_pattern(t, &t->expects[step - t->steps], payload, n);
    } else {
        add_rule(t, payload, n, nth, line);
    }
}

/* Rules of one unit: a lone `*` is to be written last. */
static inline void build(struct table *t, enum mustls_role role, const char *text)
{
    memset(t, 0, sizeof *t);
    t->phases = MUSTLS_IN_CLEAR;
    t->unit.name = "t";
    t->prog.role = role;
    t->prog.rules = t->rules;
    t->prog.steps = t->steps;
    t->prog.units = &t->unit;
    t->prog.num_units = 1;
    for (uint32_t line = 1; *text; line++) {
        size_t len = strcspn(text, "\n");
        add_line(t, text, len, line);
        text += len + (text[len] == '\n');
    }
}

/* --- the subject: one action a line ---
 *   > TEXT    sends TEXT and CRLF (\r \n \c \0 as above; \xHH); our output is written before
 *   + MS      time goes on; timers fire
 *   up, down, bytes TEXT, alert N, eof, rst, accept
 *   hold, flow  our output is not written any more / is again
 *   part N    N bytes of our output are written
 */

enum cut { WHOLE = 0, BYTES = 1 };

struct run {
    struct table table;
    struct mustls_trace trace;
    struct mustls_play *play;
    struct mustls_talker t;
    mustls_usec now;
    size_t cut; /* 0 whole, 1 byte by byte, n: at byte n - 1 */
    bool hold;
};

static const struct mustls_play_params plain_params = {
    .user = {(const uint8_t *)"muser123", 8},
    .password = {(const uint8_t *)"pa+ss/wd9", 9},
    .nonce = {(const uint8_t *)"NONCE", 5},
    .start = 1000};

static bool write_some(struct run *r, size_t most)
{
    if (!(r->t.ops->wants(r->t.self) & MUSTLS_WANT_WRITE))
        return false;
    struct mustls_span out = r->t.ops->output(r->t.self);
    size_t n = out.len < most ? out.len : most;
    r->t.ops->sent(r->t.self, n, r->now);
    return true;
}

static inline void settle(struct run *r)
{
    for (;;) {
        unsigned w = r->t.ops->wants(r->t.self);
        if (w & MUSTLS_WANT_CONNECT)
            r->t.ops->connected(r->t.self, r->now);
        else if (r->hold || !write_some(r, SIZE_MAX))
            return;
    }
}

static size_t unescape(const char *s, size_t len, uint8_t *out)
{
    size_t n = 0;
    bool bare = false;
    for (size_t i = 0; i < len; i++) {
        unsigned hex;
        if (s[i] != '\\') {
            out[n++] = (uint8_t)s[i];
        } else if (s[++i] == 'x' && sscanf(s + i + 1, "%2x", &hex) == 1) {
            out[n++] = (uint8_t)hex;
            i += 2;
        } else if (s[i] == 'c') {
            bare = true;
        } else {
            out[n++] = s[i] == 'r' ? '\r' : s[i] == 'n' ? '\n' : '\0';
        }
    }
    if (!bare) {
        out[n++] = '\r';
        out[n++] = '\n';
    }
    return n;
}

static inline void feed(struct run *r, const uint8_t *in, size_t len)
{
    uint8_t *copy = malloc(len ? len : 1); /* so that a read past its end is seen */
    memcpy(copy, in, len);
    r->t.ops->input(r->t.self, mustls_span(copy, len), r->now);
    free(copy);
}

static inline void send_text(struct run *r, const char *s, size_t len)
{
    uint8_t in[8192];
    size_t n = unescape(s, len, in);
    if (r->cut == BYTES) {
        for (size_t i = 0; i < n; i++)
            feed(r, in + i, 1);
    } else if (r->cut > 1 && r->cut - 1 < n) {
        feed(r, in, r->cut - 1);
        feed(r, in + r->cut - 1, n - (r->cut - 1));
    } else {
        feed(r, in, n);
    }
}

static inline void pass_time(struct run *r, mustls_usec by)
{
    mustls_usec end = r->now + by;
    for (;;) {
        mustls_usec due = r->t.ops->deadline(r->t.self);
        if (due > end)
            break;
        r->now = due;
        r->t.ops->tick(r->t.self, r->now);
        settle(r);
    }
    r->now = end;
}

static const struct mustls_tls_info up_info = {
    .version = "TLSv1.3", .cipher = "X", .cert = "good", .sni = "mx.test", .sni_seen = true};

/* As the endpoint does it: clear text is why the handshake failed, and then input. */
static void end_tls(struct run *r, enum mustls_tls_failure kind, const char *raw, size_t len)
{
    uint8_t bytes[4096];
    assert_true(r->t.ops->wants(r->t.self) & MUSTLS_WANT_TLS);
    struct mustls_span left = r->t.ops->leftover(r->t.self);
    size_t n = left.len;
    if (n)
        memcpy(bytes, left.ptr, n);
    else if (raw)
        n = unescape(raw, len, bytes);
    bool plain = kind == MUSTLS_TLSFAIL_PLAINTEXT;
    struct mustls_tls_trouble why = {.kind = kind, .alert = plain ? -1 : 48, .text = "why"};
    if (plain)
        why.raw = mustls_span(bytes, n);
    r->t.ops->tls_down(r->t.self, &(struct mustls_tls_info){0}, &why, r->now);
    if (plain)
        feed(r, bytes, n);
    if (plain && left.len && raw)
        send_text(r, raw, len);
}

static void act(struct run *r, const char *s, size_t len)
{
    if (r->trace.dropped && !(r->t.ops->wants(r->t.self) & MUSTLS_WANT_TLS) &&
        (*s == 'u' || *s == 'd' || *s == 'b' || strncmp(s, "plain", 5) == 0))
        return; /* out of memory: no handshake will be asked for */
    if (*s == '>')
        send_text(r, s + 2, len - 2);
    else if (*s == '+')
        pass_time(r, MUSTLS_MSEC(atoi(s + 2)));
    else if (strncmp(s, "up", 2) == 0) {
        assert_true(r->t.ops->wants(r->t.self) & MUSTLS_WANT_TLS);
        r->t.ops->leftover(r->t.self);
        r->t.ops->tls_up(r->t.self, &up_info, r->now);
    } else if (strncmp(s, "down", 4) == 0)
        end_tls(r, MUSTLS_TLSFAIL_ALERT_IN, NULL, 0);
    else if (strncmp(s, "plain", 5) == 0)
        end_tls(r, MUSTLS_TLSFAIL_PLAINTEXT, NULL, 0);
    else if (strncmp(s, "bytes", 5) == 0)
        end_tls(r, MUSTLS_TLSFAIL_PLAINTEXT, s + 6, len - 6);
    else if (strncmp(s, "alert", 5) == 0)
        r->t.ops->alert(r->t.self, atoi(s + 6), r->now);
    else if (strncmp(s, "eof", 3) == 0)
        r->t.ops->eof(r->t.self, false, r->now);
    else if (strncmp(s, "rst", 3) == 0)
        r->t.ops->eof(r->t.self, true, r->now);
    else if (strncmp(s, "hold", 4) == 0)
        r->hold = true;
    else if (strncmp(s, "flow", 4) == 0)
        r->hold = false;
    else if (strncmp(s, "part", 4) == 0)
        write_some(r, (size_t)atoi(s + 5));
    else if (strncmp(s, "accept", 6) == 0)
        (void)mustls_play_accept(r->play, r->now, &r->t);
    else
        fail_msg("unknown action %.*s", (int)len, s);
}

static inline void run_end(struct run *r)
{
    mustls_play_free(r->play);
    mustls_trace_deinit(&r->trace);
}

/* False without memory. */
static inline bool run_begin(struct run *r, enum mustls_role role, const char *scenario,
                             const struct mustls_play_params *params, size_t cut)
{
    memset(r, 0, sizeof *r);
    build(&r->table, role, scenario);
    r->now = params->start;
    r->cut = cut;
    if (mustls_trace_init(&r->trace, 10000, 16u << 20) != MUSTLS_OK)
        return false;
    r->play = mustls_play_new(&r->table.prog, &r->trace, params);
    if (r->play && mustls_play_accept(r->play, r->now, &r->t))
        return true;
    run_end(r);
    return false;
}

static inline void run_actions(struct run *r, const char *actions)
{
    settle(r);
    while (*actions) {
        size_t len = strcspn(actions, "\n");
        act(r, actions, len);
        settle(r);
        actions += len + (actions[len] == '\n');
    }
}

/* --- the trace as text: "c:" or "t:", kind, code, raw --- */

static bool shown(const struct mustls_event *ev, const char *hidden)
{
    char name[64];
    snprintf(name, sizeof name, " %s ", mustls_event_name(ev->kind));
    return !strstr(hidden, name);
}

#define HIDE_OURS " connect send rule reply wait "

static void put_event(struct mustls_buf *out, const struct mustls_event *ev)
{
    static const char phases[] = {'-', 'c', 't'};
    struct mustls_span raw = ev->raw;
    mustls_buf_printf(out, "%c%s:%s", phases[ev->phase],
                      ev->from == MUSTLS_FROM_TOOL &&
                              (ev->kind == MUSTLS_E_CLOSE || ev->kind == MUSTLS_E_RESET)
                          ? "!"
                          : "",
                      mustls_event_name(ev->kind));
    if (ev->code)
        mustls_buf_printf(out, " %d", ev->code);
    if (ev->kind == MUSTLS_E_REPLY || ev->kind == MUSTLS_E_TLS || ev->kind == MUSTLS_E_TLS_FAIL)
        raw.len = 0;
    if (raw.len)
        mustls_buf_puts(out, " ");
    for (size_t i = 0; i < raw.len && i < 200; i++) {
        if (raw.ptr[i] == '\r')
            mustls_buf_puts(out, i + 2 == raw.len && raw.ptr[i + 1] == '\n' ? "" : "\\r");
        else if (raw.ptr[i] == '\n')
            mustls_buf_puts(out, i > 0 && raw.ptr[i - 1] == '\r' && i + 1 == raw.len ? "" : "\\n");
        else if (raw.ptr[i] < ' ')
            mustls_buf_printf(out, "\\x%02x", raw.ptr[i]);
        else
            mustls_buf_putc(out, raw.ptr[i]);
    }
    mustls_buf_puts(out, "\n");
}

static inline void dump(struct mustls_buf *out, const struct run *r, const char *hidden)
{
    for (size_t i = 0; i < r->trace.num_events; i++) {
        if (shown(&r->trace.events[i], hidden))
            put_event(out, &r->trace.events[i]);
    }
}

struct row {
    const char *label, *scenario, *actions, *events;
    const char *hidden; /* kinds left out; NULL = HIDE_OURS */
};

static inline bool check_cut(enum mustls_role role, const struct row *row, size_t cut)
{
    struct run r;
    struct mustls_buf text;
    mustls_buf_init(&text, 1u << 20);
    assert_true(run_begin(&r, role, row->scenario, &plain_params, cut));
    run_actions(&r, row->actions);
    dump(&text, &r, row->hidden ? row->hidden : HIDE_OURS);
    bool same = strcmp(mustls_buf_cstr(&text), row->events) == 0 && r.trace.dropped == 0;
    if (!same)
        print_error("%s (cut %zu):\n--- expected\n%s--- got\n%s", row->label, cut, row->events,
                    mustls_buf_cstr(&text));
    mustls_buf_deinit(&text);
    run_end(&r);
    return same;
}

/* Whole, byte by byte, and each sent line cut at every position. */
static inline void check_rows(enum mustls_role role, const struct row *rows, size_t num)
{
    size_t bad = 0;
    for (size_t i = 0; i < num; i++) {
        size_t cut = 0;
        while (cut < 48 && check_cut(role, &rows[i], cut))
            cut++;
        bad += cut < 48;
    }
    assert_int_equal(bad, 0);
}

/* Each allocation fails once: no crash, no leak, and no trace that claims to be whole. */
static inline void check_memory(enum mustls_role role, const struct row *row)
{
    struct mustls_buf whole;
    mustls_buf_init(&whole, 1u << 20);
    for (long n = -1; n < 400; n++) {
        struct run r;
        mustls_alloc_fail_after(n);
        bool up = run_begin(&r, role, row->scenario, &plain_params, BYTES);
        if (up)
            run_actions(&r, row->actions);
        mustls_alloc_fail_after(-1);
        if (!up)
            continue;
        struct mustls_buf text;
        mustls_buf_init(&text, 1u << 20);
        dump(&text, &r, " ");
        if (n < 0)
            mustls_buf_put(&whole, mustls_buf_span(&text));
        else if (r.trace.dropped == 0 &&
                 !mustls_span_eq(mustls_buf_span(&whole), mustls_buf_span(&text)))
            fail_msg("%s: allocation %ld lost without a word:\n%s", row->label, n,
                     mustls_buf_cstr(&text));
        mustls_buf_deinit(&text);
        run_end(&r);
    }
    mustls_buf_deinit(&whole);
}

#endif
