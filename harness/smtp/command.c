#include "smtp/command.h"

enum args_rule { NO_ARGS, ANY_ARGS, SOME_ARGS, PATH_ARGS };

enum {
    LIMIT = 512, /* RFC 5321 4.5.3.1.4, CRLF included */
    MAIL_LIMIT =
        2048, /* each extension adds its own: SIZE 26 (RFC 1870 3), AUTH 500 (RFC 4954 3) */
    AUTH_LIMIT = 12288, /* RFC 4954 4 */
};

static const struct {
    const char *name;
    enum args_rule rule;
    const char *path; /* PATH_ARGS: what stands before the path */
    size_t limit;
    bool may_lead;
} verbs[MUSTLS_NUM_VERBS] = {
    [MUSTLS_V_UNKNOWN] = {"", ANY_ARGS, NULL, LIMIT, false},
    [MUSTLS_V_EHLO] = {"EHLO", SOME_ARGS, NULL, LIMIT, false},
    [MUSTLS_V_HELO] = {"HELO", SOME_ARGS, NULL, LIMIT, false},
    [MUSTLS_V_MAIL] = {"MAIL", PATH_ARGS, "FROM:", MAIL_LIMIT, true},
    [MUSTLS_V_RCPT] = {"RCPT", PATH_ARGS, "TO:", MAIL_LIMIT, true},
    [MUSTLS_V_DATA] = {"DATA", NO_ARGS, NULL, LIMIT, false},
    [MUSTLS_V_RSET] = {"RSET", NO_ARGS, NULL, LIMIT, true},
    [MUSTLS_V_VRFY] = {"VRFY", SOME_ARGS, NULL, LIMIT, false},
    [MUSTLS_V_EXPN] = {"EXPN", SOME_ARGS, NULL, LIMIT, false},
    [MUSTLS_V_HELP] = {"HELP", ANY_ARGS, NULL, LIMIT, false},
    [MUSTLS_V_NOOP] = {"NOOP", ANY_ARGS, NULL, LIMIT, false},
    [MUSTLS_V_QUIT] = {"QUIT", NO_ARGS, NULL, LIMIT, false},
    [MUSTLS_V_STARTTLS] = {"STARTTLS", NO_ARGS, NULL, LIMIT, false}, /* RFC 3207 4 */
    [MUSTLS_V_AUTH] = {"AUTH", SOME_ARGS, NULL, AUTH_LIMIT, false},  /* RFC 4954 4 */
    [MUSTLS_V_BDAT] = {"BDAT", SOME_ARGS, NULL, LIMIT, false},
    [MUSTLS_V_ETRN] = {"ETRN", SOME_ARGS, NULL, LIMIT, false},
    [MUSTLS_V_BURL] = {"BURL", SOME_ARGS, NULL, LIMIT, false},
};

const char *mustls_verb_name(enum mustls_verb v)
{
    return verbs[v].name;
}

bool mustls_verb_may_lead(enum mustls_verb v)
{
    return verbs[v].may_lead;
}

const char *mustls_command_fault_name(uint32_t bit)
{
    static const char *const names[] = {
        "unknown verb", "line end is not CRLF", "control octet", "line too long", "bad arguments",
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (bit == UINT32_C(1) << i)
            return names[i];
    return "";
}

static enum mustls_verb find_verb(struct mustls_span word)
{
    for (int v = MUSTLS_V_UNKNOWN + 1; v < MUSTLS_NUM_VERBS; v++)
        if (mustls_span_ieq(word, mustls_span_str(verbs[v].name)))
            return (enum mustls_verb)v;
    return MUSTLS_V_UNKNOWN;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

static struct mustls_span skip_blanks(struct mustls_span s)
{
    size_t n = 0;
    while (n < s.len && is_blank(s.ptr[n]))
        n++;
    return mustls_span_from(s, n);
}

static void split(struct mustls_command *c)
{
    size_t len = 0;
    while (len < c->line.len && !is_blank(c->line.ptr[len]))
        len++;
    c->word = mustls_span_first(c->line, len);
    c->args = skip_blanks(mustls_span_from(c->line, len));
    while (c->args.len > 0 && is_blank(c->args.ptr[c->args.len - 1]))
        c->args.len--;
}

/* "FROM:" and a path in angle brackets, a blank between them tolerated. What is inside the path is
 * the server's business. */
static bool has_path(struct mustls_span args, const char *prefix)
{
    const struct mustls_span word = mustls_span_str(prefix);
    if (!mustls_span_istarts(args, word))
        return false;
    const struct mustls_span path = skip_blanks(mustls_span_from(args, word.len));
    return path.len > 0 && path.ptr[0] == '<' && memchr(path.ptr, '>', path.len);
}

static bool args_ok(const struct mustls_command *c)
{
    switch (verbs[c->verb].rule) {
    case NO_ARGS:
        return c->args.len == 0;
    case ANY_ARGS:
        return true;
    case SOME_ARGS:
        return c->args.len > 0;
    case PATH_ARGS:
        break;
    }
    return has_path(c->args, verbs[c->verb].path);
}

static bool has_controls(struct mustls_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < ' ' || s.ptr[i] == 127)
            return true;
    return false;
}

/* The line without its end. A cut line has none to look at. */
static struct mustls_span strip_end(struct mustls_span raw, bool cut, uint32_t *faults)
{
    size_t len = raw.len;
    if (cut)
        return raw;
    if (len >= 2 && memcmp(raw.ptr + len - 2, "\r\n", 2) == 0)
        return mustls_span(raw.ptr, len - 2);
    *faults |= MUSTLS_CF_LINE_END;
    return mustls_span(raw.ptr, len > 0 && raw.ptr[len - 1] == '\n' ? len - 1 : len);
}

void mustls_command_parse(struct mustls_span raw, bool cut, struct mustls_command *out)
{
    *out = (struct mustls_command){0};
    out->line = strip_end(raw, cut, &out->faults);
    split(out);
    out->verb = find_verb(out->word);
    if (out->verb == MUSTLS_V_UNKNOWN)
        out->faults |= MUSTLS_CF_VERB;
    if (has_controls(out->line))
        out->faults |= MUSTLS_CF_OCTETS;
    if (cut || raw.len > verbs[out->verb].limit)
        out->faults |= MUSTLS_CF_LONG;
    if (!args_ok(out))
        out->faults |= MUSTLS_CF_ARGS;
}
