/* No vacuous pass: a rule of the file that never fired tested nothing. */
#include "judge/internal.h"

static bool had_to_fire(const struct mustls_rule *r)
{
    return r->at.unit == 0 && !r->optional;
}

/* One bit for each line of the file, set where a rule began its reaction. */
static enum mustls_status fired_lines(struct mustls_arena *a, const struct mustls_trace *t,
                                      uint32_t max_line, uint8_t **out)
{
    uint8_t *bits = mustls_arena_array(a, (size_t)max_line / 8 + 1, 1);
    if (!bits)
        return MUSTLS_ENOMEM;
    for (size_t i = 0; i < t->num_events; i++) {
        const struct mustls_event *ev = &t->events[i];
        if (ev->kind == MUSTLS_E_RULE && ev->at.unit == 0 && ev->at.line <= max_line)
            bits[ev->at.line / 8] |= (uint8_t)(1u << (ev->at.line % 8));
    }
    *out = bits;
    return MUSTLS_OK;
}

enum mustls_status mustls_rules_unfired(struct mustls_arena *a, const struct mustls_facts *f,
                                        const struct mustls_rule ***out, size_t *num)
{
    const struct mustls_program *p = f->prog;
    uint32_t max_line = 0;
    size_t num_needed = 0;
    *out = NULL;
    *num = 0;
    for (size_t i = 0; i < p->num_rules; i++) {
        if (!had_to_fire(&p->rules[i]))
            continue;
        num_needed++;
        if (p->rules[i].at.line > max_line)
            max_line = p->rules[i].at.line;
    }
    if (p->role != MUSTLS_TEST_CLIENT)
        return MUSTLS_OK;

    uint8_t *bits;
    enum mustls_status st = fired_lines(a, f->trace, max_line, &bits);
    const struct mustls_rule **unfired = mustls_arena_array(a, num_needed, sizeof *unfired);
    if (st != MUSTLS_OK || !unfired)
        return MUSTLS_ENOMEM;
    for (size_t i = 0; i < p->num_rules; i++) {
        uint32_t line = p->rules[i].at.line;
        if (had_to_fire(&p->rules[i]) && !(bits[line / 8] & (1u << (line % 8))))
            unfired[(*num)++] = &p->rules[i];
    }
    *out = unfired;
    return MUSTLS_OK;
}
