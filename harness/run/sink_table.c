/* Several clients: a row for each, above the summary. */
#include <string.h>

#include "run/sink_internal.h"

#define MAX_ROWS 512

struct row {
    const char *subject, *version;
    unsigned counts[MUSTLS_NUM_VERDICTS], known;
    uint64_t ms;
};

static struct row *row_of(struct row *rows, size_t *num, const struct mustls_kept *k)
{
    /* Runs of one client mostly stand together. */
    for (size_t i = *num; i > 0; i--)
        if (strcmp(rows[i - 1].subject, k->subject) == 0)
            return &rows[i - 1];
    if (*num == MAX_ROWS)
        return NULL;
    rows[*num] = (struct row){.subject = k->subject, .version = k->version};
    return &rows[(*num)++];
}

static size_t count_rows(struct row *rows, struct mustls_kept **all, size_t num_all)
{
    size_t num = 0;
    for (size_t i = 0; i < num_all; i++) {
        struct row *r = row_of(rows, &num, all[i]);
        if (!r)
            continue;
        r->counts[all[i]->verdict]++;
        r->known += all[i]->known;
        r->ms += all[i]->ms;
    }
    return num;
}

static void put_row(struct mustls_buf *out, const struct row *r, int width)
{
    char name[160];
    snprintf(name, sizeof name, "%s %s", r->subject, r->version);
    mustls_buf_printf(out, "%-*.*s %5u %5u %5u %5u %6u %5u %5u  %7.1f\n", width, width, name,
                      r->counts[MUSTLS_PASS], r->counts[MUSTLS_WARN], r->counts[MUSTLS_FAIL],
                      r->known, r->counts[MUSTLS_INCONCLUSIVE], r->counts[MUSTLS_ERROR],
                      r->counts[MUSTLS_SKIP], (double)r->ms / 1000);
}

void mustls_sink_put_table(struct mustls_buf *out, struct mustls_arena *a, struct mustls_kept **all,
                           size_t num)
{
    enum { WIDTH = 30 };
    struct row *rows = mustls_arena_array(a, MAX_ROWS, sizeof *rows);
    size_t n = rows ? count_rows(rows, all, num) : 0;
    if (n < 2)
        return;
    mustls_buf_printf(out, "%-*s %5s %5s %5s %5s %6s %5s %5s  %7s\n", (int)WIDTH, "client", "pass",
                      "warn", "FAIL", "known", "inconc", "ERROR", "skip", "seconds");
    for (size_t i = 0; i < n; i++)
        put_row(out, &rows[i], WIDTH);
}
