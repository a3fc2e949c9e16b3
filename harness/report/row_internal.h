/* Rows of the dialogue: shared by dialogue.c, row.c and segment.c. */
#ifndef MUSTLS_REPORT_ROW_INTERNAL_H
#define MUSTLS_REPORT_ROW_INTERNAL_H

#include "report/internal.h"

struct mustls_rows {
    struct mustls_buf *out;
    struct mustls_view *view;
    /* The page's rows are values, not text: with `put`, nothing is written to `out`. `omit` then
     * takes the count of lines left out of a segment. NULL: text. */
    void (*put)(struct mustls_rows *r, size_t i, const char *bracket, struct mustls_at at);
    void (*omit)(struct mustls_rows *r, size_t i, size_t lines);
    void *arg;
    size_t max_text;               /* columns of a line before it is cut; 0: never */
    size_t lines_head, lines_tail; /* of one segment, before lines are left out; 0, 0: never */
    struct mustls_buf text;        /* of the row being made, without colours */
    uint32_t conn, max_conn;
    uint64_t last_ms;
    bool has_ms;
    size_t hidden; /* lines folded away since the last row */
    size_t width;  /* columns of the last row's text */
    size_t step;   /* where the last segment's steps were found in the program */
};

/* Consecutive segments from which on they are drawn as one row: a reply in single bytes. */
enum { MUSTLS_MANY_SEGMENTS = 4 };

/* Limits as the terminal has them: -v shows all. */
void mustls_rows_init(struct mustls_rows *r, struct mustls_buf *out, struct mustls_view *view);
void mustls_rows_deinit(struct mustls_rows *r);
/* One past the last of the segments that go on from `from`, nothing of the subject in between. */
size_t mustls_rows_sends_end(const struct mustls_view *v, size_t from, size_t *num);
/* Segments [from, end) as one row. */
void mustls_row_put_joined(struct mustls_rows *r, size_t from, size_t end, size_t num);
/* Writes the row whose text is r->text. `bracket` is the mark of a segment of several lines, or
 * NULL; `at` the place at the right, or nowhere. */
void mustls_row_put(struct mustls_rows *r, size_t i, const char *bracket, struct mustls_at at);
/* Starts r->text: "S: ". */
void mustls_row_begin(struct mustls_rows *r, size_t i);
/* All rows of one event. */
void mustls_row_put_event(struct mustls_rows *r, size_t i);
/* segment.c: the tool's bytes. */
void mustls_row_put_segment(struct mustls_rows *r, size_t i);
/* "S: 250-a .. 250 z   (3 lines)", or "(25 segments)" where num_segments > 1. */
void mustls_row_put_summary(struct mustls_rows *r, size_t i, struct mustls_span raw,
                            size_t num_segments);

#endif
