/* What the subject sends, from bytes to lines in the trace and lines that wait for an answer.
 *
 * Input is cut behind each LF before anything else looks at it: then every split of it gives the
 * same events, for no step ever sees more than one line's end. (<early> alone is about arrival.) */
#include "play/internal.h"
#include "smtp/ehlo.h"

void mustls_play_flood(struct mustls_play_conn *c, bool *once, const char *bound)
{
    if (!*once)
        mustls_play_note_event(c, (struct mustls_event){.kind = MUSTLS_E_FLOOD,
                                                        .at = MUSTLS_NOWHERE,
                                                        .raw = mustls_span_str(bound)});
    *once = true;
}

void mustls_play_input_reset(struct mustls_play_conn *c)
{
    mustls_buf_clear(&c->in);
    c->head = c->noted = c->scan = c->queued = 0;
    c->expect = MUSTLS_PLAY_COMMAND;
    c->line_begun = c->skip_line = c->head_is_line = c->early = c->held = false;
    c->left_len = c->left_again = 0;
    c->last_verb = MUSTLS_V_UNKNOWN;
    c->after_data = false;
    c->search = (struct mustls_play_search){0};
}

static void emit_secrets(struct mustls_play_conn *c, unsigned found)
{
    for (unsigned k = 0; k < MUSTLS_PLAY_NUM_SECRETS; k++) {
        if (found & 1u << k)
            mustls_play_note_event(
                c, (struct mustls_event){.kind = MUSTLS_E_SECRET,
                                         .at = MUSTLS_NOWHERE,
                                         .raw = mustls_span_str(mustls_play_secret_name(k))});
    }
}

/* Moves the unread bytes to the front. Called when the read ones are the greater part, so that each
 * byte moves a bounded number of times; or when there is no other room. */
static void compact(struct mustls_play_conn *c)
{
    mustls_buf_eat(&c->in, c->head);
    c->noted -= c->head;
    c->scan -= c->head;
    c->head = 0;
}

static bool append(struct mustls_play_conn *c, struct mustls_span in)
{
    size_t room = c->in.max - 1; /* one stays for the LF of cut_line */
    if (c->head >= c->in.len - c->head || in.len + c->in.len > room)
        compact(c);
    if (in.len + c->in.len > room) {
        mustls_play_flood(c, &c->flooded_input, "input");
        return false;
    }
    mustls_buf_put(&c->in, in);
    if (c->in.failed)
        mustls_play_fail(c);
    return !c->in.failed;
}

static struct mustls_span drop(struct mustls_span *in, size_t n)
{
    struct mustls_span head = mustls_span_first(*in, n);
    *in = mustls_span_from(*in, head.len);
    return head;
}

/* `in` holds at most one LF, at its end. */
static void take_slice(struct mustls_play_conn *c, struct mustls_span in)
{
    if (c->skim)
        c->skim -= drop(&in, c->skim).len;
    if (c->skip_line && in.len) {
        c->skip_line = in.ptr[in.len - 1] != '\n';
        return;
    }
    if (in.len && append(c, in))
        mustls_play_pump(c);
}

/* A secret is told before its last byte is taken, and after all that came before that byte. */
static void receive_slice(struct mustls_play_conn *c, struct mustls_span in)
{
    size_t known = 0; /* bytes of `in` that were looked at */
    while (in.len) {
        unsigned found;
        known += mustls_play_search_feed(&c->search, &c->play->secrets, mustls_span_from(in, known),
                                         &found);
        take_slice(c, drop(&in, found ? known - 1 : in.len));
        emit_secrets(c, found);
        known = 1;
    }
}

static void cut_off(struct mustls_play_conn *c, const char *bound)
{
    mustls_play_flood(c, &c->play->flooded_bytes, bound);
    c->life = MUSTLS_PLAY_DROPPED;
    c->running = false;
}

/* Who floods the trace with short lines is cut off while there is room for how the run ends. */
static bool trace_is_full(const struct mustls_trace *t)
{
    return t->num_events >= t->max_events - t->max_events / 64;
}

static size_t slice_len(struct mustls_span in, size_t most)
{
    in = mustls_span_first(in, most);
    const uint8_t *lf = memchr(in.ptr, '\n', in.len);
    return lf ? (size_t)(lf - in.ptr) + 1 : in.len;
}

/* One long run without LF must not overrun the queue at once. */
#define MAX_SLICE 4096

void mustls_play_receive(struct mustls_play_conn *c, struct mustls_span in)
{
    struct mustls_play *p = c->play;
    c->left_again -= drop(&in, c->left_again).len;
    if (in.len > 0)
        c->flood_size = 0;
    while (in.len && c->life < MUSTLS_PLAY_DROPPED) {
        size_t room = p->params.max_bytes - p->received;
        if (room == 0 || trace_is_full(p->trace)) {
            cut_off(c, room == 0 ? "bytes" : "lines");
            return;
        }
        size_t n = slice_len(in, room < MAX_SLICE ? room : MAX_SLICE);
        p->received += n;
        receive_slice(c, drop(&in, n));
    }
}

static struct mustls_span without_end(struct mustls_span line)
{
    if (line.len && line.ptr[line.len - 1] == '\n')
        line.len--;
    if (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

bool mustls_play_take_line(struct mustls_play_conn *c, struct mustls_span *line, bool *is_response)
{
    if (c->head == c->noted)
        return false;
    if (trace_is_full(c->play->trace)) {
        cut_off(c, "lines");
        return false;
    }
    struct mustls_span queue = mustls_span(c->in.ptr + c->head, c->noted - c->head);
    size_t len = slice_len(queue, queue.len);
    *line = without_end(mustls_span_first(queue, len));
    *is_response = c->head_is_line;
    c->head_is_line = false;
    c->head += len;
    c->queued--;
    return true;
}

/* Where pairing is blurred, what follows DATA or AUTH may be an answer to a 354 or 334 that the
 * subject took from the wrong place: no command, not early, and no fault of its grammar. */
bool mustls_play_may_be_content(const struct mustls_play_conn *c)
{
    return (c->last_verb == MUSTLS_V_DATA || c->last_verb == MUSTLS_V_AUTH) &&
           mustls_play_account_blurred(&c->account);
}

/* A message has lines that look like commands. A client that cuts an overlong line begins it in the
 * middle of our 354, or finds a 354 in what it has cut off. */
static bool is_doubtful(const struct mustls_play_conn *c)
{
    return mustls_play_may_be_content(c) ||
           (c->after_data && (mustls_play_account_blurred(&c->account) ||
                              mustls_play_account_overlong(&c->account)));
}

/* A message that no 354 has asked for (RFC 5321 3.3): its lines are not commands gone wrong. */
static bool is_text(const struct mustls_play_conn *c, enum mustls_verb verb)
{
    return c->after_data &&
           (c->account.text || (c->last_verb == MUSTLS_V_DATA && verb == MUSTLS_V_UNKNOWN));
}

static void emit_line(struct mustls_play_conn *c, struct mustls_span raw,
                      const struct mustls_rule *rule)
{
    bool response = c->expect == MUSTLS_PLAY_LINE;
    mustls_play_note_event(
        c,
        (struct mustls_event){.kind = response ? MUSTLS_E_LINE : MUSTLS_E_COMMAND,
                              .at = rule ? mustls_play_place(rule->at) : MUSTLS_NOWHERE,
                              .faults = !response && is_doubtful(c) ? MUSTLS_COMMAND_DOUBTFUL : 0,
                              .raw = raw});
}

static void judge_command(struct mustls_play_conn *c, struct mustls_span raw,
                          const struct mustls_command *cmd)
{
    bool text = is_text(c, cmd->verb), doubtful = is_doubtful(c);
    if (text && !doubtful)
        mustls_play_account_text(&c->account);
    if (cmd->faults && !text && !doubtful)
        mustls_play_note_event(c, (struct mustls_event){.kind = MUSTLS_E_BAD_COMMAND,
                                                        .at = MUSTLS_NOWHERE,
                                                        .faults = cmd->faults,
                                                        .raw = raw});
    if (cmd->verb != MUSTLS_V_UNKNOWN || !mustls_play_may_be_content(c))
        c->last_verb = cmd->verb;
    if (cmd->verb == MUSTLS_V_DATA)
        c->after_data = true;
    else if (mustls_span_eq(without_end(raw), MUSTLS_LIT(".")))
        c->after_data = false;
}

static bool is_idle(const struct mustls_play_conn *c)
{
    return c->life == MUSTLS_PLAY_OPEN && !c->running && !c->data_done && !c->hello_waits &&
           c->head == c->noted;
}

/* May commands follow in the same group? AUTH only with an initial response, in a mechanism that
 * needs no more (RFC 4954 4): what is not PLAIN or EXTERNAL may or may not be one, and the client
 * has the benefit. */
static bool may_lead(const struct mustls_command *cmd)
{
    struct mustls_span rest = cmd->args;
    mustls_word(&rest);
    bool initial = cmd->verb == MUSTLS_V_AUTH && mustls_word(&rest).len > 0;
    return initial || mustls_verb_may_lead(cmd->verb);
}

/* The arriving line is whole: into the trace with it, and where nothing stands before it, to its
 * rule. `keep` bytes stay in the queue; the first `len` of them are the line. */
static void accept_line(struct mustls_play_conn *c, size_t len, size_t keep, bool cut)
{
    struct mustls_span raw = mustls_span(c->in.ptr + c->noted, len);
    bool response = c->expect == MUSTLS_PLAY_LINE, direct = is_idle(c);
    struct mustls_command cmd;
    mustls_command_parse(raw, cut, &cmd);
    const struct mustls_rule *rule =
        direct ? mustls_play_match(c, MUSTLS_PAT_ANY, without_end(raw)) : NULL;

    mustls_play_early_settle(c, raw);
    emit_line(c, raw, rule);
    if (!response)
        judge_command(c, raw, &cmd);
    mustls_play_account_owe(&c->account, !response && may_lead(&cmd));
    if (!direct && response && c->head == c->noted)
        c->head_is_line = true;
    c->expect = MUSTLS_PLAY_COMMAND;
    c->line_begun = false;
    c->noted += keep;
    c->scan = c->noted;
    c->queued++;
    if (!direct)
        return;
    c->head = c->noted;
    c->queued = 0;
    mustls_play_answer(c, rule, without_end(raw), response ? MUSTLS_V_AUTH : cmd.verb);
}

/* Keeps the head of a line that is too long, with an LF of our own so that the queue stays one of
 * lines. */
static void cut_line(struct mustls_play_conn *c)
{
    size_t most = c->play->params.max_line;
    mustls_play_flood(c, &c->flooded_line, "line");
    c->skip_line = c->in.ptr[c->in.len - 1] != '\n';
    mustls_buf_truncate(&c->in, c->noted + most);
    mustls_buf_putc(&c->in, '\n');
    if (c->in.failed)
        mustls_play_fail(c);
    else
        accept_line(c, most, most + 1, true);
}

/* After a 354 that is no well-formed reply: some clients send the message, some give up. A message
 * does not begin with one of these lines. */
static bool gives_up(struct mustls_span raw)
{
    struct mustls_command cmd;
    mustls_command_parse(raw, false, &cmd);
    return !cmd.faults && (cmd.verb == MUSTLS_V_QUIT || cmd.verb == MUSTLS_V_RSET);
}

static void begin_line(struct mustls_play_conn *c)
{
    if (!c->line_begun)
        mustls_play_early_begin(c);
    c->line_begun = true;
}

/* Up to the end of the arriving line. True when there was one. */
static bool note_line(struct mustls_play_conn *c)
{
    size_t most = c->play->params.max_line, left = c->in.len - c->noted;
    size_t end = c->noted + (left < most ? left : most);
    const uint8_t *lf = memchr(c->in.ptr + c->scan, '\n', end - c->scan);
    bool cut = !lf && left >= most;
    c->scan = end;
    if (!lf && !cut)
        return false;

    size_t len = lf ? (size_t)(lf - c->in.ptr) + 1 - c->noted : most;
    if (c->expect == MUSTLS_PLAY_MAYBE_DATA) {
        if (!gives_up(mustls_span(c->in.ptr + c->noted, len))) {
            mustls_play_data_begin(c);
            return true;
        }
        c->expect = MUSTLS_PLAY_COMMAND;
    }
    if (cut)
        cut_line(c);
    else
        accept_line(c, len, len, false);
    return true;
}

bool mustls_play_note(struct mustls_play_conn *c)
{
    if (c->life >= MUSTLS_PLAY_DROPPED || c->tls_wanted)
        return false;
    if (c->expect == MUSTLS_PLAY_DATA)
        return mustls_play_data_note(c);
    if (c->noted == c->in.len)
        return false;
    if (!c->line_begun && c->phase == MUSTLS_PHASE_CLEAR) {
        switch (mustls_play_hello(c)) {
        case MUSTLS_PLAY_NO_TLS:
            break;
        case MUSTLS_PLAY_HELD:
            return false;
        case MUSTLS_PLAY_SKIMMED:
            return true;
        }
    }
    begin_line(c);
    return note_line(c);
}

/* The unfinished rest is in the trace as what it was going to be, but is not judged: whoever is
 * killed or disconnected in the middle of a line has not written a bad one. */
void mustls_play_input_eof(struct mustls_play_conn *c)
{
    if (c->tls_wanted)
        return;
    if (c->expect == MUSTLS_PLAY_DATA) {
        mustls_play_data_eof(c);
        return;
    }
    if (!c->line_begun || c->noted == c->in.len)
        return;
    struct mustls_span raw = mustls_span(c->in.ptr + c->noted, c->in.len - c->noted);
    mustls_play_early_settle(c, raw);
    emit_line(c, raw, NULL);
    mustls_buf_truncate(&c->in, c->noted);
    c->scan = c->noted;
    c->line_begun = false;
}
