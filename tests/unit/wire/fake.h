/* A talker made by hand: it logs all that happens to it as one line of text, and does what its few
 * knobs say. A line "STARTTLS" makes a server answer 220 and want TLS; a line that begins with 220
 * makes a client want it. What comes behind such a line in the same input is left over. */
#ifndef MUSTLS_TESTS_WIRE_FAKE_H
#define MUSTLS_TESTS_WIRE_FAKE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "wire/endpoint.h"

struct fake {
    bool server;
    struct mustls_tls_wish wish;
    const char *go_ahead; /* server: the answer to STARTTLS */
    unsigned after_up;    /* wants, once TLS is up */
    unsigned after_down;  /* wants, once it failed */
    unsigned after_eof;   /* wants, once the peer is gone */
    const char *hello;    /* said once TLS is up */
    const char *first;    /* client: said when connected */
    mustls_usec due;      /* MUSTLS_NEVER: no time */
    const char *at_tick;  /* said when it was due */
    unsigned after_tick;  /* wants, once it was due */
    unsigned connects;    /* client: connections it still asks for, one after the other */
    char log[4096];
    size_t log_len;
    char out[65536 + 8];
    size_t out_len;
    char left[4096];
    size_t left_len;
    char line[256]; /* clear text so far */
    size_t line_len;
    unsigned wants;
    bool up, lost;
};

static inline void note(struct fake *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static inline void note(struct fake *f, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(f->log + f->log_len, sizeof f->log - f->log_len, fmt, ap);
    va_end(ap);
    assert_true(n >= 0 && (size_t)n < sizeof f->log - f->log_len);
    f->log_len += (size_t)n;
}

static inline void say(struct fake *f, const char *text)
{
    size_t n = text ? strlen(text) : 0;
    assert_true(n <= sizeof f->out - f->out_len);
    if (n > 0)
        memcpy(f->out + f->out_len, text, n);
    f->out_len += n;
}

static inline unsigned fake_wants(const void *self)
{
    const struct fake *f = self;
    return f->wants | (f->out_len ? MUSTLS_WANT_WRITE : 0) |
           (f->due != MUSTLS_NEVER ? MUSTLS_WANT_TIME : 0);
}

static inline void fake_connected(void *self, mustls_usec now)
{
    struct fake *f = self;
    (void)now;
    note(f, "connected ");
    f->wants = MUSTLS_WANT_READ;
    f->up = false;
    f->left_len = f->line_len = 0;
    say(f, f->first);
}

/* Runs of input are joined in the log, so that any split logs the same. */
static inline void note_byte(struct fake *f, char c)
{
    bool joins = f->log_len > 1 && f->log[f->log_len - 1] == ' ' && f->log[f->log_len - 2] == '"';
    if (joins)
        f->log_len -= 2;
    else
        note(f, "%s\"", f->up ? "tls" : "");
    if (c == '\n')
        note(f, "$\" ");
    else if (c != '\r')
        note(f, c > ' ' && c < 0x7f ? "%c\" " : "?\" ", c);
    else
        note(f, "\" ");
}

static inline bool turns_to_tls(const struct fake *f)
{
    const char *word = f->server ? "STARTTLS" : "220";
    return !f->up && f->line_len >= strlen(word) && memcmp(f->line, word, strlen(word)) == 0;
}

static inline void fake_input(void *self, struct mustls_span in, mustls_usec now)
{
    struct fake *f = self;
    (void)now;
    for (size_t i = 0; i < in.len; i++) {
        if (f->wants & MUSTLS_WANT_TLS) {
            assert_true(f->left_len < sizeof f->left);
            f->left[f->left_len++] = (char)in.ptr[i];
            continue;
        }
        note_byte(f, (char)in.ptr[i]);
        if (f->line_len < sizeof f->line)
            f->line[f->line_len++] = (char)in.ptr[i];
        if (in.ptr[i] != '\n')
            continue;
        if (turns_to_tls(f)) {
            f->wants = MUSTLS_WANT_TLS;
            if (f->server)
                say(f, f->go_ahead);
        }
        f->line_len = 0;
    }
}

static inline struct mustls_span fake_output(const void *self)
{
    const struct fake *f = self;
    return mustls_span(f->out, f->out_len);
}

static inline void fake_sent(void *self, size_t n, mustls_usec now)
{
    struct fake *f = self;
    (void)now;
    assert_true(n <= f->out_len);
    memmove(f->out, f->out + n, f->out_len - n);
    f->out_len -= n;
}

static inline void fake_tls_wish(const void *self, struct mustls_tls_wish *out)
{
    *out = ((const struct fake *)self)->wish;
}

static inline struct mustls_span fake_leftover(void *self)
{
    struct fake *f = self;
    size_t n = f->left_len;
    f->left_len = 0;
    if (n > 0 && !f->server)
        note(f, "left:%zu ", n);
    return mustls_span(f->left, n);
}

static inline void fake_tls_up(void *self, const struct mustls_tls_info *info, mustls_usec now)
{
    struct fake *f = self;
    (void)now;
    assert_true(f->wants & MUSTLS_WANT_TLS);
    note(f, "up:%s ", info->version);
    f->up = true;
    f->wants = f->after_up ? f->after_up : MUSTLS_WANT_READ;
    say(f, f->hello);
}

static inline void fake_tls_down(void *self, const struct mustls_tls_info *info,
                                 const struct mustls_tls_trouble *why, mustls_usec now)
{
    static const char *const names[] = {"none", "plain", "in",    "out",
                                        "eof",  "cert",  "other", "memory"};
    struct fake *f = self;
    (void)info;
    (void)now;
    assert_true(f->wants & MUSTLS_WANT_TLS);
    note(f, "down:%s:%d ", names[why->kind], why->alert);
    /* The leftover that was asked for may be overwritten from now on. */
    memset(f->left, '!', sizeof f->left);
    f->wants = f->after_down ? f->after_down : MUSTLS_WANT_READ;
}

static inline void fake_alert(void *self, int description, mustls_usec now)
{
    (void)now;
    note(self, "alert:%d ", description);
}

static inline void fake_eof(void *self, bool reset, mustls_usec now)
{
    struct fake *f = self;
    (void)now;
    note(f, reset ? "reset " : "eof ");
    if (f->after_eof)
        f->wants = f->after_eof;
    if (f->after_eof & MUSTLS_WANT_CONNECT && f->connects-- == 0)
        f->wants = MUSTLS_WANT_DONE;
}

static inline void fake_tick(void *self, mustls_usec now)
{
    struct fake *f = self;
    assert_true(f->due <= now);
    note(f, "tick@%llu ", (unsigned long long)(now / 1000));
    f->due = MUSTLS_NEVER;
    f->wants = f->after_tick;
    say(f, f->at_tick);
}

static inline mustls_usec fake_deadline(const void *self)
{
    return ((const struct fake *)self)->due;
}

static inline void fake_lost(void *self)
{
    ((struct fake *)self)->lost = true;
}

static const struct mustls_talker_ops fake_ops = {
    .wants = fake_wants,
    .connected = fake_connected,
    .input = fake_input,
    .output = fake_output,
    .sent = fake_sent,
    .tls_wish = fake_tls_wish,
    .leftover = fake_leftover,
    .tls_up = fake_tls_up,
    .tls_down = fake_tls_down,
    .alert = fake_alert,
    .eof = fake_eof,
    .tick = fake_tick,
    .deadline = fake_deadline,
    .lost = fake_lost,
};

static inline void fake_init(struct fake *f, bool server)
{
    memset(f, 0, sizeof *f);
    f->server = server;
    f->wants = MUSTLS_WANT_READ;
    f->due = MUSTLS_NEVER;
    f->go_ahead = "220 go\r\n";
    f->wish.alert = -1;
    if (!server) {
        f->wish.host = MUSTLS_LIT("mx.example.test");
        f->wish.verify = f->wish.verify_host = true;
    }
}

static inline struct mustls_talker fake_talker(struct fake *f)
{
    return (struct mustls_talker){&fake_ops, f};
}

#endif
