#include "report/html_internal.h"

static void put_lines(struct mustls_buf *out, struct mustls_span s)
{
    while (s.len) {
        size_t n = mustls_plain_len(s);
        if (!n && (s.ptr[0] == '\n' || s.ptr[0] == '\t'))
            n = 1;
        if (n)
            mustls_buf_put(out, mustls_span_first(s, n));
        else
            mustls_buf_printf(out, "\\x%02x", s.ptr[0]);
        s = mustls_span_from(s, n ? n : 1);
    }
}

static void put_masked(struct mustls_buf *out, struct mustls_span s,
                       const struct mustls_report_opts *o)
{
    struct mustls_buf plain;
    mustls_buf_init(&plain, SIZE_MAX); /* four times s at most */
    put_lines(&plain, s);
    if (o)
        mustls_mask(&plain, 0, o);
    mustls_put_json_text(out, mustls_buf_span(&plain));
    out->failed = out->failed || plain.failed;
    mustls_buf_deinit(&plain);
}

void mustls_json_lines(struct mustls_buf *out, struct mustls_span s)
{
    put_masked(out, s, NULL);
}

void mustls_json_str(struct mustls_buf *out, const char *s)
{
    put_masked(out, mustls_span_str(s), NULL);
}

void mustls_json_field(struct mustls_buf *out, const char *key, struct mustls_span text,
                       const struct mustls_report_opts *o)
{
    if (!text.len)
        return;
    mustls_buf_printf(out, ",\"%s\":", key);
    put_masked(out, text, o);
}
