/* What stands in <...>: directions of the tool's side, and what the tool reads. */
#include "scenario/internal.h"

/* Who may say a word, and where. */
enum {
    BY_SERVER = 1, /* S: <...> when a client is tested */
    BY_CLIENT = 2, /* C: <...> when a server is tested */
    READ = 4,      /* C: <...> inside a reaction */
    TRIGGER = 8    /* C: <...> that starts a rule */
};

static const struct {
    const char *word;
    enum mustls_step_kind step;
    unsigned where;
} directions[] = {
    {"connect", MUSTLS_STEP_CONNECT, BY_CLIENT | TRIGGER},
    {"tls", MUSTLS_STEP_TLS, BY_SERVER | BY_CLIENT},
    {"wait", MUSTLS_STEP_WAIT, BY_SERVER | BY_CLIENT},
    {"chunk", MUSTLS_STEP_CHUNK, BY_SERVER | BY_CLIENT},
    {"flood", MUSTLS_STEP_FLOOD, BY_SERVER},
    {"close", MUSTLS_STEP_CLOSE, BY_SERVER | BY_CLIENT},
    {"reset", MUSTLS_STEP_RESET, BY_SERVER | BY_CLIENT},
    {"hello", MUSTLS_STEP_SEND /* none */, TRIGGER},
    {"line", MUSTLS_STEP_READ_LINE, READ},
    {"data", MUSTLS_STEP_READ_DATA, READ},
};
enum { NUM_DIRECTIONS = sizeof(directions) / sizeof(*directions) };

const char *scn_step_word(enum mustls_step_kind k)
{
    for (size_t i = 0; i < NUM_DIRECTIONS; i++)
        if (directions[i].step == k && directions[i].where != TRIGGER)
            return directions[i].word;
    return NULL;
}

static size_t find(struct mustls_span word)
{
    for (size_t i = 0; i < NUM_DIRECTIONS; i++)
        if (mustls_span_eq(word, mustls_span_str(directions[i].word)))
            return i;
    return MUSTLS_NPOS;
}

static void bad_word(struct scn_reader *r, struct mustls_span word, unsigned allowed, bool own)
{
    const char *words[NUM_DIRECTIONS + 1];
    size_t n = 0;
    for (size_t i = 0; i < NUM_DIRECTIONS; i++)
        if (directions[i].where & allowed)
            words[n++] = directions[i].word;
    words[n] = NULL;

    struct scn_hint hint;
    const char *help = scn_nearest_hint(&hint, word, words);
    if (!help && own)
        help = "bytes that begin with < are written \\<";
    scn_bad(r, word, help, "unknown direction <%.*s>", scn_len(word), (const char *)word.ptr);
}

static void misplaced(struct scn_reader *r, struct mustls_span word, unsigned where)
{
    const bool client = r->scn->role == MUSTLS_TEST_CLIENT;
    const char *help = "it belongs to \"test client\"";
    if (client && where & BY_SERVER)
        help = "what the tool does is an S: line here";
    else if (client)
        help = "what the client does is a C: line here";
    else if (mustls_span_eq(word, MUSTLS_LIT("close")))
        help = "C: <close> closes; the sentence \"server closes\" judges";
    else if (where & BY_CLIENT)
        help = "what the tool does is a C: line here";
    scn_bad(r, word, help, "<%.*s> can't stand here", scn_len(word), (const char *)word.ptr);
}

static void no_arguments(struct scn_reader *r, struct mustls_span rest)
{
    rest = scn_trim_left(rest);
    if (rest.len > 0)
        scn_bad(r, rest, NULL, "\"%.*s\" is too much here", scn_len(rest), (const char *)rest.ptr);
}

static void read_chunk(struct scn_reader *r, struct mustls_span rest, struct scn_talk *out)
{
    struct mustls_span count = scn_take_word(&rest);
    uint64_t n = 0;
    if (mustls_span_eq(count, MUSTLS_LIT("off"))) {
        no_arguments(r, rest);
        return;
    }
    if (!scn_number(count, MUSTLS_SCN_MAX_PAYLOAD, &n) || n == 0) {
        scn_bad(r, count, "<chunk 1 5ms> or <chunk off>", "<chunk> takes bytes and a pause");
        return;
    }
    out->n = (uint32_t)n;
    scn_duration(r, scn_take_word(&rest), true, &out->usec);
    no_arguments(r, rest);
}

static void read_wait(struct scn_reader *r, struct mustls_span rest, struct scn_talk *out)
{
    struct mustls_span word = scn_take_word(&rest);
    out->usec = MUSTLS_NEVER;
    if (word.len > 0)
        scn_duration(r, word, false, &out->usec);
    no_arguments(r, rest);
}

static void read_flood(struct scn_reader *r, struct mustls_span rest, struct scn_talk *out)
{
    if (scn_size(r, scn_take_word(&rest), SCN_MAX_FLOOD, &out->n))
        no_arguments(r, rest);
}

void scn_bad_flood(struct scn_reader *r)
{
    scn_bad(r, mustls_span_from(r->text, 3), "S: lines with bytes stand right above it",
            "<flood> has nothing to repeat");
}

static void read_step(struct scn_reader *r, size_t which, struct mustls_span rest,
                      struct scn_talk *out)
{
    out->kind = SCN_STEP;
    out->step = directions[which].step;
    if (out->step == MUSTLS_STEP_TLS)
        scn_read_kvs(r, rest, scn_tls_keys(r->scn->role), &out->tls);
    else if (out->step == MUSTLS_STEP_WAIT)
        read_wait(r, rest, out);
    else if (out->step == MUSTLS_STEP_CHUNK)
        read_chunk(r, rest, out);
    else if (out->step == MUSTLS_STEP_FLOOD)
        read_flood(r, rest, out);
    else
        no_arguments(r, rest);
}

static void read_trigger(struct scn_reader *r, struct mustls_span word, struct mustls_span rest,
                         struct scn_talk *out)
{
    out->kind = SCN_RULE;
    out->pattern.kind =
        mustls_span_eq(word, MUSTLS_LIT("connect")) ? MUSTLS_PAT_CONNECT : MUSTLS_PAT_HELLO;
    no_arguments(r, rest);
}

void scn_read_direction(struct scn_reader *r, struct mustls_span text, struct scn_talk *out)
{
    const bool client = r->scn->role == MUSTLS_TEST_CLIENT;
    const bool own = out->side == (client ? 'S' : 'C');
    unsigned allowed = own ? (client ? BY_SERVER : BY_CLIENT) : client ? READ | TRIGGER : 0;

    if (text.ptr[text.len - 1] != '>') {
        scn_bad(r, text, own ? "bytes that begin with < are written \\<" : NULL,
                "a direction ends in >");
        return;
    }
    struct mustls_span rest = mustls_span(text.ptr + 1, text.len - 2);
    struct mustls_span word = scn_take_word(&rest);
    size_t i = find(word);
    if (i == MUSTLS_NPOS)
        bad_word(r, word.len ? word : text, allowed, own);
    else if (!(directions[i].where & allowed))
        misplaced(r, word, directions[i].where);
    else if (directions[i].where & allowed & TRIGGER)
        read_trigger(r, word, rest, out);
    else
        read_step(r, i, rest, out);
}

void scn_put_direction(struct mustls_buf *out, const struct scn_talk *t)
{
    mustls_buf_printf(out, "<%s", scn_step_word(t->step));
    if (t->step == MUSTLS_STEP_TLS)
        scn_put_kvs(out, &t->tls);
    const bool chunked = t->step == MUSTLS_STEP_CHUNK && t->n > 0;
    if (t->step == MUSTLS_STEP_CHUNK && !chunked)
        mustls_buf_puts(out, " off");
    if (chunked)
        mustls_buf_printf(out, " %u", t->n);
    if (t->step == MUSTLS_STEP_FLOOD) {
        mustls_buf_putc(out, ' ');
        scn_put_size(out, t->n);
    }
    if (chunked || (t->step == MUSTLS_STEP_WAIT && t->usec != MUSTLS_NEVER)) {
        mustls_buf_putc(out, ' ');
        scn_put_duration(out, t->usec);
    }
    mustls_buf_putc(out, '>');
}
