/* teeth: every scenario with every seeded fault, in memory. A suite that catches no fault proves
 * nothing by passing a client. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/select.h"
#include "cli/teeth.h"
#include "run/exec.h"

enum { OPT_SCENARIOS, OPT_JOBS, OPT_MARKDOWN, OPT_WRITE, OPT_CHECK };
enum { MAX_JOBS = 64 };
const struct mustls_cli_option mustls_teeth_options[] = {
    {0, "scenarios", "DIR", "the scenario folder"},
    {'j', "jobs", "N", "processes side by side (default: as many as there are processors)"},
    {0, "markdown", NULL, "the tables of docs/teeth.md"},
    {0, "write", "FILE", "writes the tables into FILE, behind its line \"<!-- mustls teeth -->\""},
    {0, "check", "FILE", "exit 1 when FILE has other tables"},
    {0},
};

/* Everything behind it is ours. */
static const char marker[] = "<!-- mustls teeth -->\n";

struct teeth {
    struct mustls_cli_select sel;
    bool markdown;
    const char *write, *check;
    unsigned jobs;
    struct mustls_teeth table;
    const struct mustls_program **programs; /* all instances, those of one scenario together */
    size_t *tooth_of;                       /* for each program */
    size_t cap_programs, cap_of, cap_teeth;
    bool failed; /* no memory */
};

static bool set(void *arg, int i, const char *value)
{
    struct teeth *t = arg;
    unsigned long long n;
    if (i == OPT_JOBS) {
        if (!mustls_cli_number("--jobs", value, 1, MAX_JOBS, &n))
            return false;
        t->jobs = (unsigned)n;
    } else if (i == OPT_SCENARIOS)
        t->sel.root = value;
    else if (i == OPT_MARKDOWN)
        t->markdown = true;
    else if (i == OPT_WRITE)
        t->write = value;
    else
        t->check = value;
    return true;
}

/* --- what runs --- */

static void own_levels(struct mustls_tooth *tooth, const struct mustls_program *p)
{
    for (size_t i = 0; i < p->num_sentences; i++) {
        if (p->sentences[i].at.unit != 0)
            continue;
        tooth->has_must |= p->sentences[i].level == MUSTLS_MUST;
        tooth->has_should |= p->sentences[i].level == MUSTLS_SHOULD;
    }
}

static bool grow(struct teeth *t)
{
    struct mustls_arena *a = t->sel.arena;
    size_t n = t->table.num_instances;
    return mustls_arena_grow(a, (void **)&t->programs, &t->cap_programs, n, sizeof *t->programs) ==
               MUSTLS_OK &&
           mustls_arena_grow(a, (void **)&t->tooth_of, &t->cap_of, n, sizeof *t->tooth_of) ==
               MUSTLS_OK &&
           mustls_arena_grow(a, (void **)&t->table.teeth, &t->cap_teeth, t->table.num,
                             sizeof *t->table.teeth) == MUSTLS_OK;
}

static void add(void *arg, const struct mustls_program *p)
{
    struct teeth *t = arg;
    if (p->role != MUSTLS_TEST_CLIENT || t->failed)
        return;
    t->failed = !grow(t);
    if (t->failed)
        return;
    struct mustls_teeth *table = &t->table;
    if (table->num == 0 || strcmp(table->teeth[table->num - 1].name, p->name) != 0)
        table->teeth[table->num++] = (struct mustls_tooth){.name = p->name};
    own_levels(&table->teeth[table->num - 1], p);
    t->tooth_of[table->num_instances] = table->num - 1;
    t->programs[table->num_instances++] = p;
}

/* What one run said, for one bit. */
struct said {
    enum mustls_verdict verdict;
    bool own_must, own_should;
};

static void take(void *arg, struct mustls_exec *x)
{
    struct said *s = arg;
    s->verdict = x->judgement.verdict;
    for (size_t i = 0; i < x->judgement.num_findings; i++) {
        const struct mustls_finding *f = &x->judgement.findings[i];
        if (f->outcome != MUSTLS_BROKEN || f->sentence->at.unit != 0)
            continue;
        s->own_must |= f->sentence->level == MUSTLS_MUST;
        s->own_should |= f->sentence->level == MUSTLS_SHOULD;
    }
}

static void note(struct mustls_bites *b, const struct said *s, uint64_t bit)
{
    if (s->verdict == MUSTLS_FAIL)
        b->fails |= bit;
    else if (s->verdict == MUSTLS_WARN)
        b->warns |= bit;
    if (s->own_must)
        b->own_must |= bit;
    if (s->own_should)
        b->own_should |= bit;
    b->warns &= ~b->fails;
}

static bool run_fault(struct teeth *t, struct mustls_world *w, int fault)
{
    uint64_t bit = UINT64_C(1) << fault;
    const struct mustls_subject subject = {.kind = MUSTLS_SUBJECT_CLIENT,
                                           .name = "reference",
                                           .version = MUSTLS_VERSION,
                                           .role = MUSTLS_TEST_CLIENT,
                                           .faults = bit};
    const struct mustls_exec_how how = {.run = 1};
    for (size_t i = 0; i < t->table.num_instances; i++) {
        struct said said = {0};
        struct mustls_exec *x = mustls_exec_start(w, t->programs[i], &subject, &how, take, &said);
        if (!x)
            return false;
        mustls_exec_free(x);
        note(&t->table.teeth[t->tooth_of[i]].bites, &said, bit);
    }
    return true;
}

/* --- side by side: a process takes every n-th fault, and sends back what it saw --- */

static bool work(struct teeth *t, unsigned first, unsigned step)
{
    struct mustls_world w;
    struct mustls_world_opts o = {.seed = 1};
    struct mustls_error err = {0};
    if (mustls_world_init(&w, &o, &err) != MUSTLS_OK) {
        mustls_cli_say_error(&err);
        return false;
    }
    bool good = true;
    for (unsigned f = first; f < MUSTLS_NUM_CLIENT_FAULTS && good; f += step)
        good = run_fault(t, &w, (int)f);
    mustls_world_deinit(&w);
    return good;
}

static FILE *start(struct teeth *t, unsigned first, unsigned step)
{
    int fds[2];
    if (pipe(fds) != 0)
        return NULL;
    fflush(stderr);
    pid_t pid = fork();
    if (pid == 0) {
        close(fds[0]);
        FILE *f = fdopen(fds[1], "w");
        bool good = f && work(t, first, step);
        for (size_t i = 0; i < t->table.num && good; i++)
            good = fwrite(&t->table.teeth[i].bites, sizeof(struct mustls_bites), 1, f) == 1;
        _exit(good && fclose(f) == 0 ? 0 : 1);
    }
    close(fds[1]);
    FILE *f = pid > 0 ? fdopen(fds[0], "r") : NULL;
    if (!f)
        close(fds[0]);
    return f;
}

static bool gather(struct teeth *t, FILE *f)
{
    for (size_t i = 0; i < t->table.num; i++) {
        struct mustls_bites got, *b = &t->table.teeth[i].bites;
        if (fread(&got, sizeof got, 1, f) != 1)
            return false;
        b->fails |= got.fails;
        b->warns |= got.warns;
        b->own_must |= got.own_must;
        b->own_should |= got.own_should;
    }
    return true;
}

static bool run_all(struct teeth *t)
{
    FILE *from[MAX_JOBS] = {NULL};
    bool good = true;
    for (unsigned i = 0; i < t->jobs; i++)
        from[i] = start(t, i, t->jobs);
    for (unsigned i = 0; i < t->jobs; i++) {
        int status = 0;
        good = from[i] && gather(t, from[i]) && good;
        if (from[i])
            fclose(from[i]);
        good = wait(&status) > 0 && status == 0 && good;
    }
    return good;
}

/* --- what is said --- */

static int put_file(const char *path, struct mustls_span text)
{
    struct mustls_error err;
    enum mustls_status st = mustls_write_file(path, text, false, &err);
    if (st != MUSTLS_OK)
        mustls_cli_say_error(&err);
    return mustls_cli_exit_of(st);
}

static int compare(const char *path, struct mustls_span was, struct mustls_span is)
{
    if (mustls_span_eq(was, is))
        return 0;
    mustls_cli_say(
        "%s is not what the suite says now; mustls teeth --write %s brings it up to date", path,
        path);
    return MUSTLS_EXIT_RED;
}

static int with_file(struct teeth *t, const char *path, struct mustls_span table)
{
    struct mustls_error err;
    struct mustls_span old;
    if (mustls_read_file(t->sel.arena, path, 4u << 20, &old, &err) != MUSTLS_OK) {
        mustls_cli_say_error(&err);
        return MUSTLS_EXIT_USAGE;
    }
    size_t at = mustls_span_find(old, mustls_span_str(marker));
    if (at == MUSTLS_NPOS) {
        mustls_cli_say("%s has no line %.*s", path, (int)strcspn(marker, "\n"), marker);
        return MUSTLS_EXIT_USAGE;
    }
    at += sizeof marker - 1;
    if (!t->write)
        return compare(path, mustls_span_from(old, at), table);
    struct mustls_buf b;
    mustls_buf_init(&b, 16u << 20);
    mustls_buf_put(&b, mustls_span_first(old, at));
    mustls_buf_put(&b, table);
    int code = b.failed ? MUSTLS_EXIT_TOOL : put_file(path, mustls_buf_span(&b));
    mustls_buf_deinit(&b);
    return code;
}

static int tell(struct teeth *t)
{
    struct mustls_buf b;
    const char *path = t->write ? t->write : t->check;
    int code = 0;
    mustls_buf_init(&b, 16u << 20);
    if (path || t->markdown)
        mustls_teeth_put_markdown(&b, &t->table);
    else
        mustls_teeth_put_text(&b, &t->table);
    if (path)
        code = with_file(t, path, mustls_buf_span(&b));
    else
        fwrite(b.ptr, 1, b.len, stdout);
    mustls_buf_deinit(&b);
    size_t uncaught = mustls_teeth_uncaught(&t->table);
    if (uncaught > 0)
        mustls_cli_say("%zu seeded faults are not caught", uncaught);
    return code ? code : uncaught ? MUSTLS_EXIT_RED : 0;
}

static int bite(struct teeth *t)
{
    char all[] = "*";
    char *const operands[] = {all, NULL};
    int code = mustls_cli_select(&t->sel, operands);
    if (code == 0)
        code = mustls_cli_select_each(&t->sel, add, t);
    if (code != 0)
        return code;
    if (!t->failed && run_all(t))
        return tell(t);
    mustls_cli_say("not all could be run");
    return MUSTLS_EXIT_TOOL;
}

int mustls_cmd_teeth(int argc, char **argv)
{
    struct teeth t = {0};
    int first;
    if (!mustls_cli_options(argc, argv, mustls_teeth_options, set, &t, &first))
        return MUSTLS_EXIT_USAGE;
    if (first < argc) {
        mustls_cli_say("teeth is about the whole suite: it takes no '%s'", argv[first]);
        return MUSTLS_EXIT_USAGE;
    }
    if (t.jobs == 0) {
        long n = sysconf(_SC_NPROCESSORS_ONLN);
        t.jobs = n < 1 ? 1 : n > MAX_JOBS ? MAX_JOBS : (unsigned)n;
    }
    int code = bite(&t);
    mustls_cli_select_free(&t.sel);
    return code;
}
