/* list --rows: the rows of the catalogue of cases, and the scenarios that name them. */
#include "cli/list_rows.h"

#include "cli/cli.h"
#include "cli/whole_suite.h"
#include "standards/rows.h"

struct listing {
    struct mustls_cli_suite suite;
    struct mustls_rows rows;
    struct mustls_diags diags;
};

static enum mustls_status add(void *arg, const struct mustls_program *p)
{
    struct listing *l = arg;
    return mustls_rows_add(l->suite.sel.arena, &l->rows, p->name, p->units[0].path, p->description,
                           &l->diags);
}

static void print(const struct listing *l, bool json)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 16u << 20);
    if (json)
        mustls_rows_put_json(&b, &l->rows);
    else
        mustls_rows_put_text(&b, &l->rows);
    fwrite(b.ptr, 1, b.len, stdout);
    mustls_buf_deinit(&b);
}

static int list(struct listing *l, bool json)
{
    struct mustls_span text;
    struct mustls_arena *a = l->suite.sel.arena;
    mustls_diags_init(&l->diags, a);
    char *path = mustls_arena_printf(a, "%s/rows.txt", l->suite.sel.root);
    int code = mustls_cli_suite_file(&l->suite, path, MUSTLS_STANDARDS_MAX_FILE, &text);
    if (code != 0)
        return code;
    enum mustls_status st = mustls_rows_parse(a, path, text, &l->diags, &l->rows);
    if (st != MUSTLS_OK)
        return mustls_cli_say_diags(&l->diags) ? MUSTLS_EXIT_USAGE : mustls_cli_exit_of(st);
    code = mustls_cli_suite_each(&l->suite, add, l);
    if (code != 0)
        return code;
    mustls_rows_check(&l->rows, &l->diags);
    print(l, json);
    return mustls_cli_say_diags(&l->diags) ? MUSTLS_EXIT_RED : 0;
}

int mustls_cli_list_rows(const char *root, bool json)
{
    struct listing l = {.suite.sel.root = root};
    int code = mustls_cli_suite_load(&l.suite);
    if (code == 0)
        code = list(&l, json);
    mustls_cli_suite_free(&l.suite);
    return code;
}
