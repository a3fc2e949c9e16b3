/* The client as a talker: wants, input, output, time. */
#include "client/internal.h"

#define SEGMENT   16384 /* what one output() of the message gives: one TLS record */
#define MAX_TEXT  65536
#define MAX_LINES 16384 /* one command; AUTH is the longest */

/* --- life --- */

static void init_buffers(struct mustls_client *c)
{
    size_t group = MAX_LINES + 300 * c->cfg.num_to; /* MAIL, RCPTs of at most 256 octets, DATA */
    mustls_line_parser_init(&c->lines, c->cfg.max_reply);
    mustls_reply_init(&c->reply, c->cfg.max_reply);
    mustls_buf_init(&c->kept, c->cfg.max_reply);
    mustls_buf_init(&c->line, group);
    mustls_buf_init(&c->out, 4 * group);
    mustls_buf_init(&c->data, 2 * c->cfg.message.len + 16); /* every octet a line, or a dot */
    mustls_buf_init(&c->text, MAX_TEXT);
}

struct mustls_client *mustls_client_new(const struct mustls_client_config *cfg)
{
    struct mustls_client *c = mustls_alloc(sizeof *c);
    if (!c)
        return NULL;
    c->cfg = *cfg;
    mustls_client_config_defaults(&c->cfg);
    const char *trouble = mustls_client_config_check(&c->cfg);
    c->total_deadline = MUSTLS_NEVER;
    mustls_client_enter(c, MUSTLS_CS_CONNECTING);
    init_buffers(c);
    if (!trouble && mustls_client_secrets(c) != MUSTLS_OK) {
        mustls_client_free(c);
        return NULL;
    }
    if (trouble) {
        mustls_client_tell(c, trouble);
        mustls_client_stop(c, MUSTLS_CLIENT_PERMANENT);
    }
    return c;
}

void mustls_client_free(struct mustls_client *c)
{
    if (!c)
        return;
    mustls_line_parser_deinit(&c->lines);
    mustls_reply_deinit(&c->reply);
    mustls_buf_deinit(&c->kept);
    mustls_buf_deinit(&c->line);
    mustls_buf_deinit(&c->out);
    mustls_buf_deinit(&c->data);
    mustls_buf_deinit(&c->text);
    mustls_free(c->secrets);
    mustls_free(c);
}

enum mustls_client_result mustls_client_result(const struct mustls_client *c)
{
    return c->state == MUSTLS_CS_OVER ? c->result : MUSTLS_CLIENT_BUSY;
}

struct mustls_span mustls_client_output(const struct mustls_client *c)
{
    return mustls_buf_span(&c->text);
}

void mustls_client_set_log(struct mustls_client *c,
                           void (*log)(void *arg, char dir, struct mustls_span line), void *arg)
{
    c->log = log;
    c->log_arg = arg;
}

/* --- the talker --- */

static struct mustls_span unsent(const struct mustls_client *c)
{
    if (c->out_off < c->out.len)
        return mustls_span_from(mustls_buf_span(&c->out), c->out_off);
    if (c->data_on && c->data_off < c->data.len)
        return mustls_span_first(mustls_span_from(mustls_buf_span(&c->data), c->data_off), SEGMENT);
    return mustls_span(NULL, 0);
}

static mustls_usec client_deadline(const void *self)
{
    const struct mustls_client *c = self;
    if (c->state == MUSTLS_CS_CONNECTING || c->state == MUSTLS_CS_OVER ||
        mustls_client_has(c, MUSTLS_CLIENT_FAULT(NO_TIMEOUT)))
        return MUSTLS_NEVER;
    return c->reply_deadline < c->total_deadline ? c->reply_deadline : c->total_deadline;
}

static unsigned client_wants(const void *self)
{
    const struct mustls_client *c = self;
    if (c->state == MUSTLS_CS_CONNECTING)
        return MUSTLS_WANT_CONNECT;
    if (c->state == MUSTLS_CS_OVER)
        return c->open ? MUSTLS_WANT_CLOSE | MUSTLS_WANT_DONE : MUSTLS_WANT_DONE;

    unsigned wants = c->state == MUSTLS_CS_HANDSHAKE ? MUSTLS_WANT_TLS : MUSTLS_WANT_READ;
    if (unsent(c).len > 0)
        wants |= MUSTLS_WANT_WRITE;
    if (client_deadline(c) != MUSTLS_NEVER)
        wants |= MUSTLS_WANT_TIME;
    return wants;
}

static void client_connected(void *self, mustls_usec now)
{
    struct mustls_client *c = self;
    if (c->state != MUSTLS_CS_CONNECTING)
        return;
    c->now = now;
    c->open = true;
    c->tls_active = false;
    mustls_line_parser_clear(&c->lines);
    mustls_reply_clear(&c->reply);
    c->reply_bytes = 0;
    c->outstanding = 1; /* the greeting */
    if (c->total_deadline == MUSTLS_NEVER && c->cfg.total_timeout < MUSTLS_NEVER - now)
        c->total_deadline = now + c->cfg.total_timeout;
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(TALKS_FIRST)))
        mustls_client_ehlo(c);
    if (c->state != MUSTLS_CS_OVER)
        mustls_client_enter(c, MUSTLS_CS_GREETING);
}

/* Nothing that is here before a single byte of our command has left can be the answer to it. */
static bool premature(const struct mustls_client *c)
{
    if (c->state == MUSTLS_CS_GREETING)
        return false;
    if (c->out.len > 0)
        return c->out_off == 0;
    return c->data_on && c->data_off == 0;
}

static void client_input(void *self, struct mustls_span in, mustls_usec now)
{
    struct mustls_client *c = self;
    c->now = now;
    if (in.len == 0)
        return;
    if (c->state == MUSTLS_CS_HANDSHAKE) {
        mustls_client_injected(c, in);
        return;
    }
    c->rest = in;
    if (!premature(c) || mustls_client_may_speak(c))
        mustls_client_listen(c);
    c->rest = mustls_span(NULL, 0);
}

static struct mustls_span client_output(const void *self)
{
    return unsent(self);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* RFC 5321 4.5.3.2: the timer runs anew for each buffer that has left. */
static void client_sent(void *self, size_t n, mustls_usec now)
{
    struct mustls_client *c = self;
    c->now = now;
    size_t cmd = smaller(n, c->out.len - c->out_off);
    c->out_off += cmd;
    if (c->out_off == c->out.len) {
        mustls_buf_clear(&c->out);
        c->out_off = 0;
    }
    if (c->data_on)
        c->data_off += smaller(n - cmd, c->data.len - c->data_off);
    if (n > 0 && c->state != MUSTLS_CS_OVER)
        mustls_client_enter(c, c->state);
}

static void client_tls_wish(const void *self, struct mustls_tls_wish *out)
{
    mustls_client_tls_wish(self, out);
}

/* Always empty: with anything left over this client doesn't get as far as to want TLS, and the
 * seeded fault that does keeps it to itself. */
static struct mustls_span client_leftover(void *self)
{
    (void)self;
    return mustls_span(NULL, 0);
}

static void client_tls_up(void *self, const struct mustls_tls_info *info, mustls_usec now)
{
    struct mustls_client *c = self;
    (void)info;
    c->now = now;
    if (c->state == MUSTLS_CS_HANDSHAKE)
        mustls_client_tls_up(c);
}

static void client_tls_down(void *self, const struct mustls_tls_info *info,
                            const struct mustls_tls_trouble *why, mustls_usec now)
{
    struct mustls_client *c = self;
    (void)info;
    c->now = now;
    if (c->state == MUSTLS_CS_HANDSHAKE)
        mustls_client_tls_down(c, why);
}

/* After close_notify comes the end of the connection, which says the same. */
static void client_alert(void *self, int description, mustls_usec now)
{
    struct mustls_client *c = self;
    c->now = now;
    if (description == 0 || c->state == MUSTLS_CS_OVER || c->state == MUSTLS_CS_CONNECTING)
        return;
    struct mustls_buf text;
    mustls_buf_init(&text, 32);
    mustls_buf_printf(&text, "%d", description);
    mustls_client_tell_bytes(c, "the server sent the TLS alert", mustls_buf_span(&text));
    mustls_buf_deinit(&text);
    mustls_client_stop(c, MUSTLS_CLIENT_TEMPORARY);
}

/* Seeded fault: an unanswered QUIT makes a failure of a delivered message. */
static void quit_unanswered(struct mustls_client *c)
{
    if (c->state == MUSTLS_CS_QUIT && mustls_client_has(c, MUSTLS_CLIENT_FAULT(FALSE_FAILURE)))
        c->result = MUSTLS_CLIENT_TEMPORARY;
}

/* Seeded fault: the first lines of a good reply to the message, and then the end, however it came.
 */
static void reply_cut_short(struct mustls_client *c)
{
    bool begun = c->reply.num_lines > 0 && !c->reply.whole && c->reply.code / 100 == 2;
    if (c->state == MUSTLS_CS_ACCEPTED && begun &&
        mustls_client_has(c, MUSTLS_CLIENT_FAULT(TRUNCATION_IS_END)))
        c->result = MUSTLS_CLIENT_DELIVERED;
}

/* RFC 5321 3.8: as if 451 had come. Once the result is decided, neither changes it. */
static void client_eof(void *self, bool reset, mustls_usec now)
{
    struct mustls_client *c = self;
    c->now = now;
    c->open = false;
    if (c->state == MUSTLS_CS_CONNECTING || c->state == MUSTLS_CS_OVER)
        return;
    quit_unanswered(c);
    reply_cut_short(c);
    mustls_client_tell_waiting(c, reset ? "connection reset while waiting for the reply to"
                                        : "connection lost while waiting for the reply to");
    mustls_client_stop(c, MUSTLS_CLIENT_TEMPORARY);
}

static void client_tick(void *self, mustls_usec now)
{
    struct mustls_client *c = self;
    c->now = now;
    if (client_deadline(c) <= now) {
        quit_unanswered(c);
        mustls_client_tell_waiting(c, "time-out while waiting for the reply to");
        mustls_client_stop(c, MUSTLS_CLIENT_TEMPORARY);
    }
}

static const struct mustls_talker_ops client_ops = {
    .wants = client_wants,
    .connected = client_connected,
    .input = client_input,
    .output = client_output,
    .sent = client_sent,
    .tls_wish = client_tls_wish,
    .leftover = client_leftover,
    .tls_up = client_tls_up,
    .tls_down = client_tls_down,
    .alert = client_alert,
    .eof = client_eof,
    .tick = client_tick,
    .deadline = client_deadline,
};

struct mustls_talker mustls_client_talker(struct mustls_client *c)
{
    return (struct mustls_talker){&client_ops, c};
}
