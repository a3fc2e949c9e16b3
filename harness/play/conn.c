/* One connection that the subject opened: the talker's side of it. */
#include "play/internal.h"

static void emit_connect(struct mustls_play_conn *c, const struct mustls_rule *rule)
{
    mustls_play_note_event(
        c, (struct mustls_event){.kind = MUSTLS_E_CONNECT,
                                 .at = rule ? mustls_play_place(rule->at) : MUSTLS_NOWHERE});
}

static void init_buffers(struct mustls_play_conn *c)
{
    mustls_buf_init(&c->in, c->play->params.max_line + MUSTLS_PLAY_MAX_QUEUE);
    mustls_buf_init(&c->data, c->play->params.max_data);
    mustls_play_segment_init(&c->seg);
    c->seg.cut = c->play->params.cut;
    c->seg.cut_gap = c->play->params.gap;
    mustls_line_parser_init(&c->line, MUSTLS_PLAY_MAX_REPLY);
    mustls_reply_init(&c->reply, MUSTLS_PLAY_MAX_REPLY);
}

struct mustls_play_conn *mustls_play_conn_new(struct mustls_play *p, uint32_t id, mustls_usec now)
{
    struct mustls_play_conn *c = mustls_arena_alloc(p->arena, sizeof *c);
    if (!c)
        return NULL;
    c->counts = mustls_arena_array(p->arena, p->prog->num_rules, sizeof *c->counts);
    if (!c->counts)
        return NULL;
    c->play = p;
    c->id = id;
    c->now = now;
    c->phase = MUSTLS_PHASE_CLEAR;
    init_buffers(c);
    mustls_play_account_reset(&c->account);
    mustls_play_account_owe(&c->account, false); /* the greeting */

    const struct mustls_rule *rule = mustls_play_match(c, MUSTLS_PAT_CONNECT, mustls_span(NULL, 0));
    emit_connect(c, rule);
    mustls_play_answer(c, rule, MUSTLS_LIT("the connection"), MUSTLS_V_UNKNOWN);
    mustls_play_pump(c);
    return c;
}

void mustls_play_conn_deinit(struct mustls_play_conn *c)
{
    mustls_buf_deinit(&c->in);
    mustls_buf_deinit(&c->data);
    mustls_play_segment_deinit(&c->seg);
    mustls_line_parser_deinit(&c->line);
    mustls_reply_deinit(&c->reply);
}

/* Events of the subject are the rule; those of the tool say so. */
void mustls_play_note_event(struct mustls_play_conn *c, struct mustls_event ev)
{
    ev.conn = c->id;
    ev.phase = c->phase;
    mustls_play_emit(c->play, ev, c->now);
}

void mustls_play_fail(struct mustls_play_conn *c)
{
    mustls_play_broken(c->play);
    c->life = MUSTLS_PLAY_DROPPED;
    c->running = false;
    mustls_play_segment_drop(&c->seg);
}

static void keep_name(struct mustls_play_conn *c, struct mustls_span line)
{
    size_t n = line.len < sizeof c->last ? line.len : sizeof c->last - 1;
    for (size_t i = 0; i < n; i++)
        c->last[i] = line.ptr[i] >= ' ' && line.ptr[i] < 0x7f ? (char)line.ptr[i] : '?';
    c->last[n] = '\0';
}

static void answer(struct mustls_play_conn *c, const struct mustls_rule *rule,
                   struct mustls_span line, enum mustls_verb trigger)
{
    keep_name(c, line);
    c->unanswered = !rule;
    if (rule)
        mustls_play_start(c, rule, trigger);
}

void mustls_play_answer(struct mustls_play_conn *c, const struct mustls_rule *rule,
                        struct mustls_span line, enum mustls_verb trigger)
{
    mustls_play_message_over(c);
    answer(c, rule, line, trigger);
}

/* A message that no `C: <data>` has taken: its last line waits for an answer. */
static bool dispatch_data(struct mustls_play_conn *c)
{
    struct mustls_span dot = MUSTLS_LIT(".");
    if (!c->data_done)
        return false;
    c->data_done = false;
    answer(c, mustls_play_match(c, MUSTLS_PAT_ANY, dot), dot, MUSTLS_V_UNKNOWN);
    return true;
}

/* Takes the oldest line that waits for an answer and starts its rule. */
static bool dispatch_line(struct mustls_play_conn *c)
{
    struct mustls_span line;
    bool is_response;
    if (!mustls_play_take_line(c, &line, &is_response))
        return false;
    struct mustls_command cmd;
    mustls_command_parse(line, false, &cmd);
    mustls_play_answer(c, mustls_play_match(c, MUSTLS_PAT_ANY, line), line,
                       is_response ? MUSTLS_V_AUTH : cmd.verb);
    return true;
}

static bool dispatch_hello(struct mustls_play_conn *c)
{
    if (!c->hello_waits)
        return false;
    c->hello_waits = false;
    mustls_play_answer(c, c->hello_rule, MUSTLS_LIT("a TLS ClientHello"), MUSTLS_V_UNKNOWN);
    return true;
}

static bool advance(struct mustls_play_conn *c)
{
    if (c->life != MUSTLS_PLAY_OPEN)
        return false;
    if (c->running)
        return mustls_play_step(c);
    return dispatch_data(c) || dispatch_line(c) || dispatch_hello(c);
}

void mustls_play_pump(struct mustls_play_conn *c)
{
    bool moved;
    do {
        moved = mustls_play_note(c);
        moved |= advance(c);
    } while (moved);
    if (c->eof && !c->running && c->life == MUSTLS_PLAY_OPEN)
        c->life = MUSTLS_PLAY_OVER;
}

static unsigned conn_wants(const void *self)
{
    const struct mustls_play_conn *c = self;
    switch (c->life) {
    case MUSTLS_PLAY_OPEN:
        break;
    case MUSTLS_PLAY_CLOSING:
        return MUSTLS_WANT_CLOSE | MUSTLS_WANT_READ;
    case MUSTLS_PLAY_DROPPED:
        return MUSTLS_WANT_RESET | MUSTLS_WANT_DONE;
    case MUSTLS_PLAY_OVER:
        return MUSTLS_WANT_CLOSE | MUSTLS_WANT_DONE;
    }
    unsigned wants = c->eof ? 0 : MUSTLS_WANT_READ;
    if (c->timer != MUSTLS_PLAY_NO_TIMER)
        return wants | (c->due == MUSTLS_NEVER ? 0 : MUSTLS_WANT_TIME);
    if (c->seg.active)
        return wants | MUSTLS_WANT_WRITE;
    return c->tls_wanted ? MUSTLS_WANT_TLS : wants;
}

/* The connection is there before the talker is. */
static void conn_connected(void *self, mustls_usec now)
{
    struct mustls_play_conn *c = self;
    c->now = now;
}

static void conn_input(void *self, struct mustls_span in, mustls_usec now)
{
    struct mustls_play_conn *c = self;
    c->now = now;
    mustls_play_receive(c, in);
}

static struct mustls_span conn_output(const void *self)
{
    const struct mustls_play_conn *c = self;
    return c->timer == MUSTLS_PLAY_NO_TIMER ? mustls_play_segment_rest(&c->seg)
                                            : mustls_span(NULL, 0);
}

static void conn_sent(void *self, size_t n, mustls_usec now)
{
    struct mustls_play_conn *c = self;
    c->now = now;
    mustls_play_sent(c, n);
    mustls_play_pump(c);
}

static void end_wait(struct mustls_play_conn *c)
{
    if (c->timer == MUSTLS_PLAY_WAIT)
        mustls_play_note_event(c, (struct mustls_event){.kind = MUSTLS_E_WAIT,
                                                        .from = MUSTLS_FROM_TOOL,
                                                        .at = mustls_play_place(c->pc[-1].at)});
    c->timer = MUSTLS_PLAY_NO_TIMER;
}

static void conn_tick(void *self, mustls_usec now)
{
    struct mustls_play_conn *c = self;
    if (c->timer == MUSTLS_PLAY_NO_TIMER || now < c->due)
        return;
    c->now = now;
    end_wait(c);
    mustls_play_pump(c);
}

static mustls_usec conn_deadline(const void *self)
{
    const struct mustls_play_conn *c = self;
    bool ticks = c->life == MUSTLS_PLAY_OPEN && c->timer != MUSTLS_PLAY_NO_TIMER;
    return ticks ? c->due : MUSTLS_NEVER;
}

static void abandon(struct mustls_play_conn *c)
{
    c->running = false;
    c->tls_wanted = false;
    c->timer = MUSTLS_PLAY_NO_TIMER;
    mustls_play_segment_drop(&c->seg);
    c->life = MUSTLS_PLAY_OVER;
}

/* A subject that only shut down its sending side still gets its answers. */
static void answer_the_rest(struct mustls_play_conn *c)
{
    if (c->timer == MUSTLS_PLAY_WAIT && c->due == MUSTLS_NEVER)
        end_wait(c);
    c->seg.last = true; /* a piece that is on its way can't be taken back */
    mustls_play_pump(c);
}

static void conn_eof(void *self, bool reset, mustls_usec now)
{
    struct mustls_play_conn *c = self;
    c->now = now;
    if (c->closed) {
        if (reset)
            abandon(c);
        return;
    }
    if (!c->eof)
        mustls_play_input_eof(c);
    c->eof = c->closed = true;
    mustls_play_note_event(c, (struct mustls_event){.kind = reset ? MUSTLS_E_RESET : MUSTLS_E_CLOSE,
                                                    .at = MUSTLS_NOWHERE});
    if (reset || c->tls_wanted)
        abandon(c);
    else
        answer_the_rest(c);
}

/* close_notify ends what is read as FIN does (RFC 8446 6.1). A client may wait for ours before it
 * closes: a server that went on reading would look like one that hangs. */
static void conn_alert(void *self, int description, mustls_usec now)
{
    struct mustls_play_conn *c = self;
    mustls_play_alert(c, description, now);
    if (description != 0 || c->eof)
        return;
    mustls_play_input_eof(c);
    c->eof = true;
    answer_the_rest(c);
}

static void conn_lost(void *self)
{
    struct mustls_play_conn *c = self;
    mustls_play_broken(c->play);
}

const struct mustls_talker_ops mustls_play_conn_ops = {
    .wants = conn_wants,
    .connected = conn_connected,
    .input = conn_input,
    .output = conn_output,
    .sent = conn_sent,
    .tls_wish = mustls_play_tls_wish,
    .leftover = mustls_play_leftover,
    .tls_up = mustls_play_tls_up,
    .tls_down = mustls_play_tls_down,
    .alert = conn_alert,
    .eof = conn_eof,
    .tick = conn_tick,
    .deadline = conn_deadline,
    .lost = conn_lost,
};
