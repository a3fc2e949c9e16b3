/* What stands at the end of a run of the suite. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/html_file.h"
#include "run/sink_internal.h"

struct mustls_flaky mustls_sink_flaky_of(const struct mustls_key *k)
{
    struct mustls_flaky f = {.subject = k->subject, .subject_version = k->version, .id = k->id};
    memcpy(f.counts, k->counts, sizeof f.counts);
    return f;
}

static int by_run(const void *a, const void *b)
{
    const struct mustls_kept *x = *(const struct mustls_kept *const *)a,
                             *y = *(const struct mustls_kept *const *)b;
    if (x->run != y->run)
        return x->run > y->run ? 1 : -1;
    return (x->seq > y->seq) - (x->seq < y->seq);
}

/* By run number, which is the order in which they were begun, not the one in which they ended; runs
 * of several files by that of the files. */
static struct mustls_kept **in_order(struct mustls_sink *s)
{
    struct mustls_kept **all = mustls_arena_array(s->arena, s->num_kept + 1, sizeof *all);
    size_t n = 0;
    for (struct mustls_kept *k = s->kept; all && k; k = k->next)
        all[n++] = k;
    if (all)
        qsort(all, n, sizeof *all, by_run);
    return all;
}

/* "ok 0 - ..." becomes "ok 17 - ...". */
static void put_numbered(struct mustls_buf *out, const char *text, unsigned number)
{
    const char *zero = strstr(text, "ok 0");
    if (!zero) {
        mustls_buf_puts(out, text);
        return;
    }
    mustls_buf_put(out, mustls_span(text, (size_t)(zero - text) + 3));
    mustls_buf_printf(out, "%u%s", number, zero + 4);
}

static void write_tap(struct mustls_sink *s, struct mustls_kept **all)
{
    mustls_buf_clear(&s->line);
    mustls_tap_begin(&s->line, &s->totals);
    for (size_t i = 0; i < s->num_kept; i++)
        if (all[i]->tap)
            put_numbered(&s->line, all[i]->tap, (unsigned)i + 1);
    unsigned number = (unsigned)s->num_kept;
    for (const struct mustls_key *k = mustls_keys_first(s->keys); k; k = k->next) {
        struct mustls_flaky f = mustls_sink_flaky_of(k);
        if (mustls_key_verdicts(k) > 1)
            mustls_flaky_tap(&s->line, ++number, &f);
    }
    mustls_tap_end(&s->line, number, s->totals.complete);
    mustls_sink_write(s, s->tap);
}

static struct mustls_junit_suite sum_suite(const struct mustls_sink *s, struct mustls_kept **all,
                                           const char *subject)
{
    struct mustls_junit_suite suite = {.name = subject, .world = s->totals.world};
    for (size_t i = 0; i < s->num_kept; i++) {
        const struct mustls_kept *k = all[i];
        if (strcmp(k->subject, subject) != 0)
            continue;
        mustls_junit_count(&suite, k->kind, k->ms);
    }
    for (const struct mustls_key *k = mustls_keys_first(s->keys); k; k = k->next)
        if (mustls_key_verdicts(k) > 1 && strcmp(k->subject, subject) == 0)
            mustls_junit_count(&suite, MUSTLS_JUNIT_FAILURE, 0);
    return suite;
}

static bool seen_before(struct mustls_kept **all, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (strcmp(all[j]->subject, all[i]->subject) == 0)
            return true;
    return false;
}

static void put_flaky_junit(struct mustls_sink *s, const char *subject)
{
    for (const struct mustls_key *k = mustls_keys_first(s->keys); k; k = k->next) {
        struct mustls_flaky f = mustls_sink_flaky_of(k);
        if (mustls_key_verdicts(k) > 1 && strcmp(k->subject, subject) == 0)
            mustls_flaky_junit(&s->line, &f);
    }
}

static void write_junit(struct mustls_sink *s, struct mustls_kept **all)
{
    mustls_buf_clear(&s->line);
    struct mustls_junit_suite sum = {0};
    for (size_t i = 0; i < s->num_kept; i++)
        mustls_junit_count(&sum, all[i]->kind, all[i]->ms);
    for (unsigned i = 0; i < s->totals.flaky; i++)
        mustls_junit_count(&sum, MUSTLS_JUNIT_FAILURE, 0);
    mustls_junit_begin(&s->line, &s->totals, &sum);
    for (size_t i = 0; i < s->num_kept; i++) {
        if (i > 0 && (strcmp(all[i]->subject, all[i - 1]->subject) == 0 || seen_before(all, i)))
            continue;
        struct mustls_junit_suite suite = sum_suite(s, all, all[i]->subject);
        mustls_junit_suite_begin(&s->line, &suite);
        for (size_t j = i; j < s->num_kept; j++)
            if (all[j]->junit && strcmp(all[j]->subject, suite.name) == 0)
                mustls_buf_puts(&s->line, all[j]->junit);
        put_flaky_junit(s, suite.name);
        mustls_junit_suite_end(&s->line);
    }
    mustls_junit_end(&s->line);
    mustls_sink_write(s, s->junit);
}

static void write_end_records(struct mustls_sink *s)
{
    const struct mustls_totals *t = &s->totals;
    unsigned fails = t->counts[MUSTLS_FAIL];
    struct mustls_rec_end end = {.complete = t->complete,
                                 .ms = t->ms,
                                 .known = t->known,
                                 .new_fails = fails > t->known ? fails - t->known : 0,
                                 .fixed = t->fixed,
                                 .flaky = t->flaky};
    memcpy(end.counts, s->totals.counts, sizeof end.counts);
    mustls_buf_clear(&s->line);
    mustls_rec_put_end(&s->line, &end);
    mustls_sink_write(s, s->json);
    mustls_sink_write(s, s->trace);
}

static void write_page(struct mustls_sink *s)
{
    if (s->page && !s->broken &&
        mustls_html_write(s->html, s->page, &s->totals, s->o.standards, &s->why) != MUSTLS_OK)
        s->broken = true;
}

static void write_sarif(struct mustls_sink *s)
{
    if (!s->log)
        return;
    mustls_buf_clear(&s->line);
    mustls_sarif_put(&s->line, s->log, &s->totals, MUSTLS_VERSION);
    mustls_sink_write(s, s->sarif);
}

static void print_flaky(struct mustls_sink *s)
{
    for (const struct mustls_key *k = mustls_keys_first(s->keys); k; k = k->next) {
        if (mustls_key_verdicts(k) < 2)
            continue;
        struct mustls_flaky f = mustls_sink_flaky_of(k);
        mustls_buf_clear(&s->line);
        if (s->o.format == MUSTLS_FORMAT_GITHUB)
            mustls_flaky_github(&s->line, &f);
        mustls_report_flaky(&s->line, &f, &s->o.report);
        fputs(mustls_buf_cstr(&s->line), s->o.terminal);
    }
}

static void print_end(struct mustls_sink *s, struct mustls_kept **all)
{
    if (s->live)
        fputs("\r\x1b[K", s->o.terminal);
    s->live = false;
    for (size_t i = 0; i < s->num_kept; i++)
        if (all[i]->brief && s->o.format != MUSTLS_FORMAT_SHORT)
            fputs(all[i]->brief, s->o.terminal);
    print_flaky(s);
    if (!s->totals.complete)
        fputs("interrupted: the reports are incomplete\n", s->o.terminal);
    mustls_buf_clear(&s->line);
    if (s->baseline)
        mustls_baseline_put(s->baseline, &s->line);
    mustls_sink_put_table(&s->line, s->arena, all, s->num_kept);
    mustls_report_summary(&s->line, &s->totals);
    fputs(mustls_buf_cstr(&s->line), s->o.terminal);
    fflush(s->o.terminal);
}

unsigned mustls_sink_end(struct mustls_sink *s, const struct mustls_totals *t,
                         struct mustls_error *err)
{
    s->totals.ms = t->ms;
    s->totals.seed = t->seed;
    s->totals.complete = t->complete;
    s->totals.world = t->world;
    struct mustls_kept **all = in_order(s);
    if (!all) {
        s->broken = true;
        mustls_error_set(&s->why, "out of memory");
    } else {
        if (s->tap)
            write_tap(s, all);
        if (s->junit)
            write_junit(s, all);
        write_end_records(s);
        write_page(s);
        write_sarif(s);
        if (s->o.terminal && s->o.format != MUSTLS_FORMAT_JSON)
            print_end(s, all);
    }
    if (s->broken)
        *err = s->why;
    return s->num_red;
}
