/* The talker's side of the script. */
#include "play/script_internal.h"

struct mustls_play_script *mustls_play_script_new(struct mustls_play *p)
{
    struct mustls_play_script *s = mustls_arena_alloc(p->arena, sizeof *s);
    if (!s)
        return NULL;
    s->play = p;
    s->phase = MUSTLS_PHASE_CLEAR;
    s->pc = p->prog->steps;
    s->pc_end = s->pc ? s->pc + p->prog->num_steps : NULL;
    mustls_play_segment_init(&s->seg);
    mustls_line_parser_init(&s->lines, p->params.max_line);
    mustls_line_parser_init(&s->arriving, p->params.max_line);
    mustls_line_parser_init(&s->expected, p->params.max_line);
    mustls_reply_init(&s->reply, MUSTLS_PLAY_MAX_REPLY);
    mustls_reply_init(&s->taken, MUSTLS_PLAY_MAX_REPLY);
    mustls_buf_init(&s->unread, MUSTLS_PLAY_MAX_REPLY);
    s->now = p->params.start;
    mustls_play_script_run(s);
    return s;
}

void mustls_play_script_deinit(struct mustls_play_script *s)
{
    mustls_play_segment_deinit(&s->seg);
    mustls_line_parser_deinit(&s->lines);
    mustls_line_parser_deinit(&s->arriving);
    mustls_line_parser_deinit(&s->expected);
    mustls_reply_deinit(&s->reply);
    mustls_reply_deinit(&s->taken);
    mustls_buf_deinit(&s->unread);
}

bool mustls_play_script_done(const struct mustls_play_script *s)
{
    return s->done;
}

/* The step that is under way. */
static const struct mustls_step *present_step(const struct mustls_play_script *s)
{
    bool begun = s->timer == MUSTLS_PLAY_WAIT || s->tls_wanted || s->connect_wanted;
    return begun || s->pc == s->pc_end ? s->pc - 1 : s->pc;
}

/* A server may wait for minutes for what is ours to say (RFC 5321 4.5.3.2.7). */
enum mustls_turn mustls_play_script_turn(const struct mustls_play_script *s, struct mustls_buf *out)
{
    const struct mustls_program *prog = s->play->prog;
    if (s->done || prog->num_steps == 0) {
        mustls_buf_puts(out, "the script has ended");
        return MUSTLS_TURN_SUBJECT;
    }
    bool theirs = mustls_play_script_awaits(s);
    struct mustls_origin at = present_step(s)->at;
    mustls_buf_puts(out, theirs ? "we wait for the server" : "the server waits for us");
    if (at.unit < prog->num_units)
        mustls_buf_printf(out, " (%s:%u)", prog->units[at.unit].name, (unsigned)at.line);
    return theirs ? MUSTLS_TURN_SUBJECT : MUSTLS_TURN_TOOL_PATIENT;
}

void mustls_play_script_limit(struct mustls_play_script *s, mustls_usec now)
{
    s->now = now;
    if (s->timer == MUSTLS_PLAY_WAIT && s->due == MUSTLS_NEVER)
        mustls_play_script_end(s, s->pc == s->pc_end, s->pc[-1].at);
}

/* What the script wants of the connection that it leaves stays, as nobody tells it that the shell
 * has done it. */
static unsigned leaving(const struct mustls_play_script *s)
{
    if (s->reset_wanted)
        return MUSTLS_WANT_RESET;
    return s->close_wanted ? MUSTLS_WANT_CLOSE : 0;
}

static unsigned script_wants(const void *self)
{
    const struct mustls_play_script *s = self;
    if (s->done)
        return leaving(s) | MUSTLS_WANT_DONE;
    if (s->connect_wanted)
        return leaving(s) | MUSTLS_WANT_CONNECT;
    unsigned wants = leaving(s) | (s->open ? MUSTLS_WANT_READ : 0);
    if (s->timer != MUSTLS_PLAY_NO_TIMER)
        return wants | (s->due == MUSTLS_NEVER ? 0 : MUSTLS_WANT_TIME);
    if (s->seg.active)
        return wants | MUSTLS_WANT_WRITE;
    return s->tls_wanted ? MUSTLS_WANT_TLS : wants;
}

static void script_connected(void *self, mustls_usec now)
{
    struct mustls_play_script *s = self;
    if (!s->connect_wanted)
        return;
    s->now = now;
    s->connect_wanted = s->close_wanted = s->reset_wanted = false;
    s->open = true;
    s->phase = MUSTLS_PHASE_CLEAR;
    s->id++;
    mustls_play_script_forget(s);
    s->owed = 1; /* the greeting */
    mustls_play_script_event(s, (struct mustls_event){.kind = MUSTLS_E_CONNECT,
                                                      .from = MUSTLS_FROM_TOOL,
                                                      .at = mustls_play_place(s->pc[-1].at)});
    mustls_play_script_run(s);
}

static void script_input(void *self, struct mustls_span in, mustls_usec now)
{
    struct mustls_play_script *s = self;
    s->now = now;
    mustls_play_script_receive(s, in);
}

static struct mustls_span script_output(const void *self)
{
    const struct mustls_play_script *s = self;
    return s->timer == MUSTLS_PLAY_NO_TIMER ? mustls_play_segment_rest(&s->seg)
                                            : mustls_span(NULL, 0);
}

static void script_sent(void *self, size_t n, mustls_usec now)
{
    struct mustls_play_script *s = self;
    s->now = now;
    mustls_play_script_wrote(s, n);
    mustls_play_script_run(s);
}

static void script_wish(const void *self, struct mustls_tls_wish *out)
{
    const struct mustls_play_script *s = self;
    *out = (struct mustls_tls_wish){.alert = -1};
    if (s->tls_wanted)
        mustls_play_wish_of(s->pc - 1, out);
}

/* Clear text behind the server's 220 is in the trace already; the engine gets it as it came. */
static struct mustls_span script_leftover(void *self)
{
    const struct mustls_play_script *s = self;
    return s->tls_wanted ? mustls_buf_span(&s->unread) : mustls_span(NULL, 0);
}

static struct mustls_event event_of(const struct mustls_play_script *s)
{
    return (struct mustls_event){.conn = s->id, .phase = s->phase, .at = MUSTLS_NOWHERE};
}

static void script_tls_up(void *self, const struct mustls_tls_info *info, mustls_usec now)
{
    struct mustls_play_script *s = self;
    s->now = now;
    if (!s->tls_wanted)
        return;
    s->tls_wanted = false;
    s->phase = MUSTLS_PHASE_TLS;
    mustls_play_script_forget(s);
    mustls_play_emit_up(s->play, event_of(s), info, now);
    mustls_play_script_run(s);
}

/* `S?: 220` in front of the handshake: a server may refuse the upgrade, by reply or by closing. */
static bool may_end_here(const struct mustls_play_script *s)
{
    const struct mustls_step *tls = s->pc - 1;
    return tls > s->play->prog->steps && tls[-1].kind == MUSTLS_STEP_EXPECT && tls[-1].optional;
}

static void script_tls_down(void *self, const struct mustls_tls_info *info,
                            const struct mustls_tls_trouble *why, mustls_usec now)
{
    struct mustls_play_script *s = self;
    (void)info;
    s->now = now;
    if (!s->tls_wanted)
        return;
    s->tls_wanted = false;
    mustls_play_emit_down(s->play, event_of(s), why, now);
    mustls_play_script_end(s, may_end_here(s),
                           s->pc[-1].at); /* what follows was to be said under TLS */
}

static void script_alert(void *self, int description, mustls_usec now)
{
    struct mustls_play_script *s = self;
    s->now = now;
    mustls_play_emit_alert(s->play, event_of(s), description, now);
}

static void end_wait(struct mustls_play_script *s)
{
    if (s->timer == MUSTLS_PLAY_WAIT)
        mustls_play_script_event(s, (struct mustls_event){.kind = MUSTLS_E_WAIT,
                                                          .from = MUSTLS_FROM_TOOL,
                                                          .at = mustls_play_place(s->pc[-1].at)});
    s->timer = MUSTLS_PLAY_NO_TIMER;
}

static void script_eof(void *self, bool reset, mustls_usec now)
{
    struct mustls_play_script *s = self;
    if (!s->open)
        return;
    s->now = now;
    s->open = s->close_wanted = false;
    mustls_play_segment_drop(&s->seg);
    mustls_play_script_event(s,
                             (struct mustls_event){.kind = reset ? MUSTLS_E_RESET : MUSTLS_E_CLOSE,
                                                   .at = MUSTLS_NOWHERE});
    if (s->timer == MUSTLS_PLAY_WAIT && s->due == MUSTLS_NEVER)
        end_wait(s);
    mustls_play_script_run(s);
}

static void script_tick(void *self, mustls_usec now)
{
    struct mustls_play_script *s = self;
    if (s->timer == MUSTLS_PLAY_NO_TIMER || now < s->due)
        return;
    s->now = now;
    end_wait(s);
    mustls_play_script_run(s);
}

static mustls_usec script_deadline(const void *self)
{
    const struct mustls_play_script *s = self;
    return !s->done && s->timer != MUSTLS_PLAY_NO_TIMER ? s->due : MUSTLS_NEVER;
}

static void script_lost(void *self)
{
    struct mustls_play_script *s = self;
    mustls_play_broken(s->play);
}

const struct mustls_talker_ops mustls_play_script_ops = {
    .wants = script_wants,
    .connected = script_connected,
    .input = script_input,
    .output = script_output,
    .sent = script_sent,
    .tls_wish = script_wish,
    .leftover = script_leftover,
    .tls_up = script_tls_up,
    .tls_down = script_tls_down,
    .alert = script_alert,
    .eof = script_eof,
    .tick = script_tick,
    .deadline = script_deadline,
    .lost = script_lost,
};
