#include "report/html_internal.h"

enum cell_flag { CELL_KNOWN = 1, CELL_MAY = 2, CELL_CRASHED = 4 };

#define MAX_ARENA ((size_t)2 << 30)

struct mustls_html *mustls_html_new(void)
{
    struct mustls_html *h = mustls_alloc(sizeof *h);
    if (!h)
        return NULL;
    struct mustls_arena *a = h->arena = mustls_arena_new(MAX_ARENA);
    if (!a) {
        mustls_free(h);
        return NULL;
    }
    struct mustls_intern *all[] = {&h->runs,       &h->clients, &h->whys,      &h->broken,
                                   &h->lists,      &h->units,   &h->base_runs, &h->base_clients,
                                   &h->base_names, &h->names};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        mustls_intern_init(all[i], a);
    mustls_buf_init(&h->base_cells, MAX_ARENA);
    mustls_intern_put(&h->whys, MUSTLS_LIT("")); /* number 0: nothing to say */
    mustls_intern_put(&h->lists, MUSTLS_LIT("[]"));
    return h;
}

void mustls_html_free(struct mustls_html *h)
{
    if (!h)
        return;
    for (size_t i = 0; i < h->num_pages; i++) {
        mustls_buf_deinit(&h->pages[i]->cells);
        mustls_buf_deinit(&h->pages[i]->records);
    }
    mustls_buf_deinit(&h->base_cells);
    mustls_arena_free(h->arena);
    mustls_free(h);
}

static const char *text_of(const char *s)
{
    return s ? s : "";
}

/* --- small things, interned as their JSON --- */

static void put_run(struct mustls_html *h, struct mustls_intern *to, const struct mustls_rec_run *r)
{
    struct mustls_buf b;
    mustls_buf_init(&b, SIZE_MAX);
    mustls_buf_puts(&b, "{\"version\":");
    mustls_json_str(&b, text_of(r->version));
    mustls_json_field(&b, "tls", mustls_span_str(r->tls), NULL);
    mustls_json_field(&b, "time", mustls_span_str(r->time), NULL);
    mustls_json_field(&b, "command", mustls_span_str(r->command), NULL);
    mustls_json_field(&b, "world", mustls_span_str(r->world), NULL);
    mustls_json_field(&b, "host", mustls_span_str(r->host), NULL);
    /* A string: JSON's readers lose bits of large numbers. */
    mustls_buf_printf(&b, ",\"seed\":\"%llu\"}", (unsigned long long)r->seed);
    mustls_intern_put(to, mustls_buf_span(&b));
    h->failed = h->failed || b.failed;
    mustls_buf_deinit(&b);
}

void mustls_html_run(struct mustls_html *h, const struct mustls_rec_run *r)
{
    put_run(h, &h->runs, r);
}

void mustls_html_baseline_run(struct mustls_html *h, const struct mustls_rec_run *r)
{
    put_run(h, &h->base_runs, r);
    h->has_base = true;
}

static uint32_t put_client(struct mustls_html *h, struct mustls_intern *to, const char *name,
                           const char *version)
{
    struct mustls_buf b;
    mustls_buf_init(&b, SIZE_MAX);
    mustls_buf_putc(&b, '[');
    mustls_json_str(&b, text_of(name));
    mustls_buf_putc(&b, ',');
    mustls_json_str(&b, text_of(version));
    mustls_buf_putc(&b, ']');
    uint32_t n = mustls_intern_put(to, mustls_buf_span(&b));
    h->failed = h->failed || b.failed;
    mustls_buf_deinit(&b);
    return n;
}

static uint32_t put_broken(struct mustls_html *h, const char *level, struct mustls_span text,
                           struct mustls_span source)
{
    struct mustls_buf b;
    mustls_buf_init(&b, SIZE_MAX);
    mustls_buf_printf(&b, "[\"%s\",", level);
    mustls_json_lines(&b, text);
    mustls_buf_putc(&b, ',');
    mustls_json_lines(&b, source);
    mustls_buf_putc(&b, ']');
    uint32_t n = mustls_intern_put(&h->broken, mustls_buf_span(&b));
    h->failed = h->failed || b.failed;
    mustls_buf_deinit(&b);
    return n;
}

/* "[3,17]": numbers of broken sentences. */
struct list {
    struct mustls_html *h;
    struct mustls_buf b;
};

static void list_begin(struct list *l, struct mustls_html *h)
{
    l->h = h;
    mustls_buf_init(&l->b, SIZE_MAX);
    mustls_buf_putc(&l->b, '[');
}

static void list_add(struct list *l, uint32_t n)
{
    mustls_buf_printf(&l->b, l->b.len > 1 ? ",%u" : "%u", (unsigned)n);
}

static uint32_t list_end(struct list *l)
{
    mustls_buf_putc(&l->b, ']');
    uint32_t n = mustls_intern_put(&l->h->lists, mustls_buf_span(&l->b));
    l->h->failed = l->h->failed || l->b.failed;
    mustls_buf_deinit(&l->b);
    return n;
}

static uint32_t put_list(struct mustls_html *h, const struct mustls_case *c)
{
    static const struct {
        enum mustls_level level;
        const char *name;
    } levels[] = {{MUSTLS_MUST, "MUST"}, {MUSTLS_SHOULD, "SHOULD"}};
    struct list l;
    list_begin(&l, h);
    for (size_t i = 0; i < 2; i++) {
        const struct mustls_finding *f;
        for (size_t pos = 0; (f = mustls_next_broken(c, levels[i].level, &pos));)
            list_add(&l, put_broken(h, levels[i].name, f->sentence->text, f->sentence->source));
    }
    return list_end(&l);
}

/* --- scenarios --- */

static struct mustls_html_page *page_new(struct mustls_html *h, uint32_t number)
{
    struct mustls_html_page *p = mustls_arena_alloc(h->arena, sizeof *p);
    if (!p || mustls_arena_grow(h->arena, (void **)&h->pages, &h->cap_pages, h->num_pages,
                                sizeof *h->pages) != MUSTLS_OK)
        return NULL;
    p->name = (const char *)h->names.items[number].ptr;
    struct mustls_intern *all[] = {&p->strings, &p->dialogues, &p->sets, &p->sources,
                                   &p->instances};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        mustls_intern_init(all[i], h->arena);
    mustls_buf_init(&p->cells, MAX_ARENA);
    mustls_buf_init(&p->records, MAX_ARENA);
    h->pages[h->num_pages++] = p;
    return p;
}

static struct mustls_html_page *page_of(struct mustls_html *h, const char *name)
{
    uint32_t n = mustls_intern_put(&h->names, mustls_span_str(name));
    if (h->names.failed)
        return NULL;
    return n < h->num_pages ? h->pages[n] : page_new(h, n);
}

/* A sum: the order in which files are met does not count. */
static void count_corpus(struct mustls_html *h, const struct mustls_unit *u)
{
    uint64_t x = UINT64_C(0xcbf29ce484222325);
    for (const char *p = u->name; *p; p++)
        x = (x ^ (uint8_t)*p) * UINT64_C(0x100000001b3);
    for (size_t i = 0; i < u->text.len; i++)
        x = (x ^ u->text.ptr[i]) * UINT64_C(0x100000001b3);
    h->corpus += x;
}

static void keep(struct mustls_html *h, struct mustls_span in, struct mustls_span *out)
{
    h->failed = h->failed || mustls_arena_copy(h->arena, in, out) != MUSTLS_OK;
}

/* What the scenario says of itself; of a SKIP before the run, what the case says. */
static void describe(struct mustls_html *h, struct mustls_html_page *p, const struct mustls_case *c)
{
    if (p->has_text || (!c->prog && p->title.len))
        return;
    keep(h, mustls_span_str(c->title), &p->title);
    keep(h, mustls_span_str(c->tags), &p->tags);
    if (!c->prog)
        return;
    p->has_text = true;
    p->role = c->prog->role;
    keep(h, c->prog->description, &p->description);
    keep(h, mustls_span_str(c->prog->units[0].path), &p->path);
    count_corpus(h, &c->prog->units[0]);
    for (size_t i = 0; i < c->prog->num_sentences; i++)
        if (c->prog->sentences[i].at.unit == 0)
            mustls_intern_put(&p->sources, c->prog->sentences[i].source);
}

static void put_instance(struct mustls_html *h, struct mustls_html_page *p,
                         const struct mustls_case *c)
{
    if (!c->instance || !c->prog)
        return;
    struct mustls_buf b;
    mustls_buf_init(&b, SIZE_MAX);
    mustls_buf_printf(&b, "[%u,", c->instance);
    mustls_json_str(&b, c->prog->values);
    mustls_buf_putc(&b, ']');
    mustls_intern_put(&p->instances, mustls_buf_span(&b));
    h->failed = h->failed || b.failed;
    mustls_buf_deinit(&b);
}

static unsigned flags_of(const struct mustls_case *c)
{
    const struct mustls_judgement *j = c->judgement;
    unsigned flags = c->known ? CELL_KNOWN : 0;
    flags |= j && j->crashed ? CELL_CRASHED : 0;
    for (size_t i = 0; j && i < j->num_findings; i++)
        flags |= j->findings[i].outcome == MUSTLS_SEEN ? CELL_MAY : 0;
    return flags;
}

/* The reason, unless the broken sentence is it. */
static uint32_t put_why(struct mustls_html *h, const struct mustls_case *c,
                        const struct mustls_report_opts *o)
{
    if (mustls_first_broken(c))
        return 0;
    struct mustls_buf b;
    mustls_buf_init(&b, SIZE_MAX);
    mustls_put_plain(&b, mustls_span_str(mustls_case_why(c)));
    mustls_mask(&b, 0, o);
    uint32_t n = mustls_intern_put(&h->whys, mustls_buf_span(&b));
    h->failed = h->failed || b.failed;
    mustls_buf_deinit(&b);
    return n;
}

void mustls_html_case(struct mustls_html *h, const struct mustls_case *c,
                      const struct mustls_report_opts *o)
{
    struct mustls_html_page *p = page_of(h, c->scenario);
    if (!p) {
        h->failed = true;
        return;
    }
    describe(h, p, c);
    put_instance(h, p, c);
    mustls_buf_printf(&p->cells, "%s%u,%u,%d,%u,%llu,%u,%u", p->cells.len ? "," : "",
                      (unsigned)put_client(h, &h->clients, c->subject, c->subject_version),
                      c->instance, (int)c->verdict, flags_of(c), (unsigned long long)c->ms,
                      (unsigned)put_list(h, c), (unsigned)put_why(h, c, o));
    mustls_html_put_record(h, p, c, o);
    h->failed = h->failed || p->cells.failed;
}

/* --- the run to compare with --- */

static bool is_broken(const struct mustls_rec_finding *f)
{
    return strcmp(text_of(f->outcome), "broken") == 0 && strcmp(text_of(f->level), "MAY") != 0;
}

static uint32_t put_base_list(struct mustls_html *h, const struct mustls_rec_verdict *v)
{
    struct list l;
    list_begin(&l, h);
    for (int should = 0; should < 2; should++) {
        for (size_t i = 0; i < v->num_findings; i++) {
            const struct mustls_rec_finding *f = &v->findings[i];
            const char *level = strcmp(text_of(f->level), "SHOULD") == 0 ? "SHOULD" : "MUST";
            if (is_broken(f) && (level[0] == 'S') == (should == 1))
                list_add(&l, put_broken(h, level, mustls_span_str(f->sentence),
                                        mustls_span_str(f->source)));
        }
    }
    return list_end(&l);
}

void mustls_html_baseline(struct mustls_html *h, const struct mustls_rec_verdict *v)
{
    h->has_base = true;
    struct mustls_buf *b = &h->base_cells;
    mustls_buf_printf(b, "%s%u,%u,%u,%d,%d,%u", b->len ? "," : "",
                      (unsigned)mustls_intern_put(&h->base_names, mustls_span_str(v->scenario)),
                      (unsigned)put_client(h, &h->base_clients, v->subject, v->subject_version),
                      v->instance, (int)v->verdict, v->known ? 1 : 0,
                      (unsigned)put_base_list(h, v));
}

/* --- out --- */

static void put_page(struct mustls_buf *out, const struct mustls_html_page *p)
{
    mustls_buf_puts(out, "{\"strings\":");
    mustls_intern_put_json(out, &p->strings, true);
    mustls_buf_puts(out, ",\n\"sets\":");
    mustls_intern_put_json(out, &p->sets, false);
    mustls_buf_puts(out, ",\n\"dialogues\":");
    mustls_intern_put_json(out, &p->dialogues, false);
    mustls_buf_puts(out, ",\n\"records\":[");
    mustls_buf_put(out, mustls_buf_span(&p->records));
    mustls_buf_puts(out, "]}");
    out->failed = out->failed || p->records.failed;
}

enum { PART_INDEX, PART_TEXTS, PART_PAGES };

size_t mustls_html_num_parts(const struct mustls_html *h)
{
    return PART_PAGES + h->num_pages;
}

void mustls_html_part(struct mustls_html *h, size_t i, const struct mustls_totals *t,
                      struct mustls_buf *name, struct mustls_buf *json)
{
    if (i == PART_INDEX) {
        mustls_buf_puts(name, "index");
        mustls_html_put_index(json, h, t);
    } else if (i == PART_TEXTS) {
        mustls_buf_puts(name, "texts");
        mustls_intern_put_json(json, &h->units, false);
    } else {
        mustls_buf_printf(name, "%zu", i - PART_PAGES);
        put_page(json, h->pages[i - PART_PAGES]);
    }
}

enum mustls_status mustls_html_status(const struct mustls_html *h)
{
    const struct mustls_intern *all[] = {
        &h->runs,  &h->clients,   &h->whys,         &h->broken,     &h->lists,
        &h->units, &h->base_runs, &h->base_clients, &h->base_names, &h->names};
    bool failed = h->failed || h->base_cells.failed;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        failed |= all[i]->failed;
    return failed ? MUSTLS_ELIMIT : MUSTLS_OK;
}
