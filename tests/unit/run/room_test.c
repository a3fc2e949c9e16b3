/* A run that waits makes room for another one, a run at work does not. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "run/suite_internal.h"

enum { MAX = 20 };
#define BEGAN MUSTLS_SEC(100)

struct fixture {
    struct mustls_exec exec[MAX];
    struct mustls_event event[MAX];
    struct mustls_job jobs[MAX];
    struct mustls_subject_state subject;
    struct mustls_suite s;
};

/* n runs that began at BEGAN, in which something happened last after `last` ms. */
static void begin(struct fixture *f, unsigned n, const unsigned *last)
{
    *f = (struct fixture){.s = {.o = {.jobs = 2}, .running = n, .num_jobs = MAX}};
    f->s.jobs = f->jobs;
    f->s.subjects = &f->subject;
    for (unsigned i = 0; i < n; i++) {
        f->event[i].us = MUSTLS_MSEC(last[i]);
        f->exec[i].start = BEGAN;
        f->exec[i].trace.events = &f->event[i];
        f->exec[i].trace.num_events = last[i] > 0;
        f->jobs[i].state = MUSTLS_JOB_RUNS;
        f->jobs[i].exec = &f->exec[i];
    }
    f->s.next = n;
}

static bool idle(void)
{
    return true;
}

static bool busy(void)
{
    return false;
}

static const struct {
    const char *label;
    unsigned running, last[MAX], good_ms, now_ms;
    bool room;
    unsigned again_ms; /* 0: never */
    bool busy;
} rows[] = {
    {"fewer than jobs", 1, {10}, 0, 20, true, 0, false},
    {"both at work", 2, {10, 30}, 0, 40, false, 510, false},
    {"the first to wait", 2, {300, 30}, 0, 400, false, 530, false},
    {"just not yet", 2, {300, 30}, 0, 529, false, 530, false},
    {"one waits", 2, {300, 30}, 0, 530, true, 0, false},
    {"one waits, two work", 3, {0, 800, 900}, 0, 1000, false, 1300, false},
    {"nothing happened yet", 2, {0, 0}, 0, 499, false, 500, false},
    {"a slow program starts", 2, {0, 0}, 2000, 1900, false, 2000, false},
    {"a slow program waits", 2, {0, 0}, 2000, 2000, true, 0, false},
    {"too many wait", 16, {0}, 0, 60000, false, 0, false},
    {"many wait", 15, {0}, 0, 60000, true, 0, false},
    {"one waits, no processor is idle", 2, {300, 30}, 0, 530, true, 0, true},
    {"three wait, no processor is idle", 4, {0, 0, 0, 600}, 0, 600, false, 850, true},
    {"three wait, one is idle", 4, {0, 0, 0, 600}, 0, 600, true, 0, false},
    {"fewer than jobs, whatever the machine does", 1, {10}, 0, 20, true, 0, true},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture f;
        mustls_usec again;
        begin(&f, rows[i].running, rows[i].last);
        f.subject.good_ms = rows[i].good_ms;
        bool room = mustls_suite_has_room(&f.s, BEGAN + MUSTLS_MSEC(rows[i].now_ms),
                                          rows[i].busy ? busy : idle, &again);
        if (room != rows[i].room)
            fail_msg("%s: room %d", rows[i].label, room);
        if (!room &&
            again != (rows[i].again_ms ? BEGAN + MUSTLS_MSEC(rows[i].again_ms) : MUSTLS_NEVER))
            fail_msg("%s: again after %lld us", rows[i].label, (long long)(again - BEGAN));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
