/* coverage: the sentences of the standards against the scenarios that test them. */
#include <string.h>

#include "cli/cli.h"
#include "cli/whole_suite.h"
#include "standards/coverage.h"

enum { OPT_SCENARIOS, OPT_REGISTER, OPT_JSON, OPT_HTML };
const struct mustls_cli_option mustls_coverage_options[] = {
    {0, "scenarios", "DIR", "the scenario folder"},
    {0, "register", "FILE", "the sentences (default: standards.txt in the scenario folder)"},
    {0, "json", NULL, "as one JSON object"},
    {0, "html", "FILE", "one page that needs nothing else; '-' is stdout"},
    {0},
};

struct coverage {
    struct mustls_cli_suite suite;
    const char *register_path, *html;
    bool json;
    struct mustls_citation *citations;
    size_t num, cap;
    const char **names;
    size_t num_names, cap_names;
};

static bool set(void *arg, int i, const char *value)
{
    struct coverage *c = arg;
    if (i == OPT_SCENARIOS)
        c->suite.sel.root = value;
    else if (i == OPT_REGISTER)
        c->register_path = value;
    else if (i == OPT_JSON)
        c->json = true;
    else
        c->html = value;
    return true;
}

/* What a scenario inherits from its base is the base's own. */
static enum mustls_status cite(void *arg, const struct mustls_program *p)
{
    struct coverage *c = arg;
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

static int write_out(const struct coverage *c, const struct mustls_coverage *cov)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 64u << 20);
    if (c->html)
        mustls_coverage_put_html(&b, cov);
    else if (c->json)
        mustls_coverage_put_json(&b, cov);
    else
        mustls_coverage_put_text(&b, cov);
    struct mustls_error err = {0};
    enum mustls_status st = mustls_buf_status(&b);
    if (st == MUSTLS_OK && c->html && strcmp(c->html, "-") != 0)
        st = mustls_write_file(c->html, mustls_buf_span(&b), false, &err);
    else
        fwrite(b.ptr, 1, b.len, stdout);
    mustls_buf_deinit(&b);
    if (err.text[0])
        mustls_cli_say_error(&err);
    return mustls_cli_exit_of(st);
}

static int cover(struct coverage *c)
{
    struct mustls_arena *a = c->suite.sel.arena;
    struct mustls_register reg;
    struct mustls_coverage cov;
    struct mustls_span text;
    struct mustls_diags d;
    mustls_diags_init(&d, a);
    if (!c->register_path)
        c->register_path = mustls_arena_printf(a, "%s/standards.txt", c->suite.sel.root);
    int code = mustls_cli_suite_file(&c->suite, c->register_path, MUSTLS_STANDARDS_MAX_FILE, &text);
    if (code != 0)
        return code;
    enum mustls_status st = mustls_register_parse(a, c->register_path, text, &d, &reg);
    if (st == MUSTLS_OK)
        code = mustls_cli_suite_each(&c->suite, cite, c);
    else
        code = mustls_cli_say_diags(&d) ? MUSTLS_EXIT_USAGE : mustls_cli_exit_of(st);
    if (code != 0)
        return code;
    st = mustls_coverage_make(a, &reg, c->citations, c->num, c->names, c->num_names, &d, &cov);
    if (st != MUSTLS_OK && st != MUSTLS_EPARSE)
        return mustls_cli_exit_of(st);
    code = write_out(c, &cov);
    mustls_cli_say_diags(&d);
    return code ? code : st == MUSTLS_OK ? 0 : MUSTLS_EXIT_RED;
}

int mustls_cmd_coverage(int argc, char **argv)
{
    struct coverage c = {0};
    int first;
    if (!mustls_cli_options(argc, argv, mustls_coverage_options, set, &c, &first))
        return MUSTLS_EXIT_USAGE;
    if (first < argc) {
        mustls_cli_say("coverage is of the whole suite: it takes no '%s'", argv[first]);
        return MUSTLS_EXIT_USAGE;
    }
    int code = mustls_cli_suite_load(&c.suite);
    if (code == 0)
        code = cover(&c);
    mustls_cli_suite_free(&c.suite);
    return code;
}
