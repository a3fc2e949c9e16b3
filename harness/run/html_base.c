/* --baseline: the verdicts of another run. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "run/html_file.h"
#include "trace/read.h"

#define LINE_ARENA ((size_t)256 << 20)

static enum mustls_status take(struct mustls_html *h, struct mustls_span text,
                               struct mustls_error *err)
{
    /* Nearly all lines of a trace are events, and none of them is asked for. */
    if (mustls_span_starts(text, MUSTLS_LIT("{\"type\":\"event\"")))
        return MUSTLS_OK;
    struct mustls_rec rec;
    struct mustls_arena *a = mustls_arena_new(LINE_ARENA);
    enum mustls_status st = a ? mustls_rec_read(a, text, &rec, err) : MUSTLS_ENOMEM;
    if (st == MUSTLS_OK && rec.type == MUSTLS_REC_RUN)
        mustls_html_baseline_run(h, &rec.u.run);
    if (st == MUSTLS_OK && rec.type == MUSTLS_REC_VERDICT)
        mustls_html_baseline(h, &rec.u.verdict);
    mustls_arena_free(a);
    return st;
}

static enum mustls_status take_lines(struct mustls_html *h, FILE *f, const char *path,
                                     struct mustls_error *err)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    unsigned number = 0;
    enum mustls_status st = MUSTLS_OK;
    /* A last line without its end is of a killed run. */
    while (st == MUSTLS_OK && (n = getline(&line, &cap, f)) > 0 && line[n - 1] == '\n') {
        number++;
        st = take(h, mustls_span(line, (size_t)n - 1), err);
    }
    free(line);
    if (st == MUSTLS_EPARSE) {
        snprintf(err->file, sizeof err->file, "%s", path);
        err->line = number;
    }
    if (st == MUSTLS_OK && ferror(f)) {
        mustls_error_set(err, "can't read %s: %s", path, strerror(errno));
        st = MUSTLS_EIO;
    }
    return st;
}

enum mustls_status mustls_html_read_baseline(struct mustls_html *h, const char *path,
                                             struct mustls_error *err)
{
    FILE *f = fopen(path, "re");
    mustls_error_set(err, "out of memory");
    if (!f) {
        enum mustls_status why = errno == ENOENT ? MUSTLS_ENOENT : MUSTLS_EIO;
        mustls_error_set(err, "can't open %s: %s", path, strerror(errno));
        return why;
    }
    enum mustls_status st = take_lines(h, f, path, err);
    fclose(f);
    return st;
}
