/* Programs in boxes, one after the other and beside each other: the end of each is told, once,
 * whatever is freed when. */
#include "io/io.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE  20000000 /* usec; a box is over in tens of milliseconds */
#define MAX_BOXES 4

struct chain {
    struct mustls_io *io;
    struct mustls_timer *pause, *deadline;
    const struct row *row;
    struct mustls_proc *procs[MAX_BOXES];
    unsigned started, told;
    int codes[MAX_BOXES];
    bool late;
};

/* A box's descriptor is closed after the loop has forgotten its number. Else the number is the next
 * box's, and when the first is freed, the loop forgets that one: its end would never be told. */
static const struct row {
    const char *label;
    int pause_ms; /* from the first one's end to its being freed; the next one is started at once */
    bool killed;  /* the first one would run on for long, and is freed once the second has ended */
} rows[] = {
    {"freed at its end", 0, false},
    {"freed while the next one runs", 60, false},
    {"freed before its end, while others come and go", 0, true},
};

static void start_next(struct chain *c);

static struct mustls_proc *spawn(struct mustls_io *io, char *const argv[],
                                 void (*exited)(void *arg, int code, int sig), void *arg,
                                 struct mustls_error *err)
{
    char path[] = "PATH=/usr/bin:/bin";
    char *const env[] = {path, NULL};
    const struct mustls_spawn s = {.argv = argv,
                                   .env = env,
                                   .boxed = true,
                                   .head = 100,
                                   .tail = 100,
                                   .exited = exited,
                                   .arg = arg};
    return mustls_io_spawn(io, &s, err);
}

static void free_first(void *arg)
{
    struct chain *c = arg;
    mustls_proc_free(c->procs[0]);
    c->procs[0] = NULL;
}

static void on_exited(void *arg, int code, int sig)
{
    struct chain *c = arg;
    c->codes[c->told++] = sig ? 128 + sig : code;
    if (c->started < MAX_BOXES)
        start_next(c);
    if (c->told == 1 && c->row->pause_ms == 0)
        free_first(c);
    else if (c->told == 1)
        mustls_timer_set(c->pause, mustls_io_now(c->io) + c->row->pause_ms * 1000);
    if (c->told + c->row->killed == MAX_BOXES)
        mustls_io_stop(c->io);
}

/* Each outlasts the pause, and says by its status which it is. */
static void start_next(struct chain *c)
{
    char text[64], shell[] = "sh", option[] = "-c";
    char *const argv[] = {shell, option, text, NULL};
    struct mustls_error err = {0};
    const bool is_long = c->row->killed && c->started == 0;
    snprintf(text, sizeof text, "sleep %s; exit %u", is_long ? "600" : "0.2", 10 + c->started);
    c->procs[c->started] = spawn(c->io, argv, on_exited, c, &err);
    if (!c->procs[c->started++])
        fail_msg("%s", err.text);
}

static void on_deadline(void *arg)
{
    struct chain *c = arg;
    c->late = true;
    mustls_io_stop(c->io);
}

static void run_row(const struct row *row)
{
    struct mustls_error err;
    struct chain c = {.row = row, .io = mustls_io_new(&err)};
    assert_non_null(c.io);
    c.pause = mustls_timer_new(c.io, free_first, &c);
    c.deadline = mustls_timer_new(c.io, on_deadline, &c);
    mustls_timer_set(c.deadline, mustls_io_now(c.io) + PATIENCE);
    start_next(&c);
    if (row->killed)
        start_next(&c);
    mustls_io_run(c.io);
    if (c.late)
        fail_msg("%s: the end of program %u of %u was not told", row->label, c.told + 1, c.started);
    for (unsigned i = 0; i < c.told; i++)
        if (c.codes[i] != (int)(10 + i + row->killed))
            fail_msg("%s: end %u has status %d", row->label, i + 1, c.codes[i]);
    for (unsigned i = 0; i < c.started; i++)
        mustls_proc_free(c.procs[i]);
    if (!row->killed) /* that one may still have to be reaped */
        assert_int_equal(mustls_io_num_procs(c.io), 0);
    mustls_timer_free(c.pause);
    mustls_timer_free(c.deadline);
    mustls_io_free(c.io);
}

static void ends_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run_row(&rows[i]);
}

/* --- what can be started --- */

struct one {
    struct mustls_io *io;
    int code;
};

static void on_one(void *arg, int code, int sig)
{
    struct one *o = arg;
    o->code = sig ? 128 + sig : code;
    mustls_io_stop(o->io);
}

static void starts(const char *program, int code, const char *error)
{
    char name[128];
    char *const argv[] = {name, NULL};
    struct mustls_error err = {0};
    struct one o = {.io = mustls_io_new(&err), .code = -1};
    assert_non_null(o.io);
    snprintf(name, sizeof name, "%s", program);
    struct mustls_proc *p = spawn(o.io, argv, on_one, &o, &err);
    if (error) {
        assert_null(p);
        assert_non_null(strstr(err.text, error));
    } else {
        assert_non_null(p);
        mustls_io_run(o.io);
        assert_int_equal(o.code, code);
        mustls_proc_free(p);
    }
    mustls_io_free(o.io);
}

/* As execvp does it: by PATH, and a script needs no #!. */
static void starts_or_tells_why(void **state)
{
    (void)state;
    char dir[] = "/tmp/mustls-box-XXXXXX", script[64];
    assert_non_null(mkdtemp(dir));
    snprintf(script, sizeof script, "%s/script", dir);
    FILE *f = fopen(script, "w");
    assert_non_null(f);
    fputs("exit 7\n", f);
    fclose(f);
    starts("true", 0, NULL);
    starts("/bin/false", 1, NULL);
    starts("no-such-program", 0, "not installed");
    assert_int_equal(chmod(script, 0600), 0);
    starts(script, 0, "can't start");
    assert_int_equal(chmod(script, 0700), 0);
    starts(script, 7, NULL);
    unlink(script);
    rmdir(dir);
}

int main(void)
{
    struct mustls_isolation unused;
    struct mustls_error err;
    if (mustls_isolate_enter(&unused, &err) != MUSTLS_OK) {
        const char *no_skip = getenv("MUSTLS_NO_SKIP");
        printf("SKIP %s\n", err.text);
        return no_skip && strcmp(no_skip, "1") == 0 ? 1 : 77;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(ends_are_told),
                                       cmocka_unit_test(starts_or_tells_why)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
