/* Bytes of a file to classified lines, and what no line may hold. */
#include "base/escape.h"
#include "scenario/internal.h"

struct splitter {
    struct mustls_arena *arena;
    struct mustls_scenario *scn;
    struct mustls_diags *diags;
    size_t cap;
};

static void bad_file(struct splitter *s, const char *text, const char *help)
{
    struct mustls_diag item = {
        .file = s->scn->path, .line = 1, .col = 1, .text = text, .help = help};
    mustls_diag_add(s->diags, &item);
}

static struct scn_reader *reader(struct splitter *s, struct scn_reader *r,
                                 const struct scn_line *line)
{
    scn_reader_init(r, s->arena, s->diags, s->scn, line);
    return r;
}

/* One mistake a line is enough: the next ones would be of the same kind. */
static bool check_bytes(struct splitter *s, struct scn_line *line)
{
    struct scn_reader r;
    for (size_t i = 0; i < line->text.len;) {
        struct mustls_span rest = mustls_span_from(line->text, i);
        struct mustls_span one = mustls_span_first(rest, 1);
        size_t n = mustls_utf8_len(rest);
        int c = rest.ptr[0];
        if (n == 0) {
            scn_bad(reader(s, &r, line), one, "in a payload write it as \\xHH",
                    "byte 0x%02x is not UTF-8", (unsigned)c);
            return false;
        }
        if ((c < 0x20 && c != '\t') || c == 0x7f) {
            scn_bad(reader(s, &r, line), one, "in a payload write it as \\xHH",
                    "control byte 0x%02x", (unsigned)c);
            return false;
        }
        i += n;
    }
    return true;
}

static void check_trailing_blank(struct splitter *s, struct scn_line *line)
{
    struct scn_reader r;
    size_t n = line->text.len;
    while (n > 0 && scn_is_blank(line->text.ptr[n - 1]))
        n--;
    if (n == line->text.len)
        return;
    scn_bad(reader(s, &r, line), mustls_span_from(line->text, n),
            "a blank that the bytes need is written \\x20", "blank at the end of the line");
    line->text.len = n;
}

/* --- classes --- */

static bool is_talk(struct mustls_span t)
{
    return t.len > 1 && (t.ptr[0] == 'S' || t.ptr[0] == 'C') &&
           (t.ptr[1] == ':' || t.ptr[1] == '?' || t.ptr[1] == '#');
}

static bool is_sentence(struct mustls_span word)
{
    return mustls_span_eq(word, MUSTLS_LIT("MUST")) || mustls_span_eq(word, MUSTLS_LIT("SHOULD")) ||
           mustls_span_eq(word, MUSTLS_LIT("MAY"));
}

static void unknown_line(struct splitter *s, struct scn_line *line, struct mustls_span word)
{
    static const char *const starts[] = {
        "title",    "tags",       "test",    "base",  "client", "server", "tls",
        "limit",    "for",        "S:",      "C:",    "MUST",   "SHOULD", "MAY",
        "MUST NOT", "SHOULD NOT", "[clear]", "[tls]", "[any]",  NULL};
    struct scn_reader r;
    struct scn_hint hint;
    const char *help = scn_nearest_hint(&hint, word, starts);
    scn_bad(reader(s, &r, line), word,
            help ? help : "a header, [section], S: or C: line, or MUST/SHOULD/MAY sentence",
            "no line begins with \"%.*s\"", scn_len(word), (const char *)word.ptr);
    line->kind = SCN_BROKEN;
}

static void classify(struct splitter *s, struct scn_line *line)
{
    struct scn_reader r;
    struct mustls_span t = line->text, rest = t, word = scn_take_word(&rest);
    size_t header = scn_word_find(scn_header_words, word);

    if (t.len == 0) {
        line->kind = SCN_BLANK;
    } else if (word.ptr[0] == '#') {
        line->kind = SCN_COMMENT;
    } else if (word.ptr != t.ptr) {
        line->kind = SCN_BROKEN;
        scn_bad(reader(s, &r, line), mustls_span_first(t, (size_t)(word.ptr - t.ptr)), NULL,
                "blank at the start of the line");
    } else if (is_talk(t)) {
        line->kind = SCN_TALK;
    } else if (t.ptr[0] == '[') {
        line->kind = SCN_SECTION;
    } else if (is_sentence(word)) {
        line->kind = SCN_SENTENCE;
    } else if (header != MUSTLS_NPOS) {
        line->kind = SCN_HEADER;
        line->header = (enum scn_header)header;
    } else {
        unknown_line(s, line, word);
    }
}

static enum mustls_status add_line(struct splitter *s, struct mustls_span text)
{
    struct mustls_scenario *scn = s->scn;
    void *lines = scn->lines;
    enum mustls_status st =
        mustls_arena_grow(s->arena, &lines, &s->cap, scn->num_lines, sizeof(*scn->lines));
    if (st != MUSTLS_OK)
        return st;
    scn->lines = lines;

    struct scn_line *line = &scn->lines[scn->num_lines++];
    *line = (struct scn_line){.kind = SCN_BROKEN, .no = (uint32_t)scn->num_lines, .text = text};
    if (!check_bytes(s, line))
        return MUSTLS_OK;
    check_trailing_blank(s, line);
    classify(s, line);
    return MUSTLS_OK;
}

/* Up to LF or the end; one CR before the LF is dropped. */
static struct mustls_span take_line(struct mustls_span *rest)
{
    size_t n = mustls_span_find(*rest, MUSTLS_LIT("\n"));
    struct mustls_span line = mustls_span_first(*rest, n);
    if (n != MUSTLS_NPOS && line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    *rest = n == MUSTLS_NPOS ? mustls_span(NULL, 0) : mustls_span_from(*rest, n + 1);
    return line;
}

/* --- what stands on top --- */

static bool check_start(struct splitter *s, struct mustls_span *text)
{
    if (text->len > MUSTLS_SCN_MAX_FILE) {
        bad_file(s, "the file is larger than 1 MiB", NULL);
        return false;
    }
    if (mustls_span_starts(*text, MUSTLS_LIT("\xff\xfe")) ||
        mustls_span_starts(*text, MUSTLS_LIT("\xfe\xff"))) {
        bad_file(s, "the file is UTF-16", "save it as UTF-8");
        return false;
    }
    if (mustls_span_starts(*text, MUSTLS_LIT("\xef\xbb\xbf"))) {
        bad_file(s, "the file starts with a byte order mark", "save it as UTF-8 without BOM");
        *text = mustls_span_from(*text, 3);
    }
    return true;
}

static struct mustls_span comment_text(struct mustls_span t)
{
    t = mustls_span_from(scn_trim_left(t), 1);
    return t.len > 0 && t.ptr[0] == ' ' ? mustls_span_from(t, 1) : t;
}

static enum mustls_status describe(struct splitter *s)
{
    struct mustls_buf b;
    mustls_buf_init(&b, MUSTLS_SCN_MAX_FILE);
    const struct mustls_scenario *scn = s->scn;
    size_t i = 0;
    while (i < scn->num_lines && scn->lines[i].kind == SCN_BLANK)
        i++;
    for (size_t first = i; i < scn->num_lines && scn->lines[i].kind == SCN_COMMENT; i++) {
        if (i > first)
            mustls_buf_putc(&b, '\n');
        mustls_buf_put(&b, comment_text(scn->lines[i].text));
    }
    /* Empty comment lines at its end are layout: printed, they would not come back. */
    while (b.len > 0 && b.ptr[b.len - 1] == '\n')
        mustls_buf_truncate(&b, b.len - 1);
    enum mustls_status st =
        b.failed ? MUSTLS_ENOMEM
                 : mustls_arena_copy(s->arena, mustls_buf_span(&b), &s->scn->description);
    mustls_buf_deinit(&b);
    return st;
}

enum mustls_status scn_split(struct mustls_arena *a, struct mustls_scenario *scn,
                             struct mustls_diags *d)
{
    struct splitter s = {.arena = a, .scn = scn, .diags = d};
    struct mustls_span rest = scn->text;
    if (!check_start(&s, &rest))
        return MUSTLS_OK;

    while (rest.len > 0) {
        if (scn->num_lines == SCN_MAX_LINES) {
            bad_file(&s, "the file has more than 20000 lines", NULL);
            return MUSTLS_OK;
        }
        enum mustls_status st = add_line(&s, take_line(&rest));
        if (st != MUSTLS_OK)
            return st;
    }
    return describe(&s);
}
