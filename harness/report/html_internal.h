/* What the files of the HTML report share. */
#ifndef MUSTLS_REPORT_HTML_INTERNAL_H
#define MUSTLS_REPORT_HTML_INTERNAL_H

#include "base/arena.h"
#include "report/html.h"
#include "report/internal.h"

/* --- html_intern.c: equal texts are kept once, and have a number --- */

struct mustls_intern {
    struct mustls_arena *arena;
    struct mustls_span *items; /* by number */
    size_t num, cap;
    uint32_t *slots; /* number + 1, 0 = free; a power of two of them, never full */
    size_t num_slots;
    bool failed;
};
void mustls_intern_init(struct mustls_intern *t, struct mustls_arena *a);
/* The text's number; 0 and t->failed where there is no room. */
uint32_t mustls_intern_put(struct mustls_intern *t, struct mustls_span s);
/* MUSTLS_NPOS where it was never put. */
size_t mustls_intern_find(const struct mustls_intern *t, struct mustls_span s);
/* "[a,b,...]": `quoted`, the texts are strings; else they are JSON already. */
void mustls_intern_put_json(struct mustls_buf *out, const struct mustls_intern *t, bool quoted);

/* --- html_json.c --- */

/* A JSON string whose every character can be seen, but for line ends and tabs. */
void mustls_json_lines(struct mustls_buf *out, struct mustls_span s);
void mustls_json_str(struct mustls_buf *out, const char *s);
/* ,"key":"text" where there is text; masked. */
void mustls_json_field(struct mustls_buf *out, const char *key, struct mustls_span text,
                       const struct mustls_report_opts *o);

/* --- html_rows.c: the dialogue as numbers --- */

struct mustls_html_dialogue {
    struct mustls_buf rows;   /* "[flags,text,place, ...]", text by its number in `strings` */
    struct mustls_buf times;  /* "[ms,ms,...]": of each row, since the one before */
    struct mustls_buf carets; /* "[row,sentence,text, ...]", row -1: the run's end */
};
void mustls_html_dialogue_init(struct mustls_html_dialogue *d);
void mustls_html_dialogue_deinit(struct mustls_html_dialogue *d);
void mustls_html_dialogue_put(struct mustls_html_dialogue *d, struct mustls_view *v,
                              struct mustls_intern *strings);

/* --- html.c: everything that was told --- */

struct mustls_html_page { /* one scenario */
    const char *name;
    struct mustls_span title, tags, description, path;
    bool has_text; /* title and so on are of the scenario itself */
    enum mustls_role role;
    struct mustls_intern strings, dialogues, sets, sources, instances;
    struct mustls_buf cells;   /* "client,instance,verdict,flags,ms,list,why,..." */
    struct mustls_buf records; /* "{...},{...}" */
};

struct mustls_html {
    struct mustls_arena *arena;
    struct mustls_intern runs, clients, whys, broken, lists, units;
    struct mustls_html_page **pages; /* by number in names */
    size_t num_pages, cap_pages;
    struct mustls_intern names;
    uint64_t corpus; /* of the scenario texts, in any order */
    struct mustls_intern base_runs, base_clients, base_names;
    struct mustls_buf base_cells;
    bool has_base, failed;
};

/* html_case.c: the record of one run, appended to page->records. */
void mustls_html_put_record(struct mustls_html *h, struct mustls_html_page *page,
                            const struct mustls_case *c, const struct mustls_report_opts *o);
/* html_index.c */
void mustls_html_put_index(struct mustls_buf *out, const struct mustls_html *h,
                           const struct mustls_totals *t);

#endif
