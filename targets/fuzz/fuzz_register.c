/* The register of the standards and the catalogue of rows: an error that is told at its place, or
 * entries that are whole, and what is printed of them has the form of its format. */
#include "fuzz.h"
#include "json.h"
#include "standards/coverage.h"
#include "standards/rows.h"

enum { MAX_TEXT = 64 << 20 };

static const char *const names[] = {"reset/ehlo-first", "injection/after-220", "smoke/handshake"};
#define NUM_NAMES (sizeof names / sizeof *names)

static void check_diags(const struct mustls_diags *d, enum mustls_status st,
                        struct mustls_span text)
{
    struct mustls_buf out;
    unsigned lines = 1;
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    mustls_buf_init(&out, MAX_TEXT);
    mustls_diags_put(&out, d);
    fuzz_require((st == MUSTLS_OK) == (d->num_errors == 0), "a refusal is told, and only one");
    for (size_t i = 0; i < d->num; i++)
        fuzz_require(d->items[i].line >= 1 && d->items[i].line <= lines && d->items[i].col >= 1,
                     "what is wrong has its place");
    for (size_t i = 0; i < out.len; i++)
        fuzz_require(out.ptr[i] == '\n' || (out.ptr[i] >= ' ' && out.ptr[i] != 0x7f),
                     "a terminal shows it and obeys none of it");
    mustls_buf_deinit(&out);
}

static bool within(struct mustls_span part, struct mustls_span text)
{
    return part.len == 0 || (part.ptr >= text.ptr && part.ptr + part.len <= text.ptr + text.len);
}

static void require_json_lines(const struct mustls_buf *b)
{
    struct mustls_span rest = mustls_buf_span(b);
    fuzz_require(!b->failed, "a small report has room");
    while (rest.len > 0) {
        size_t end = mustls_span_find(rest, MUSTLS_LIT("\n"));
        fuzz_require(end != MUSTLS_NPOS && fuzz_is_json(mustls_span_first(rest, end)),
                     "each line is JSON");
        rest = mustls_span_from(rest, end + 1);
    }
}

/* --- the register --- */

static void check_entry(const struct mustls_register_entry *e, struct mustls_span text)
{
    bool level = false;
    for (const char *const *l = mustls_register_levels; *l; l++)
        level |= mustls_span_eq(e->level, mustls_span_str(*l));
    fuzz_require(level, "an entry has a level");
    fuzz_require(e->section.rfc.len > 0 && e->id.text.len > 0 && e->text.len > 0,
                 "an entry is whole");
    fuzz_require(within(e->text, text) && within(e->id.text, text) && within(e->why, text),
                 "an entry is of the text");
    fuzz_require((e->reason == MUSTLS_REASON_NONE) == (e->why.len == 0), "a reason has words");
    for (size_t i = 0; i < e->num_globs; i++)
        fuzz_require(e->globs[i].text.len > 0 && within(e->globs[i].text, text),
                     "a name is of the text");
}

/* Elements that the page has of its own: another one came from the text. */
static void check_html(const struct mustls_buf *page)
{
    static const char *const own[] = {
        "!DOCTYPE html>", "html", "head>",       "meta ", "title>", "style>",
        "body>",          "h1>",  "h2>",         "h3>",   "p>",     "small>",
        "table>",         "tr>",  "tr class=\"", "th>",   "td>",    "td class=\"",
        "code>",          "br>",  "strong>"};
    struct mustls_span s = mustls_buf_span(page);
    fuzz_require(!page->failed, "a small page has room");
    for (size_t at; (at = mustls_span_find(s, MUSTLS_LIT("<"))) != MUSTLS_NPOS;) {
        bool ours = false;
        s = mustls_span_from(s, at + 1);
        s = mustls_span_from(s, s.len > 0 && s.ptr[0] == '/');
        for (size_t i = 0; i < sizeof own / sizeof *own && !ours; i++)
            ours = mustls_span_starts(s, mustls_span_str(own[i]));
        fuzz_require(ours, "no element of the page is the text's");
    }
}

static void check_counts(const struct mustls_coverage *c)
{
    struct mustls_coverage_count all;
    mustls_coverage_count(c, 0, c->num_entries, &all);
    fuzz_require(all.sentences == c->num_entries && all.tested <= all.sentences,
                 "each sentence is counted");
    fuzz_require(memcmp(&all, &c->all, sizeof all) == 0, "the parts' sum is the whole");
}

static void check_coverage(struct mustls_arena *a, const struct mustls_register *r)
{
    static const struct mustls_citation cited[] = {
        {"reset/ehlo-first", "r.scn", 3, {(const uint8_t *)"RFC 3207 4.2", 12}},
        {"reset/ehlo-first", "r.scn", 4, {(const uint8_t *)"harness", 7}},
        {"injection/after-220", "i.scn", 5, {(const uint8_t *)"CVE-2011-0411", 13}},
        {"injection/after-220", "i.scn", 6, {(const uint8_t *)"RFC 5321 4.1.1.1", 16}},
        {"smoke/handshake", "s.scn", 7, {(const uint8_t *)"RFC 3207 4", 10}},
    };
    struct mustls_diags d;
    struct mustls_coverage c;
    struct mustls_buf out;
    mustls_diags_init(&d, a);
    mustls_buf_init(&out, MAX_TEXT);
    enum mustls_status st =
        mustls_coverage_make(a, r, cited, sizeof cited / sizeof *cited, names, NUM_NAMES, &d, &c);
    fuzz_require((st == MUSTLS_EPARSE) == (d.num_errors > 0), "a contradiction is told");
    check_counts(&c);
    mustls_coverage_put_json(&out, &c);
    fuzz_require(!out.failed && fuzz_is_json(mustls_buf_span(&out)), "coverage is JSON");
    mustls_buf_clear(&out);
    mustls_coverage_put_html(&out, &c);
    check_html(&out);
    mustls_buf_clear(&out);
    mustls_coverage_put_text(&out, &c);
    fuzz_require(!out.failed && out.len > 0, "there is something to read");
    mustls_buf_deinit(&out);
}

static void try_register(struct mustls_arena *a, struct mustls_span text)
{
    struct mustls_diags d;
    struct mustls_register r;
    mustls_diags_init(&d, a);
    enum mustls_status st = mustls_register_parse(a, "t", text, &d, &r);
    check_diags(&d, st, text);
    if (st != MUSTLS_OK)
        return;
    for (size_t i = 0; i < r.num_entries; i++)
        check_entry(&r.entries[i], text);
    check_coverage(a, &r);
}

/* --- the catalogue --- */

static void check_row(const struct mustls_rows *rows, const struct mustls_row *r,
                      struct mustls_span text)
{
    struct mustls_span found;
    size_t at = 0;
    fuzz_require(r->group < rows->num_groups, "a row has its group");
    fuzz_require(within(r->id.text, text) && within(r->title, text), "a row is of the text");
    fuzz_require(mustls_rows_next_named(rows, r->id.text, &at, &found) &&
                     mustls_span_eq(found, r->id.text),
                 "a row is found by its name");
}

static void try_rows(struct mustls_arena *a, struct mustls_span text)
{
    struct mustls_diags d;
    struct mustls_rows rows;
    struct mustls_buf out;
    mustls_diags_init(&d, a);
    enum mustls_status st = mustls_rows_parse(a, "t", text, &d, &rows);
    check_diags(&d, st, text);
    if (st != MUSTLS_OK)
        return;
    for (size_t i = 0; i < rows.num_rows; i++)
        check_row(&rows, &rows.rows[i], text);
    /* The text once more, as what a scenario says of itself. */
    fuzz_require(mustls_rows_add(a, &rows, names[0], "s.scn", text, &d) == MUSTLS_OK, "memory");
    mustls_rows_check(&rows, &d);
    mustls_buf_init(&out, MAX_TEXT);
    mustls_rows_put_json(&out, &rows);
    require_json_lines(&out);
    mustls_buf_clear(&out);
    mustls_rows_put_text(&out, &rows);
    mustls_buf_deinit(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mustls_span text = mustls_span(data, size);
    struct mustls_section section;
    fuzz_begin();
    struct mustls_arena *a = mustls_arena_new(64u << 20);
    fuzz_require(a != NULL, "memory");
    if (mustls_section_parse(text, &section))
        fuzz_require(within(section.rfc, text) && within(section.number, text) &&
                         section.rfc.len > 0 && mustls_section_eq(&section, &section),
                     "a section is of the source");
    try_register(a, text);
    try_rows(a, text);
    mustls_arena_free(a);
    fuzz_end();
    return 0;
}
