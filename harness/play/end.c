/* The run's end: what is known only then. */
#include "play/internal.h"

static void emit_run(struct mustls_play *p, struct mustls_event ev, mustls_usec now)
{
    ev.from = MUSTLS_FROM_RUN;
    ev.at = MUSTLS_NOWHERE;
    mustls_play_emit(p, ev, now);
}

static void emit_output(struct mustls_play *p, const struct mustls_play_end *end, mustls_usec now)
{
    bool cut = end->output_cut || end->output.len > MUSTLS_PLAY_MAX_OUTPUT;
    if (end->output.len || cut)
        emit_run(
            p,
            (struct mustls_event){.kind = MUSTLS_E_OUTPUT,
                                  .code = 1,
                                  .faults = cut ? MUSTLS_F_CUT : 0,
                                  .raw = mustls_span_first(end->output, MUSTLS_PLAY_MAX_OUTPUT)},
            now);
}

/* A deed of the subject on no connection: that tells it from a secret on the wire. */
static void emit_printed_secret(struct mustls_play *p, struct mustls_span which, mustls_usec now)
{
    mustls_play_emit(
        p, (struct mustls_event){.kind = MUSTLS_E_SECRET, .at = MUSTLS_NOWHERE, .raw = which}, now);
}

/* The password, as it is or in base64. The user name may well stand in a message of the subject. */
static void emit_secrets(struct mustls_play *p, struct mustls_span output, mustls_usec now)
{
    struct mustls_play_search search = {0};
    while (output.len) {
        unsigned found;
        size_t n = mustls_play_search_feed(&search, &p->secrets, output, &found);
        output = mustls_span_from(output, n);
    }
    if (search.found[MUSTLS_PLAY_PASSWORD])
        emit_printed_secret(p, MUSTLS_LIT("password in output"), now);
    if (search.found[MUSTLS_PLAY_PASSWORD_BASE64])
        emit_printed_secret(p, MUSTLS_LIT("password base64 in output"), now);
}

static void emit_turn(struct mustls_play *p, bool patient, mustls_usec now)
{
    char text[512];
    enum mustls_turn turn = mustls_play_turn(p, text, sizeof text);
    if (turn == MUSTLS_TURN_TOOL && patient)
        turn = MUSTLS_TURN_TOOL_PATIENT;
    emit_run(p,
             (struct mustls_event){
                 .kind = MUSTLS_E_TURN, .code = (int)turn, .raw = mustls_span_str(text)},
             now);
}

static void emit_killed(struct mustls_play *p, bool patient, mustls_usec now)
{
    if (p->script)
        mustls_play_script_limit(p->script, now);
    if (p->script && mustls_play_script_done(p->script))
        return; /* it was our time that was over */
    for (size_t i = 0; i < p->num_conns; i++)
        mustls_play_flood_end(p->conns[i]);
    emit_turn(p, patient, now);
}

static void emit_exit(struct mustls_play *p, const struct mustls_play_end *end, mustls_usec now)
{
    static const char *const names[] = {
        [MUSTLS_END_OK] = "ok",         [MUSTLS_END_FAIL] = "fail", [MUSTLS_END_KILLED] = "killed",
        [MUSTLS_END_SIGNAL] = "signal", [MUSTLS_END_SKIP] = "skip",
    };
    emit_run(p,
             (struct mustls_event){.kind = MUSTLS_E_EXIT,
                                   .code = end->code,
                                   .raw = mustls_span_str(names[end->kind])},
             now);
}

/* Only a subject that said how it went can have said it falsely, and only where we said clearly how
 * it went. */
static void emit_falsehood(struct mustls_play *p, enum mustls_end_kind kind, mustls_usec now)
{
    if (p->unclear)
        return;
    if (kind == MUSTLS_END_OK && !p->accepted)
        emit_run(p, (struct mustls_event){.kind = MUSTLS_E_FALSE_SUCCESS}, now);
    else if (kind == MUSTLS_END_FAIL && p->accepted)
        emit_run(p, (struct mustls_event){.kind = MUSTLS_E_FALSE_FAILURE}, now);
}

static void settle(struct mustls_play *p, mustls_usec now)
{
    for (size_t i = 0; i < p->num_conns; i++) {
        p->conns[i]->now = now;
        mustls_play_early_flush(p->conns[i]);
        mustls_play_message_over(p->conns[i]);
    }
}

void mustls_play_end(struct mustls_play *p, const struct mustls_play_end *end, mustls_usec now)
{
    settle(p, now);
    emit_output(p, end, now);
    emit_secrets(p, end->output, now);
    if (end->leaked)
        emit_run(p, (struct mustls_event){.kind = MUSTLS_E_LEAK, .code = (int)end->leaked}, now);
    if (end->kind == MUSTLS_END_KILLED)
        emit_killed(p, end->patient, now);
    emit_exit(p, end, now);
    if (!p->script && !end->delivers_nothing)
        emit_falsehood(p, end->kind, now);
}
