/* Totals: the last line of a run, and the status line while it goes on. */
#include "report/internal.h"

static unsigned num_runs(const struct mustls_totals *t)
{
    unsigned n = 0;
    for (size_t v = 0; v < MUSTLS_NUM_VERDICTS; v++)
        n += t->counts[v];
    return n;
}

static void put_count(struct mustls_buf *out, unsigned n, const char *what)
{
    if (n)
        mustls_buf_printf(out, ", %u %s", n, what);
}

void mustls_report_summary(struct mustls_buf *out, const struct mustls_totals *t)
{
    unsigned runs = num_runs(t), fails = t->counts[MUSTLS_FAIL];
    if (!t->complete)
        mustls_buf_puts(out, "incomplete: ");
    mustls_buf_printf(out, "%u run%s: %u pass", runs, runs == 1 ? "" : "s", t->counts[MUSTLS_PASS]);
    put_count(out, t->counts[MUSTLS_WARN], "warn");
    put_count(out, fails, "FAIL");
    if (t->known)
        mustls_buf_printf(out, " (%u known, %u new)", t->known,
                          fails > t->known ? fails - t->known : 0);
    put_count(out, t->counts[MUSTLS_INCONCLUSIVE], "inconclusive");
    put_count(out, t->counts[MUSTLS_ERROR], "ERROR");
    put_count(out, t->counts[MUSTLS_SKIP], "skip");
    put_count(out, t->fixed, "fixed");
    put_count(out, t->flaky, "FLAKY");
    mustls_buf_puts(out, "; ");
    mustls_put_duration(out, t->ms);
    mustls_buf_printf(out, "; seed %llu", (unsigned long long)t->seed);
    const char *world = t->world ? t->world : "";
    size_t word = strcspn(world, ":"); /* the reason stands on top */
    mustls_buf_printf(out, "%s%.*s\n", word ? "; " : "", (int)word, world);
}

static void put_part(struct mustls_buf *out, unsigned n, const char *what)
{
    if (n)
        mustls_buf_printf(out, "  %u %s", n, what);
}

/* Only characters that surely are one column wide. */
static void put_ascii(struct mustls_buf *out, const char *s)
{
    for (; *s; s++)
        mustls_buf_putc(out, *s >= ' ' && *s <= '~' ? *s : '?');
}

static void put_counts(struct mustls_buf *out, unsigned done, unsigned total,
                       const struct mustls_totals *t)
{
    mustls_buf_printf(out, "%u/%u", done, total);
    put_part(out,
             t->counts[MUSTLS_FAIL] -
                 (t->known < t->counts[MUSTLS_FAIL] ? t->known : t->counts[MUSTLS_FAIL]),
             "fail");
    put_part(out, t->counts[MUSTLS_WARN], "warn");
    put_part(out, t->counts[MUSTLS_INCONCLUSIVE], "inconclusive");
    put_part(out, t->counts[MUSTLS_ERROR], "error");
}

/* "[=====>   ] ", filled in proportion. */
static void put_bar(struct mustls_buf *out, unsigned done, unsigned total, unsigned width)
{
    uint64_t part = total ? (uint64_t)done * width / total : 0;
    unsigned filled = part < width ? (unsigned)part : width;
    mustls_buf_putc(out, '[');
    for (unsigned i = 0; i < width; i++)
        mustls_buf_putc(out, i < filled ? '=' : i == filled ? '>' : ' ');
    mustls_buf_puts(out, "] ");
}

void mustls_report_progress(struct mustls_buf *out, unsigned done, unsigned total,
                            const struct mustls_totals *t, const char *running, uint64_t running_ms,
                            unsigned width)
{
    enum { MIN_WITH_BAR = 60, BAR = 10 };
    size_t from = out->len;
    if (width >= MIN_WITH_BAR)
        put_bar(out, done, total, BAR);
    put_counts(out, done, total, t);
    if (running && *running) {
        mustls_buf_puts(out, "  running: ");
        put_ascii(out, running);
        mustls_buf_printf(out, " %llus", (unsigned long long)(running_ms / 1000));
    }
    mustls_buf_truncate(out, from + width);
}
