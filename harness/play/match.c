/* Which rule answers. */
#include "play/internal.h"

static bool covers(const struct mustls_rule *rule, enum mustls_phase phase)
{
    return rule->phases & (phase == MUSTLS_PHASE_TLS ? MUSTLS_IN_TLS : MUSTLS_IN_CLEAR);
}

static bool matches(const struct mustls_rule *rule, int kind, struct mustls_span line)
{
    if (kind == MUSTLS_PAT_CONNECT || kind == MUSTLS_PAT_HELLO)
        return (int)rule->pattern.kind == kind;
    return rule->pattern.kind != MUSTLS_PAT_CONNECT && rule->pattern.kind != MUSTLS_PAT_HELLO &&
           mustls_pattern_matches(&rule->pattern, line);
}

/* `#n` counts the lines that match its pattern on this connection, whoever answers them; for
 * <connect>, the connections of the run. */
static bool is_turn(struct mustls_play_conn *c, size_t i, int kind)
{
    const struct mustls_rule *rule = &c->play->prog->rules[i];
    if (rule->nth == 0)
        return true;
    uint32_t n = kind == MUSTLS_PAT_CONNECT ? c->id : ++c->counts[i];
    return n == rule->nth;
}

const struct mustls_rule *mustls_play_match(struct mustls_play_conn *c, int kind,
                                            struct mustls_span line)
{
    const struct mustls_program *prog = c->play->prog;
    const struct mustls_rule *first = NULL;
    for (size_t i = 0; i < prog->num_rules; i++) {
        const struct mustls_rule *rule = &prog->rules[i];
        if (first && rule->nth == 0)
            continue; /* nothing to count */
        if (covers(rule, c->phase) && matches(rule, kind, line) && is_turn(c, i, kind) && !first)
            first = rule;
    }
    return first;
}
