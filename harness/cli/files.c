/* list, show, lint, fmt: what can be said of scenario files without running them. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/escape.h"
#include "cli/cli.h"
#include "cli/list_rows.h"
#include "cli/list_subjects.h"
#include "cli/select.h"
#include "scenario/scenario.h"

enum { OPT_SCENARIOS, OPT_TAG, OPT_JSON, OPT_FAULTS, OPT_ROWS, OPT_SUBJECTS };
const struct mustls_cli_option mustls_list_options[] = {
    {0, "scenarios", "DIR", "the scenario folder"},
    {'t', "tag", "TAG", "only scenarios with this tag ('!TAG': without); several: all of them"},
    {0, "json", NULL, "one JSON object a line"},
    {0, "seeded-faults", NULL, "the seeded faults of the reference client instead"},
    {0, "rows", NULL, "the rows of the catalogue of cases instead, and what tests each"},
    {0, "subjects", NULL, "the profiles instead: which programs are here, and what is missing"},
    {0},
};
const struct mustls_cli_option mustls_show_options[] = {
    {0, "scenarios", "DIR", "the scenario folder"}, {0}};
const struct mustls_cli_option mustls_lint_options[] = {
    {0, "scenarios", "DIR", "the scenario folder"}, {0}};
enum { FMT_CHECK };
const struct mustls_cli_option mustls_fmt_options[] = {
    {0, "check", NULL, "change nothing; exit 1 when a file is not aligned"}, {0}};

/* --- list --- */

struct list {
    struct mustls_cli_select sel;
    bool json, faults, rows, subjects;
};

static bool set_list(void *arg, int i, const char *value)
{
    struct list *l = arg;
    if (i == OPT_SCENARIOS)
        l->sel.root = value;
    else if (i == OPT_TAG)
        return mustls_cli_select_tag(&l->sel, value);
    else if (i == OPT_JSON)
        l->json = true;
    else if (i == OPT_ROWS)
        l->rows = true;
    else if (i == OPT_SUBJECTS)
        l->subjects = true;
    else
        l->faults = true;
    return true;
}

static void list_one(void *arg, const struct mustls_program *p)
{
    const struct list *l = arg;
    if (!l->json) {
        printf("%-40s %.*s\n", p->id, (int)p->title.len, (const char *)p->title.ptr);
        return;
    }
    struct mustls_buf b;
    mustls_buf_init(&b, 1u << 20);
    mustls_buf_puts(&b, "{\"id\":");
    mustls_put_json_text(&b, mustls_span_str(p->id));
    mustls_buf_puts(&b, ",\"title\":");
    mustls_put_json_text(&b, p->title);
    mustls_buf_puts(&b, ",\"file\":");
    mustls_put_json_text(&b, mustls_span_str(p->units[0].path));
    mustls_buf_printf(&b, ",\"test\":\"%s\",\"tags\":[",
                      p->role == MUSTLS_TEST_CLIENT ? "client" : "server");
    for (size_t i = 0; i < p->num_tags; i++) {
        mustls_buf_puts(&b, i ? "," : "");
        mustls_put_json_text(&b, p->tags[i]);
    }
    mustls_buf_puts(&b, "]}");
    printf("%s\n", mustls_buf_cstr(&b));
    mustls_buf_deinit(&b);
}

int mustls_cmd_list(int argc, char **argv)
{
    struct list l = {0};
    int first;
    if (!mustls_cli_options(argc, argv, mustls_list_options, set_list, &l, &first))
        return MUSTLS_EXIT_USAGE;
    if (l.faults) {
        mustls_cli_list_faults(stdout);
        return 0;
    }
    if (l.rows)
        return mustls_cli_list_rows(l.sel.root, l.json);
    if (l.subjects)
        return mustls_cli_list_subjects(argv + first, l.json);
    int code = mustls_cli_select(&l.sel, argv + first);
    if (code == 0)
        mustls_cli_select_each(&l.sel, list_one, &l);
    mustls_cli_select_free(&l.sel);
    return code;
}

/* --- show --- */

static bool set_root(void *arg, int i, const char *value)
{
    (void)i;
    *(const char **)arg = value;
    return true;
}

static void show_one(void *arg, const struct mustls_program *p)
{
    struct mustls_buf b;
    (void)arg;
    mustls_buf_init(&b, 64u << 20);
    mustls_program_show(&b, p);
    fwrite(b.ptr, 1, b.len, stdout);
    mustls_buf_deinit(&b);
}

int mustls_cmd_show(int argc, char **argv)
{
    struct mustls_cli_select sel = {0};
    int first;
    if (!mustls_cli_options(argc, argv, mustls_show_options, set_root, &sel.root, &first))
        return MUSTLS_EXIT_USAGE;
    if (first == argc) {
        mustls_cli_say(
            "show needs the name of a scenario, such as base/required; 'mustls list' shows all");
        return MUSTLS_EXIT_USAGE;
    }
    int code = mustls_cli_select(&sel, argv + first);
    if (code == 0)
        mustls_cli_select_each(&sel, show_one, NULL);
    mustls_cli_select_free(&sel);
    return code;
}

/* --- lint --- */

int mustls_cmd_lint(int argc, char **argv)
{
    struct mustls_cli_select sel = {.lint = true};
    int first;
    if (!mustls_cli_options(argc, argv, mustls_lint_options, set_root, &sel.root, &first))
        return MUSTLS_EXIT_USAGE;
    int code = mustls_cli_select(&sel, argv + first);
    if (code == 0)
        printf("%zu scenario files, no errors, %zu warnings\n", sel.num_entries, sel.num_warnings);
    mustls_cli_select_free(&sel);
    return code;
}

/* --- fmt --- */

static bool same_meaning(struct mustls_arena *a, const char *path, struct mustls_span text,
                         const struct mustls_scenario *was)
{
    struct mustls_diags d;
    struct mustls_scenario *now;
    mustls_diags_init(&d, a);
    return mustls_scenario_parse(a, path, path, text, &d, &now) == MUSTLS_OK &&
           mustls_scenario_equal(was, now);
}

static int fmt_text(struct mustls_arena *a, const char *path, struct mustls_span text, bool check)
{
    struct mustls_diags d;
    struct mustls_error err;
    struct mustls_scenario *s;
    mustls_diags_init(&d, a);
    enum mustls_status st = mustls_scenario_parse(a, path, path, text, &d, &s);
    if (st != MUSTLS_OK) {
        mustls_cli_say_diags(&d);
        return mustls_cli_exit_of(st);
    }
    struct mustls_buf out;
    mustls_buf_init(&out, 4u << 20);
    mustls_scenario_fmt(&out, s);
    int code = 0;
    bool changed = !mustls_span_eq(text, mustls_buf_span(&out));
    if (out.failed || !same_meaning(a, path, mustls_buf_span(&out), s)) {
        mustls_cli_say("%s: left as it is: the aligned text would not mean the same", path);
        code = MUSTLS_EXIT_TOOL;
    } else if (changed && check) {
        printf("%s is not aligned\n", path);
        code = MUSTLS_EXIT_RED;
    } else if (changed && mustls_replace_file(path, mustls_buf_span(&out), &err) != MUSTLS_OK) {
        mustls_cli_say_error(&err);
        code = MUSTLS_EXIT_TOOL;
    }
    mustls_buf_deinit(&out);
    return code;
}

static int fmt_file(const char *path, bool check)
{
    struct mustls_error err;
    struct mustls_span text;
    struct mustls_arena *a = mustls_arena_new(128u << 20);
    enum mustls_status st = MUSTLS_ENOMEM;
    mustls_error_set(&err, "out of memory");
    if (a)
        st = mustls_read_file(a, path, MUSTLS_SCN_MAX_FILE, &text, &err);
    int code = st == MUSTLS_OK ? fmt_text(a, path, text, check) : MUSTLS_EXIT_USAGE;
    if (st != MUSTLS_OK)
        mustls_cli_say_error(&err);
    mustls_arena_free(a);
    return code;
}

static bool set_check(void *arg, int i, const char *value)
{
    (void)i;
    (void)value;
    *(bool *)arg = true;
    return true;
}

int mustls_cmd_fmt(int argc, char **argv)
{
    bool check = false;
    int first, worst = 0;
    if (!mustls_cli_options(argc, argv, mustls_fmt_options, set_check, &check, &first))
        return MUSTLS_EXIT_USAGE;
    if (first == argc) {
        mustls_cli_say("fmt needs files: mustls fmt scenarios/530/to-mail.scn");
        return MUSTLS_EXIT_USAGE;
    }
    for (int i = first; i < argc; i++) {
        int code = fmt_file(argv[i], check);
        worst = code > worst ? code : worst;
    }
    return worst;
}
