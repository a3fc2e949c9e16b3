#include "run/html_file.h"

#include <errno.h>
#include <string.h>
#include <zlib.h>

#include "base/base64.h"

#define MAX_PART ((size_t)1 << 30)

static bool put(FILE *f, struct mustls_span s)
{
    return fwrite(s.ptr, 1, s.len, f) == s.len;
}

/* gzip, which browsers can unpack by themselves. */
static bool pack(struct mustls_buf *out, struct mustls_span in)
{
    enum { CHUNK = 1 << 16, GZIP = 16, WINDOW = 15, MEMORY = 9 };
    uint8_t chunk[CHUNK];
    z_stream z = {.next_in = (uint8_t *)(uintptr_t)in.ptr, .avail_in = (uInt)in.len};
    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, WINDOW + GZIP, MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    int st = Z_OK;
    while (st == Z_OK) {
        z.next_out = chunk;
        z.avail_out = CHUNK;
        st = deflate(&z, Z_FINISH);
        mustls_buf_put(out, mustls_span(chunk, CHUNK - z.avail_out));
    }
    deflateEnd(&z);
    return st == Z_STREAM_END && !out->failed;
}

struct writer {
    FILE *f;
    struct mustls_buf json, name, packed, text; /* used again for each part */
    bool no_memory;
};

/* Base64 has no character that HTML would look at. */
static bool put_block(struct writer *w)
{
    mustls_buf_clear(&w->packed);
    mustls_buf_clear(&w->text);
    if (w->json.failed || !pack(&w->packed, mustls_buf_span(&w->json))) {
        w->no_memory = true;
        return false;
    }
    mustls_base64_put(&w->text, mustls_buf_span(&w->packed));
    w->no_memory = w->text.failed;
    return !w->no_memory && fputs("<script type=\"text/plain\" id=\"part-", w->f) >= 0 &&
           put(w->f, mustls_buf_span(&w->name)) && fputs("\">", w->f) >= 0 &&
           put(w->f, mustls_buf_span(&w->text)) && fputs("</script>\n", w->f) >= 0;
}

static bool put_part(struct writer *w, struct mustls_html *h, size_t i,
                     const struct mustls_totals *t)
{
    mustls_buf_clear(&w->json);
    mustls_buf_clear(&w->name);
    mustls_html_part(h, i, t, &w->name, &w->json);
    return put_block(w);
}

static bool put_standards(struct writer *w, struct mustls_span standards)
{
    if (!standards.len)
        return true;
    mustls_buf_clear(&w->json);
    mustls_buf_clear(&w->name);
    mustls_buf_puts(&w->name, "standards");
    mustls_buf_put(&w->json, standards);
    return put_block(w);
}

static bool put_page(struct writer *w, struct mustls_html *h, const struct mustls_totals *t,
                     struct mustls_span standards)
{
    struct mustls_span page = mustls_span(mustls_html_page, mustls_html_page_len);
    size_t index = mustls_span_find(page, MUSTLS_LIT(MUSTLS_HTML_INDEX_MARK));
    size_t parts = mustls_span_find(page, MUSTLS_LIT(MUSTLS_HTML_PARTS_MARK));
    size_t behind_index = index + strlen(MUSTLS_HTML_INDEX_MARK);
    size_t behind_parts = parts + strlen(MUSTLS_HTML_PARTS_MARK);

    bool good = put(w->f, mustls_span_first(page, index)) && put_part(w, h, 0, t) &&
                put(w->f, mustls_span(page.ptr + behind_index, parts - behind_index)) &&
                put_standards(w, standards);
    for (size_t i = 1; i < mustls_html_num_parts(h) && good; i++)
        good = put_part(w, h, i, t);
    return good && put(w->f, mustls_span_from(page, behind_parts)) && fflush(w->f) == 0;
}

enum mustls_status mustls_html_write(FILE *f, struct mustls_html *h, const struct mustls_totals *t,
                                     struct mustls_span standards, struct mustls_error *err)
{
    struct writer w = {.f = f};
    struct mustls_buf *all[] = {&w.json, &w.name, &w.packed, &w.text};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        mustls_buf_init(all[i], MAX_PART);
    bool full = mustls_html_status(h) != MUSTLS_OK;
    bool good = !full && put_page(&w, h, t, standards);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        mustls_buf_deinit(all[i]);
    if (good)
        return MUSTLS_OK;
    if (full || w.no_memory) {
        mustls_error_set(err, "the HTML report is too large to make");
        return MUSTLS_ELIMIT;
    }
    mustls_error_set(err, "writing the HTML report failed: %s", strerror(errno));
    return MUSTLS_EIO;
}
