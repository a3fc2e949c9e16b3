/* A sanitizer ends the program with an exit code like any other; its headline tells. */
#include "judge/internal.h"

/* "x.c:3:5: runtime error: ..." is UBSan's. Go's "panic: runtime error: ..." is no report of a
 * sanitizer: there no digit (or "<unknown>") stands before it. */
static bool has_ubsan_line(struct mustls_span out)
{
    const struct mustls_span sign = MUSTLS_LIT(": runtime error: ");
    for (size_t at; (at = mustls_span_find(out, sign)) != MUSTLS_NPOS;
         out = mustls_span_from(out, at + sign.len)) {
        uint8_t before = at > 0 ? out.ptr[at - 1] : 0;
        if ((before >= '0' && before <= '9') || before == '>')
            return true;
    }
    return false;
}

static bool has_headline(struct mustls_span out)
{
    static const char *const signs[] = {
        "ERROR: AddressSanitizer",   "ERROR: HWAddressSanitizer",
        "ERROR: LeakSanitizer",      "WARNING: MemorySanitizer",
        "WARNING: ThreadSanitizer",  "SUMMARY: MemorySanitizer",
        "SUMMARY: AddressSanitizer", "SUMMARY: UndefinedBehaviorSanitizer"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (mustls_span_find(out, mustls_span_str(signs[i])) != MUSTLS_NPOS)
            return true;
    }
    return has_ubsan_line(out);
}

bool mustls_facts_sanitizer(const struct mustls_facts *f)
{
    if (!f->output || !(mustls_facts_ended(f, "fail") || mustls_facts_ended(f, "signal")))
        return false;
    return has_headline(f->output->raw);
}
