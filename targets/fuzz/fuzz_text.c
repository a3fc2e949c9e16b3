/* Bytes as text and back: what is written can be read again to the same bytes, and holds nothing
 * that its format forbids. Globs against a naive reading. */
#include "base/arena.h"
#include "base/base64.h"
#include "base/escape.h"
#include "fuzz.h"
#include "program.h"

enum { MAX_INPUT = 1 << 12, MAX_GLOB = 40, MAX_GLOBBED = 200 };

static void check_utf8(struct mustls_span s)
{
    for (size_t n; s.len > 0; s = mustls_span_from(s, n)) {
        n = mustls_utf8_len(s);
        fuzz_require(n > 0, "text is UTF-8");
    }
}

/* --- scenarios: what we print can be pasted back --- */

static struct mustls_span sent_by(struct mustls_arena *a, struct mustls_span text)
{
    struct mustls_program *p = fuzz_program(a, text);
    fuzz_require(p->num_steps == 1 && p->steps[0].kind == MUSTLS_STEP_SEND,
                 "a payload is one segment");
    return p->steps[0].bytes;
}

static void put_open(struct mustls_buf *out, struct mustls_span bytes)
{
    mustls_put_escaped(out, bytes);
    mustls_buf_puts(out, "\\c");
}

static void check_payload(struct mustls_span in,
                          void (*put)(struct mustls_buf *out, struct mustls_span bytes))
{
    struct mustls_arena *a = mustls_arena_new(16u << 20);
    struct mustls_buf text;
    mustls_buf_init(&text, 1u << 20);
    mustls_buf_puts(&text, "C: <connect>\nS:");
    if (put == put_open || !mustls_span_eq(in, MUSTLS_LIT("\r\n"))) /* else no text at all */
        mustls_buf_putc(&text, ' ');
    put(&text, in);
    mustls_buf_putc(&text, '\n');
    fuzz_require_same(sent_by(a, mustls_buf_span(&text)), in, "an escaped payload is the same");
    mustls_buf_deinit(&text);
    mustls_arena_free(a);
}

/* --- JSON --- */

static uint8_t plain_of(uint8_t c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    default:
        return c;
    }
}

static unsigned hex_of(uint8_t c)
{
    return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* A string that we wrote; \u stands for controls only. */
static void decode_json(struct mustls_buf *out, struct mustls_span s)
{
    fuzz_require(s.len >= 2 && s.ptr[0] == '"' && s.ptr[s.len - 1] == '"', "JSON in quotes");
    check_utf8(s);
    for (size_t i = 1; i < s.len - 1; i++) {
        fuzz_require(s.ptr[i] >= ' ' && s.ptr[i] != '"', "no control and no quote in JSON");
        if (s.ptr[i] != '\\') {
            mustls_buf_putc(out, s.ptr[i]);
            continue;
        }
        i++;
        fuzz_require(i < s.len - 1 && s.ptr[i] && strchr("\"\\nrtbfu/", s.ptr[i]),
                     "an escape of JSON");
        if (s.ptr[i] != 'u') {
            mustls_buf_putc(out, plain_of(s.ptr[i]));
            continue;
        }
        fuzz_require(i + 4 < s.len && s.ptr[i + 1] == '0' && s.ptr[i + 2] == '0', "a control");
        uint8_t c = (uint8_t)(hex_of(s.ptr[i + 3]) << 4 | hex_of(s.ptr[i + 4]));
        fuzz_require(c != 0, "no NUL, which many readers refuse");
        mustls_buf_putc(out, c);
        i += 4;
    }
}

static void check_json(struct mustls_span in)
{
    struct mustls_buf text, string, raw;
    mustls_buf_init(&text, 1u << 20);
    mustls_buf_init(&string, 1u << 20);
    mustls_buf_init(&raw, 1u << 20);
    mustls_put_json_raw(&text, in);
    decode_json(&string, mustls_buf_span(&text));
    mustls_unescape_raw(&raw, mustls_buf_span(&string));
    fuzz_require_same(mustls_buf_span(&raw), in, "bytes in JSON come back");
    mustls_buf_clear(&text);
    mustls_buf_clear(&string);
    mustls_put_json_text(&text, in);
    decode_json(&string, mustls_buf_span(&text));
    mustls_buf_clear(&raw);
    mustls_unescape_raw(&raw, in); /* any text */
    fuzz_require(raw.len <= in.len, "undoing escapes makes nothing longer");
    mustls_buf_deinit(&text);
    mustls_buf_deinit(&string);
    mustls_buf_deinit(&raw);
}

/* --- XML --- */

static void check_xml(struct mustls_span in)
{
    struct mustls_buf text;
    mustls_buf_init(&text, 1u << 20);
    mustls_put_xml(&text, in);
    check_utf8(mustls_buf_span(&text));
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        fuzz_require(c >= ' ' || c == '\t' || c == '\n', "no control in XML");
        fuzz_require(c != '<' && c != '>' && c != '"', "no markup in XML");
    }
    fuzz_require(
        mustls_span_find(mustls_buf_span(&text), MUSTLS_LIT("\xef\xbf\xbe")) == MUSTLS_NPOS &&
            mustls_span_find(mustls_buf_span(&text), MUSTLS_LIT("\xef\xbf\xbf")) == MUSTLS_NPOS,
        "no character that XML lacks");
    mustls_buf_deinit(&text);
}

/* --- base64 --- */

static void check_inside(struct mustls_span in, struct mustls_span whole, size_t before)
{
    struct mustls_span value = mustls_span_from(in, before);
    size_t first = (before * 8 + 5) / 6, len = mustls_base64_inside_len(value.len, before);
    fuzz_require(in.len < before || first + len <= whole.len, "no more than the whole has");
    for (size_t i = 0; i < len && in.len >= before; i++)
        fuzz_require(mustls_base64_inside(value, before, i) == whole.ptr[first + i],
                     "what a value decides alone is in the whole");
}

static void check_base64(struct mustls_span in)
{
    struct mustls_buf text, bytes;
    mustls_buf_init(&text, 1u << 20);
    mustls_buf_init(&bytes, 1u << 20);
    mustls_base64_put(&text, in);
    fuzz_require(mustls_base64_decode(&bytes, mustls_buf_span(&text)) == MUSTLS_OK,
                 "our own base64 is strict");
    fuzz_require_same(mustls_buf_span(&bytes), in, "base64 comes back");
    for (size_t before = 0; before < 3; before++)
        check_inside(in, mustls_buf_span(&text), before);
    mustls_buf_clear(&text);
    mustls_buf_clear(&bytes);
    if (mustls_base64_decode(&bytes, in) == MUSTLS_OK) {
        mustls_base64_put(&text, mustls_buf_span(&bytes));
        fuzz_require_same(mustls_buf_span(&text), in, "what is decoded has one form");
    } else {
        fuzz_require(bytes.len == 0, "what is refused leaves nothing");
    }
    mustls_buf_deinit(&text);
    mustls_buf_deinit(&bytes);
}

/* --- globs --- */

static uint8_t low(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? c | 32 : c;
}

/* reach[j]: the pattern so far fits the first j bytes. */
static bool fits(struct mustls_span pattern, struct mustls_span text)
{
    bool reach[MAX_GLOBBED + 1] = {true};
    for (size_t i = 0; i < pattern.len; i++) {
        uint8_t c = pattern.ptr[i];
        bool next[MAX_GLOBBED + 1] = {c == '*' && reach[0]};
        for (size_t j = 1; j <= text.len; j++)
            next[j] = c == '*' ? reach[j] || next[j - 1]
                               : reach[j - 1] && (c == '?' || low(c) == low(text.ptr[j - 1]));
        memcpy(reach, next, sizeof reach);
    }
    return reach[text.len];
}

static void check_search(struct mustls_span in)
{
    size_t len = in.len > 0 ? in.ptr[0] % MAX_GLOB : 0;
    struct mustls_span part = mustls_span_first(mustls_span_from(in, 1), len);
    struct mustls_span text = mustls_span_first(mustls_span_from(in, 1 + len), MAX_GLOBBED);
    size_t at = 0;
    fuzz_require(mustls_glob(part, text) == fits(part, text), "a glob fits where it must");
    while (at + part.len <= text.len &&
           !mustls_span_eq(mustls_span_first(mustls_span_from(text, at), part.len), part))
        at++;
    if (at + part.len > text.len)
        at = MUSTLS_NPOS;
    fuzz_require(mustls_span_find(text, part) == at, "the first place is found");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mustls_span in = mustls_span(data, size);
    if (size > MAX_INPUT)
        return 0;
    fuzz_begin();
    if (size > 0) {
        check_payload(in, put_open);
        check_payload(in, mustls_payload_put);
    }
    check_json(in);
    check_xml(in);
    check_base64(in);
    check_search(in);
    fuzz_end();
    return 0;
}
