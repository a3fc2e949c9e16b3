/* How the subject ended, its last words, and how to see it again. */
#include "report/internal.h"

/* Signals whose numbers POSIX leaves open but all our systems share. */
static const char *signal_name(int n)
{
    static const struct {
        int n;
        const char *name;
    } names[] = {{4, "SIGILL"},   {6, "SIGABRT"},  {8, "SIGFPE"},   {9, "SIGKILL"},
                 {11, "SIGSEGV"}, {13, "SIGPIPE"}, {14, "SIGALRM"}, {15, "SIGTERM"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].n == n)
            return names[i].name;
    return NULL;
}

static const struct mustls_event *find(const struct mustls_view *v, enum mustls_event_kind kind)
{
    return v->c->trace ? mustls_trace_find(v->c->trace, kind, 0) : NULL;
}

static void put_signal(struct mustls_buf *out, int n)
{
    const char *name = signal_name(n);
    mustls_buf_printf(out, "died by signal %d", n);
    if (name)
        mustls_buf_printf(out, " (%s)", name);
}

static void put_turn(struct mustls_buf *out, const struct mustls_view *v)
{
    const struct mustls_event *turn = find(v, MUSTLS_E_TURN);
    if (!turn || !turn->raw.len)
        return;
    mustls_buf_puts(out, ": ");
    mustls_put_plain(out, turn->raw);
}

/* True when there was anything to say. */
static bool put_status(struct mustls_buf *out, const struct mustls_view *v)
{
    const struct mustls_event *ev = find(v, MUSTLS_E_EXIT);
    if (ev && mustls_span_eq(ev->raw, MUSTLS_LIT("killed")))
        mustls_buf_puts(out, "killed at the limit");
    else if (ev && mustls_span_eq(ev->raw, MUSTLS_LIT("signal")))
        put_signal(out, ev->code);
    else if (ev)
        mustls_buf_printf(out, "exit %d", ev->code);
    else if (v->c->signal)
        put_signal(out, v->c->signal);
    else if (v->c->exit_code >= 0 && v->c->trace)
        mustls_buf_printf(out, "exit %d", v->c->exit_code);
    else
        return false;
    return true;
}

bool mustls_put_exit(struct mustls_buf *out, const struct mustls_view *v)
{
    bool said = put_status(out, v);
    if (said)
        put_turn(out, v);
    return said;
}

/* The last line that has more than blanks. */
static struct mustls_span last_words(struct mustls_span output)
{
    struct mustls_span line, last = MUSTLS_LIT("");
    while (mustls_next_line(&output, &line)) {
        while (line.len && (line.ptr[line.len - 1] <= ' '))
            line.len--;
        if (line.len)
            last = line;
    }
    return last;
}

static void put_output(struct mustls_buf *out, const struct mustls_view *v)
{
    enum { MAX_WORDS = 160 };
    const struct mustls_event *ev = find(v, MUSTLS_E_OUTPUT);
    struct mustls_span last = ev ? last_words(ev->raw) : MUSTLS_LIT("");
    if (!last.len)
        return;
    mustls_buf_puts(out, "; last words: ");
    mustls_put_bytes(out, last, v->o->verbose ? 0 : MAX_WORDS);
}

static void put_all_output(struct mustls_buf *out, const struct mustls_view *v)
{
    const struct mustls_event *ev = find(v, MUSTLS_E_OUTPUT);
    struct mustls_span rest = ev ? ev->raw : MUSTLS_LIT(""), line;
    if (!v->o->verbose || mustls_count_lines(rest) < 2)
        return;
    mustls_buf_puts(out, "  output:\n");
    while (mustls_next_line(&rest, &line)) {
        mustls_buf_puts(out, "          ");
        line.len -= line.ptr[line.len - 1] == '\n';
        mustls_put_bytes(out, line, 0);
        mustls_buf_putc(out, '\n');
    }
}

static void put_subject_end(struct mustls_buf *out, const struct mustls_view *v)
{
    bool client = !v->c->prog || v->c->prog->role == MUSTLS_TEST_CLIENT;
    size_t start = out->len;
    mustls_buf_puts(out, client ? "  client: " : "  server: ");
    size_t from = out->len;
    if (!put_status(out, v)) {
        mustls_buf_truncate(out, start);
        return;
    }
    size_t width = out->len - from;
    put_turn(out, v);
    put_output(out, v);
    const struct mustls_event *leak = find(v, MUSTLS_E_LEAK);
    if (leak)
        mustls_buf_printf(out, "; LEAK: left %d process%s behind, killed", leak->code,
                          leak->code == 1 ? "" : "es");
    mustls_buf_putc(out, '\n');
    mustls_put_carets(out, v, v->num, width);
    put_all_output(out, v);
}

void mustls_put_end(struct mustls_buf *out, const struct mustls_view *v)
{
    const struct mustls_case *c = v->c;
    bool again = c->again && *c->again, folder = c->folder && *c->folder;
    put_subject_end(out, v);
    if (v->o->verbose && c->command && *c->command) {
        mustls_buf_puts(out, "  ran:    ");
        mustls_put_plain(out, mustls_span_str(c->command));
        mustls_buf_putc(out, '\n');
    }
    if (c->asked && *c->asked) {
        mustls_buf_puts(out, "  asked:  ");
        mustls_put_plain(out, mustls_span_str(c->asked));
        mustls_buf_puts(out, "   (DNS)\n");
    }
    if (again) {
        mustls_buf_puts(out, "  again:  ");
        mustls_put_plain(out, mustls_span_str(c->again));
        mustls_buf_putc(out, '\n');
    }
    if (folder) {
        mustls_buf_puts(out, "  files:  ");
        mustls_put_plain(out, mustls_span_str(c->folder));
        mustls_buf_putc(out, '\n');
    }
}
