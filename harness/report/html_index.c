/* The part that the matrix is drawn from. */
#include "report/html_internal.h"

static void put_totals(struct mustls_buf *out, const struct mustls_html *h,
                       const struct mustls_totals *t)
{
    mustls_buf_printf(out, "\"complete\":%s,\"ms\":%llu,\"corpus\":\"%08x%08x\",\"counts\":[",
                      t->complete ? "true" : "false", (unsigned long long)t->ms,
                      (unsigned)(h->corpus >> 32), (unsigned)h->corpus);
    for (int v = 0; v < MUSTLS_NUM_VERDICTS; v++)
        mustls_buf_printf(out, "%s%u", v ? "," : "", t->counts[v]);
    mustls_buf_puts(out, "]");
}

static void put_list(struct mustls_buf *out, const char *key, const struct mustls_intern *t,
                     bool quoted)
{
    mustls_buf_printf(out, ",\n\"%s\":", key);
    mustls_intern_put_json(out, t, quoted);
}

/* Path, description and texts come from files that anybody may have written. */
static void put_scenario(struct mustls_buf *out, const struct mustls_html_page *p)
{
    mustls_buf_puts(out, "{\"name\":");
    mustls_json_str(out, p->name);
    mustls_json_field(out, "title", p->title, NULL);
    mustls_json_field(out, "tags", p->tags, NULL);
    mustls_json_field(out, "description", p->description, NULL);
    mustls_json_field(out, "path", p->path, NULL);
    if (p->has_text && p->role == MUSTLS_TEST_SERVER)
        mustls_buf_puts(out, ",\"server\":true");
    mustls_buf_puts(out, ",\"sources\":");
    mustls_intern_put_json(out, &p->sources, true);
    mustls_buf_puts(out, ",\"instances\":");
    mustls_intern_put_json(out, &p->instances, false);
    mustls_buf_puts(out, ",\"cells\":[");
    mustls_buf_put(out, mustls_buf_span(&p->cells));
    mustls_buf_puts(out, "]}");
    out->failed = out->failed || p->cells.failed;
}

static void put_base(struct mustls_buf *out, const struct mustls_html *h)
{
    mustls_buf_puts(out, ",\n\"base\":{\"runs\":");
    mustls_intern_put_json(out, &h->base_runs, false);
    mustls_buf_puts(out, ",\"clients\":");
    mustls_intern_put_json(out, &h->base_clients, false);
    mustls_buf_puts(out, ",\"scenarios\":");
    mustls_intern_put_json(out, &h->base_names, true);
    mustls_buf_puts(out, ",\"cells\":[");
    mustls_buf_put(out, mustls_buf_span(&h->base_cells));
    mustls_buf_puts(out, "]}");
}

void mustls_html_put_index(struct mustls_buf *out, const struct mustls_html *h,
                           const struct mustls_totals *t)
{
    mustls_buf_puts(out, "{\"schema\":1,");
    put_totals(out, h, t);
    put_list(out, "runs", &h->runs, false);
    put_list(out, "clients", &h->clients, false);
    put_list(out, "whys", &h->whys, true);
    put_list(out, "broken", &h->broken, false);
    put_list(out, "lists", &h->lists, false);
    mustls_buf_puts(out, ",\n\"scenarios\":[");
    for (size_t i = 0; i < h->num_pages; i++) {
        mustls_buf_puts(out, i ? ",\n" : "\n");
        put_scenario(out, h->pages[i]);
    }
    mustls_buf_putc(out, ']');
    if (h->has_base)
        put_base(out, h);
    mustls_buf_putc(out, '}');
}
