/* coverage: the sentences of the standards against the scenarios that test them. */
#include <string.h>

#include "cli/cli.h"
#include "cli/cover.h"

enum { OPT_SCENARIOS, OPT_REGISTER, OPT_JSON, OPT_HTML };
const struct mustls_cli_option mustls_coverage_options[] = {
    {0, "scenarios", "DIR", "the scenario folder"},
    {0, "register", "FILE", "the sentences (default: standards.txt in the scenario folder)"},
    {0, "json", NULL, "as one JSON object"},
    {0, "html", "FILE", "one page that needs nothing else; '-' is stdout"},
    {0},
};

struct coverage {
    struct mustls_cli_cover cover;
    const char *html;
    bool json;
};

static bool set(void *arg, int i, const char *value)
{
    struct coverage *c = arg;
    if (i == OPT_SCENARIOS)
        c->cover.suite.sel.root = value;
    else if (i == OPT_REGISTER)
        c->cover.register_path = value;
    else if (i == OPT_JSON)
        c->json = true;
    else
        c->html = value;
    return true;
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
    struct mustls_coverage cov;
    int code = mustls_cli_cover(&c.cover, &cov);
    if (code == 0 || code == MUSTLS_EXIT_RED) {
        int written = write_out(&c, &cov);
        mustls_cli_say_diags(&c.cover.diags);
        code = written ? written : code;
    }
    mustls_cli_cover_free(&c.cover);
    return code;
}
