/* Bytes of the tool's side:
 *
 *   own    = { CHAR | escape }
 *   escape = \r | \n | \t | \0 | \\ | \< | \xHH | \{ own *N } | \| | \c
 *
 * One pass. Counting alone costs nothing however large N is, so a line is refused before a byte of
 * it is made. */
#include "scenario/internal.h"

enum { MAX_NESTING = 8 };

struct decoder {
    struct scn_reader *r;
    struct mustls_span text;
    size_t at;
    struct scn_bytes *out;
    bool bare;    /* `\c`: no line end */
    bool stopped; /* the rest would only bring mistakes that follow from the first */
};

static struct mustls_span slice(const struct decoder *d, size_t from, size_t to)
{
    return mustls_span(d->text.ptr + from, to - from);
}

static void too_long(struct decoder *d, struct mustls_span where)
{
    scn_bad(d->r, where, NULL, "more than %u bytes in one line", MUSTLS_SCN_MAX_PAYLOAD);
    d->stopped = true;
}

static void put_byte(struct decoder *d, int c)
{
    d->out->len++;
    d->out->last = c;
    if (d->out->out)
        mustls_buf_putc(d->out->out, c);
}

static void too_many_cuts(struct decoder *d, struct mustls_span where)
{
    scn_bad(d->r, where, NULL, "more than %u segments in one line", SCN_MAX_CUTS);
    d->stopped = true;
}

static void put_cut(struct decoder *d, size_t from)
{
    if (d->out->num_cuts == SCN_MAX_CUTS) {
        too_many_cuts(d, slice(d, from, d->at));
        return;
    }
    if (d->out->cuts)
        d->out->cuts[d->out->num_cuts] = d->out->len;
    d->out->num_cuts++;
}

static int hex(int c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void read_hex(struct decoder *d)
{
    size_t from = d->at;
    int hi = from + 2 < d->text.len ? hex(d->text.ptr[from + 2]) : -1;
    int lo = from + 3 < d->text.len ? hex(d->text.ptr[from + 3]) : -1;
    d->at += 2;
    if (hi < 0 || lo < 0) {
        scn_bad(d->r, slice(d, from, d->at), "as in \\x0a", "\\x needs two hexadecimal digits");
        return;
    }
    d->at += 2;
    put_byte(d, hi * 16 + lo);
}

/* At `*`: the length of `*N}`, or 0 where the star stands for itself. */
static size_t repeat_tail(const struct decoder *d)
{
    size_t i = d->at + 1;
    while (i < d->text.len && d->text.ptr[i] >= '0' && d->text.ptr[i] <= '9')
        i++;
    if (i == d->at + 1 || i == d->text.len || d->text.ptr[i] != '}')
        return 0;
    return i + 1 - d->at;
}

/* Makes n of what was put since len0 and cuts0. */
static void multiply(struct decoder *d, size_t len0, size_t cuts0, size_t n)
{
    struct scn_bytes *o = d->out;
    size_t len = o->len - len0, cuts = o->num_cuts - cuts0;

    for (size_t k = 1; o->cuts && k < n; k++)
        for (size_t i = 0; i < cuts; i++)
            o->cuts[cuts0 + k * cuts + i] = o->cuts[cuts0 + i] + k * len;
    o->num_cuts += cuts * (n - 1);

    size_t base = o->out ? o->out->len - len : 0;
    for (size_t i = 0; o->out && !o->out->failed && i < len * (n - 1); i++)
        mustls_buf_putc(o->out, o->out->ptr[base + i % len]);
    o->len += len * (n - 1);
}

static void end_repeat(struct decoder *d, size_t from, size_t len0, size_t cuts0)
{
    size_t tail = repeat_tail(d);
    struct mustls_span digits = slice(d, d->at + 1, d->at + tail - 1);
    d->at += tail;

    struct mustls_span whole = slice(d, from, d->at);
    size_t len = d->out->len - len0, cuts = d->out->num_cuts - cuts0;
    uint64_t n;
    if (len == 0 && cuts == 0) {
        scn_bad(d->r, whole, NULL, "there is nothing to repeat");
        return;
    }
    if (!scn_number(digits, MUSTLS_SCN_MAX_PAYLOAD, &n)) {
        too_long(d, whole);
        return;
    }
    if (n == 0)
        scn_bad(d->r, whole, NULL, "a repeat is for 1 or more");
    else if (len > (MUSTLS_SCN_MAX_PAYLOAD - len0) / n)
        too_long(d, whole);
    else if (cuts > (SCN_MAX_CUTS - cuts0) / n)
        too_many_cuts(d, whole);
    else
        multiply(d, len0, cuts0, (size_t)n);
}

static void read_run(struct decoder *d, unsigned depth);

static void read_repeat(struct decoder *d, unsigned depth)
{
    size_t from = d->at, len0 = d->out->len, cuts0 = d->out->num_cuts;
    d->at += 2;
    if (depth == MAX_NESTING) {
        scn_bad(d->r, slice(d, from, d->at), NULL, "repeats are nested more than %d deep",
                MAX_NESTING);
        d->stopped = true;
        return;
    }
    read_run(d, depth + 1);
    if (d->stopped)
        return;
    if (d->at == d->text.len) {
        scn_bad(d->r, slice(d, from, from + 2), "as in \\{x*1000}", "\\{ is never closed");
        d->stopped = true;
        return;
    }
    end_repeat(d, from, len0, cuts0);
}

static void read_no_line_end(struct decoder *d, unsigned depth)
{
    size_t from = d->at;
    d->at += 2;
    d->bare = true;
    if (depth > 0 || d->at != d->text.len)
        scn_bad(d->r, slice(d, from, d->at), NULL, "\\c is the last thing on its line");
}

static void bad_escape(struct decoder *d)
{
    size_t from = d->at, len = d->text.len - from < 2 ? 1 : 2;
    d->at += len;
    if (len == 1)
        scn_bad(d->r, slice(d, from, d->at), "a backslash of its own is \\\\",
                "the line ends inside an escape");
    else
        scn_bad(d->r, slice(d, from, d->at), "a backslash of its own is \\\\",
                "unknown escape \\%c; known: \\r \\n \\t \\0 \\\\ \\< \\xHH \\{..*N} \\| \\c",
                d->text.ptr[from + 1]);
}

static void read_escape(struct decoder *d, unsigned depth)
{
    static const char names[] = "rnt0\\<";
    static const char bytes[] = "\r\n\t\0\\<";

    size_t from = d->at;
    int c = from + 1 < d->text.len ? d->text.ptr[from + 1] : 0;
    const char *simple = c ? strchr(names, c) : NULL;
    if (simple) {
        d->at += 2;
        put_byte(d, (unsigned char)bytes[simple - names]);
    } else if (c == 'x') {
        read_hex(d);
    } else if (c == '{') {
        read_repeat(d, depth);
    } else if (c == '|') {
        d->at += 2;
        put_cut(d, from);
    } else if (c == 'c') {
        read_no_line_end(d, depth);
    } else {
        bad_escape(d);
    }
}

/* Up to the end of the text, or to the `*N}` that closes the repeat we are in. */
static void read_run(struct decoder *d, unsigned depth)
{
    while (d->at < d->text.len && !d->stopped) {
        int c = d->text.ptr[d->at];
        if (c == '*' && depth > 0 && repeat_tail(d) > 0)
            return;
        if (c == '\\') {
            read_escape(d, depth);
        } else {
            d->at++;
            put_byte(d, c);
        }
        if (d->out->len > MUSTLS_SCN_MAX_PAYLOAD)
            too_long(d, d->text);
    }
}

bool scn_read_payload(struct scn_reader *r, struct mustls_span text, struct scn_bytes *out)
{
    unsigned before = r->errors;
    out->len = out->num_cuts = 0;
    out->last = -1;
    struct decoder d = {.r = r, .text = text, .out = out};
    read_run(&d, 0);
    if (r->errors != before)
        return false;

    /* Nothing is added to a line that brings its own line end. */
    if (!d.bare && out->last != '\r' && out->last != '\n') {
        put_byte(&d, '\r');
        put_byte(&d, '\n');
    }
    return true;
}
