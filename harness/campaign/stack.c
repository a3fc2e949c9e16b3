#include "campaign/stack.h"

bool mustls_take_line(struct mustls_span *in, struct mustls_span *line)
{
    if (in->len == 0)
        return false;
    const uint8_t *lf = memchr(in->ptr, '\n', in->len);
    size_t len = lf ? (size_t)(lf - in->ptr) : in->len;
    *line = mustls_span_first(*in, len);
    *in = mustls_span_from(*in, len + 1);
    return true;
}

/* Those of whoever noticed, not of who did it. */
static bool is_foreign(struct mustls_span f)
{
    static const char *const begins[] = {
        "__interceptor_", "___interceptor_", "__asan",       "__ubsan",      "__sanitizer",
        "__lsan",         "__msan",          "__assert",     "__pthread",    "__GI_",
        "fuzzer::",       "__restore",       "fuzz_require", "mustls_alloc", "__libc"};
    static const char *const names[] = {
        "raise",  "abort",          "gsignal", "pthread_kill", "malloc", "calloc", "realloc",
        "free",   "posix_memalign", "memcpy",  "memmove",      "memset", "memcmp", "bcmp",
        "memchr", "strlen",         "strcmp",  "strncmp",      "kill",   "tgkill"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (mustls_span_starts(f, mustls_span_str(begins[i])))
            return true;
    /* "MemcmpInterceptorCommon(void*," and its kin */
    if (mustls_span_find(f, MUSTLS_LIT("InterceptorCommon")) != MUSTLS_NPOS)
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mustls_span_eq(f, mustls_span_str(names[i])))
            return true;
    return false;
}

static struct mustls_span word(struct mustls_span *s)
{
    size_t from = 0, to;
    while (from < s->len && s->ptr[from] == ' ')
        from++;
    for (to = from; to < s->len && s->ptr[to] != ' ';)
        to++;
    struct mustls_span w = mustls_span_first(mustls_span_from(*s, from), to - from);
    *s = mustls_span_from(*s, to);
    return w;
}

/* What stands behind the last slash. */
static struct mustls_span base_name(struct mustls_span s)
{
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == '/')
            return mustls_span_from(s, i);
    return s;
}

/* "/a/reply.c:88:3" to "reply.c:88". */
static struct mustls_span place_of(struct mustls_span s)
{
    s = base_name(s);
    size_t colons = 0;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == ':' && ++colons == 2)
            return mustls_span_first(s, i);
    return colons == 1 ? s : mustls_span(NULL, 0);
}

/* "(/a/program+0x12) (BuildId: ...)" to "program+0x12" */
static struct mustls_span module_of(struct mustls_span s)
{
    struct mustls_span w = base_name(word(&s));
    return w.len > 0 && w.ptr[w.len - 1] == ')' ? mustls_span_first(w, w.len - 1) : w;
}

/* "    #3 0x55d0 in parse_code /a/reply.c:88:3" */
static bool read_frame(struct mustls_span line, struct mustls_frame *out)
{
    struct mustls_span rest = line, number = word(&rest);
    if (number.len < 2 || number.ptr[0] != '#' || number.ptr[1] < '0' || number.ptr[1] > '9')
        return false;
    struct mustls_span address = word(&rest), before = rest, in = word(&rest);
    if (!mustls_span_starts(address, MUSTLS_LIT("0x")))
        return false;
    *out = (struct mustls_frame){0};
    if (mustls_span_eq(in, MUSTLS_LIT("in"))) {
        out->function = word(&rest);
        out->place = place_of(word(&rest));
    } else {
        out->function = module_of(before);
    }
    return out->function.len > 0;
}

void mustls_stack_read(struct mustls_span report, struct mustls_stack *out)
{
    struct mustls_span line;
    bool seen = false;
    out->num = 0;
    while (out->num < MUSTLS_STACK_MAX && mustls_take_line(&report, &line)) {
        struct mustls_frame f;
        if (!read_frame(line, &f)) {
            if (seen)
                return;
            continue;
        }
        seen = true;
        bool repeated =
            out->num > 0 && mustls_span_eq(out->frames[out->num - 1].function, f.function);
        if (!is_foreign(f.function) && !repeated)
            out->frames[out->num++] = f;
        if (mustls_span_eq(f.function, MUSTLS_LIT("LLVMFuzzerTestOneInput")))
            return;
    }
}
