/* A sanitizer ends the program with an exit code like any other; its headline tells. But clients
 * quote the server: a headline that we said ourselves tells nothing. */
#include "judge/internal.h"

static bool said_by_us(const struct mustls_trace *t, struct mustls_span sign)
{
    for (size_t i = 0; i < t->num_events; i++) {
        const struct mustls_event *e = &t->events[i];
        if (e->from == MUSTLS_FROM_TOOL &&
            (e->kind == MUSTLS_E_SEND || e->kind == MUSTLS_E_REPLY) &&
            mustls_span_find(e->raw, sign) != MUSTLS_NPOS)
            return true;
    }
    return false;
}

static bool shows(const struct mustls_trace *t, struct mustls_span out, struct mustls_span sign)
{
    return mustls_span_find(out, sign) != MUSTLS_NPOS && !said_by_us(t, sign);
}

/* "x.c:3:5: runtime error: ..." is UBSan's. Go's "panic: runtime error: ..." is no report of a
 * sanitizer: there no digit (or "<unknown>") stands before it. */
static bool has_ubsan_line(const struct mustls_trace *t, struct mustls_span out)
{
    const struct mustls_span sign = MUSTLS_LIT(": runtime error: ");
    for (size_t at; (at = mustls_span_find(out, sign)) != MUSTLS_NPOS;
         out = mustls_span_from(out, at + sign.len)) {
        uint8_t before = at > 0 ? out.ptr[at - 1] : 0;
        if ((before >= '0' && before <= '9') || before == '>')
            return !said_by_us(t, sign);
    }
    return false;
}

static bool has_headline(const struct mustls_trace *t, struct mustls_span out)
{
    static const char *const signs[] = {
        "ERROR: AddressSanitizer",   "ERROR: HWAddressSanitizer",
        "ERROR: LeakSanitizer",      "WARNING: MemorySanitizer",
        "WARNING: ThreadSanitizer",  "SUMMARY: MemorySanitizer",
        "SUMMARY: AddressSanitizer", "SUMMARY: UndefinedBehaviorSanitizer"};
    if (mustls_span_find(out, MUSTLS_LIT("Sanitizer")) == MUSTLS_NPOS)
        return has_ubsan_line(t, out);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (shows(t, out, mustls_span_str(signs[i])))
            return true;
    }
    return has_ubsan_line(t, out);
}

bool mustls_facts_sanitizer(const struct mustls_facts *f)
{
    if (!f->output || !(mustls_facts_ended(f, "fail") || mustls_facts_ended(f, "signal")))
        return false;
    return has_headline(f->trace, f->output->raw);
}
