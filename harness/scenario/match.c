/* Patterns against what arrived. */
#include "scenario/program.h"

static struct mustls_span first_word(struct mustls_span line)
{
    size_t n = 0;
    while (n < line.len && line.ptr[n] != ' ' && line.ptr[n] != '\t')
        n++;
    return mustls_span_first(line, n);
}

static bool alt_matches(const struct mustls_pat_alt *a, struct mustls_span line)
{
    switch (a->kind) {
    case MUSTLS_ALT_VERB:
        return mustls_span_ieq(a->word, first_word(line));
    case MUSTLS_ALT_GLOB:
        return mustls_glob(a->glob, line);
    case MUSTLS_ALT_CODE:
        return false; /* of replies, not of commands */
    }
    return false;
}

bool mustls_pattern_matches(const struct mustls_pattern *p, struct mustls_span line)
{
    switch (p->kind) {
    case MUSTLS_PAT_ANY:
        return true;
    case MUSTLS_PAT_CONNECT:
    case MUSTLS_PAT_HELLO:
        return false; /* no lines */
    case MUSTLS_PAT_ALTS:
        break;
    }
    for (size_t i = 0; i < p->num_alts; i++)
        if (alt_matches(&p->alts[i], line))
            return true;
    return false;
}

bool mustls_code_matches(struct mustls_span pattern, int code)
{
    if (pattern.len != 3 || code < 100 || code > 999)
        return false;
    const int digits[3] = {code / 100, code / 10 % 10, code % 10};
    for (size_t i = 0; i < 3; i++)
        if ((pattern.ptr[i] | 0x20) != 'x' && pattern.ptr[i] != '0' + digits[i])
            return false;
    return true;
}

struct mustls_span mustls_program_wish(const struct mustls_program *p, const char *key)
{
    for (size_t i = 0; i < p->num_wishes; i++)
        if (mustls_span_eq(p->wishes[i].key, mustls_span_str(key)))
            return p->wishes[i].value;
    return mustls_span(NULL, 0);
}

unsigned mustls_program_timeout(const struct mustls_program *p)
{
    unsigned seconds = 0;
    struct mustls_span s = mustls_program_wish(p, "timeout");
    for (size_t i = 0; i < s.len && seconds < 10000; i++)
        seconds = seconds * 10 + (unsigned)(s.ptr[i] - '0');
    return seconds ? seconds : 5;
}
