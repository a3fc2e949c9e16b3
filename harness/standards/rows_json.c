#include "base/escape.h"
#include "standards/rows.h"

static void put_field(struct mustls_buf *out, const char *before, struct mustls_span value)
{
    mustls_buf_puts(out, before);
    mustls_put_json_text(out, value);
}

void mustls_rows_put_json(struct mustls_buf *out, const struct mustls_rows *rows)
{
    for (size_t i = 0; i < rows->num_rows; i++) {
        const struct mustls_row *r = &rows->rows[i];
        put_field(out, "{\"row\":", r->id.text);
        put_field(out, ",\"title\":", r->title);
        put_field(out, ",\"group\":", rows->groups[r->group].title);
        put_field(out, ",\"not_covered\":", r->not_covered);
        put_field(out, ",\"open\":", r->left_open);
        mustls_buf_puts(out, ",\"scenarios\":[");
        for (size_t j = 0; j < r->num_scenarios; j++)
            put_field(out, j ? "," : "", mustls_span_str(r->scenarios[j]));
        mustls_buf_puts(out, "]}\n");
    }
}
