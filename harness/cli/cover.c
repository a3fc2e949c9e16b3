#include "cli/cover.h"

#include <unistd.h>

#include "cli/cli.h"

/* What a scenario inherits from its base is the base's own. */
static enum mustls_status cite(void *arg, const struct mustls_program *p)
{
    struct mustls_cli_cover *c = arg;
    struct mustls_arena *a = c->suite.sel.arena;
    enum mustls_status st =
        mustls_arena_grow(a, (void **)&c->names, &c->cap_names, c->num_names, sizeof *c->names);
    if (st == MUSTLS_OK)
        c->names[c->num_names++] = p->name;
    for (size_t i = 0; i < p->num_sentences && st == MUSTLS_OK; i++) {
        const struct mustls_sentence *s = &p->sentences[i];
        if (s->at.unit != 0)
            continue;
        st = mustls_arena_grow(a, (void **)&c->citations, &c->cap, c->num, sizeof *c->citations);
        if (st == MUSTLS_OK)
            c->citations[c->num++] =
                (struct mustls_citation){p->name, p->units[0].path, s->at.line, s->source};
    }
    return st;
}

static int cover(struct mustls_cli_cover *c, struct mustls_coverage *out)
{
    struct mustls_arena *a = c->suite.sel.arena;
    struct mustls_register *reg = mustls_arena_alloc(a, sizeof *reg);
    struct mustls_span text;
    mustls_diags_init(&c->diags, a);
    if (!c->register_path)
        c->register_path = mustls_arena_printf(a, "%s/standards.txt", c->suite.sel.root);
    if (!reg)
        return mustls_cli_exit_of(MUSTLS_ENOMEM);
    int code = mustls_cli_suite_file(&c->suite, c->register_path, MUSTLS_STANDARDS_MAX_FILE, &text);
    if (code != 0)
        return code;
    enum mustls_status st = mustls_register_parse(a, c->register_path, text, &c->diags, reg);
    if (st == MUSTLS_OK)
        code = mustls_cli_suite_each(&c->suite, cite, c);
    else
        code = mustls_cli_say_diags(&c->diags) ? MUSTLS_EXIT_USAGE : mustls_cli_exit_of(st);
    if (code != 0)
        return code;
    st = mustls_coverage_make(a, reg, c->citations, c->num, c->names, c->num_names, &c->diags, out);
    if (st == MUSTLS_EPARSE)
        return MUSTLS_EXIT_RED;
    return st == MUSTLS_OK ? 0 : mustls_cli_exit_of(st);
}

int mustls_cli_cover(struct mustls_cli_cover *c, struct mustls_coverage *out)
{
    int code = mustls_cli_suite_load(&c->suite);
    return code ? code : cover(c, out);
}

void mustls_cli_cover_free(struct mustls_cli_cover *c)
{
    mustls_cli_suite_free(&c->suite);
}

static bool has_register(struct mustls_cli_cover *c)
{
    char path[4200], folder[4096];
    const char *root = c->suite.sel.root;
    if (!root)
        root = mustls_default_folder("MUSTLS_SCENARIOS", "scenarios", folder, sizeof folder);
    int n = snprintf(path, sizeof path, "%s/standards.txt", root ? root : "");
    return root && n > 0 && (size_t)n < sizeof path && access(path, R_OK) == 0;
}

struct mustls_span mustls_cli_cover_json(struct mustls_arena *a, const char *root)
{
    enum { MAX_JSON = 64 << 20 };
    struct mustls_cli_cover c = {.suite.sel.root = root};
    struct mustls_coverage cov;
    struct mustls_span json = {0};
    struct mustls_buf b;
    if (!has_register(&c))
        return json;
    int code = mustls_cli_cover(&c, &cov);
    if (code == 0 || code == MUSTLS_EXIT_RED) {
        mustls_buf_init(&b, MAX_JSON);
        mustls_coverage_put_json(&b, &cov);
        if (b.failed || mustls_arena_copy(a, mustls_buf_span(&b), &json) != MUSTLS_OK)
            json.len = 0;
        mustls_buf_deinit(&b);
    }
    mustls_cli_cover_free(&c);
    return json;
}
