/* Line coverage of a target over a corpus: clang's, through the program that replays files. */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "campaign/tool.h"

enum { MAX_PRINTED = 8 << 20 };

/* Debian has each LLVM tool under a plain name and under one with its version. */
static enum mustls_status find_tool(const char *name, char out[MUSTLS_PATH],
                                    struct mustls_error *err)
{
    static const int versions[] = {14, 19, 18, 17, 16, 15};
    char versioned[64];
    if (mustls_find_program(name, out))
        return MUSTLS_OK;
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        snprintf(versioned, sizeof versioned, "%s-%d", name, versions[i]);
        if (mustls_find_program(versioned, out))
            return MUSTLS_OK;
    }
    mustls_error_set(err, "%s is not installed: apt-get install llvm", name);
    return MUSTLS_EIO;
}

struct work {
    const struct mustls_cov *c;
    char profdata[MUSTLS_PATH], cov[MUSTLS_PATH];
    char scratch[MUSTLS_PATH], raw[MUSTLS_PATH], data[MUSTLS_PATH], html[MUSTLS_PATH];
    struct mustls_buf printed;
    int *signum;
};

static enum mustls_status step(struct work *w, const char *const *argv, const char *const *env,
                               const char *doing, struct mustls_error *err)
{
    int code = 0;
    struct mustls_tool t = {.argv = argv, .env = env, .seconds = w->c->seconds, .doing = doing};
    mustls_buf_clear(&w->printed);
    enum mustls_status st = mustls_tool_run(&t, &w->printed, &code, w->signum, err);
    if (st == MUSTLS_OK && code != 0) {
        struct mustls_span s = mustls_buf_span(&w->printed);
        s = mustls_span_from(s, s.len > 700 ? s.len - 700 : 0);
        mustls_error_set(err, "%s failed (%d): %.*s", argv[0], code, (int)s.len,
                         (const char *)s.ptr);
        st = MUSTLS_EIO;
    }
    return st;
}

static enum mustls_status all_steps(struct work *w, struct mustls_buf *table,
                                    struct mustls_error *err)
{
    const struct mustls_cov *c = w->c;
    char env[MUSTLS_PATH + 32], with[MUSTLS_PATH + 32], to[MUSTLS_PATH + 32];
    snprintf(env, sizeof env, "LLVM_PROFILE_FILE=%s", w->raw);
    snprintf(with, sizeof with, "-instr-profile=%s", w->data);
    snprintf(to, sizeof to, "-output-dir=%s", w->html);
    const char *const envs[] = {env, NULL};
    const char *const replay[] = {c->program, c->corpus, NULL};
    const char *const merge[] = {w->profdata, "merge", "-sparse", w->raw, "-o", w->data, NULL};
    const char *const report[] = {w->cov, "report", c->program, with, NULL};
    const char *const show[] = {w->cov, "show", c->program, with, "-format=html", to, NULL};
    enum mustls_status st = step(w, replay, envs, "replaying the corpus", err);
    if (st == MUSTLS_OK)
        st = step(w, merge, NULL, "merging", err);
    if (st == MUSTLS_OK)
        st = step(w, show, NULL, "writing HTML", err);
    if (st == MUSTLS_OK)
        st = step(w, report, NULL, "counting lines", err);
    if (st == MUSTLS_OK)
        mustls_buf_put(table, mustls_buf_span(&w->printed));
    return st;
}

enum mustls_status mustls_cov_make(const struct mustls_cov *c, struct mustls_buf *table,
                                   int *signum, struct mustls_error *err)
{
    struct work w = {.c = c, .signum = signum};
    char text[MUSTLS_PATH];
    enum mustls_status st = find_tool("llvm-profdata", w.profdata, err);
    if (st == MUSTLS_OK)
        st = find_tool("llvm-cov", w.cov, err);
    if (st == MUSTLS_OK &&
        (!mustls_path(w.scratch, c->dir, "scratch") ||
         !mustls_path(w.raw, w.scratch, "raw.profraw") || !mustls_path(w.html, c->dir, "html") ||
         !mustls_path(w.data, c->dir, "all.profdata") || !mustls_path(text, c->dir, "text.txt"))) {
        mustls_error_set(err, "the path is too long: %s", c->dir);
        st = MUSTLS_EUSAGE;
    }
    if (st == MUSTLS_OK)
        st = mustls_make_folder(w.scratch, err);
    if (st == MUSTLS_OK)
        st = mustls_tool_guard(w.scratch, err);
    mustls_buf_init(&w.printed, MAX_PRINTED);
    if (st == MUSTLS_OK)
        st = all_steps(&w, table, err);
    if (st == MUSTLS_OK)
        st = mustls_file_put(text, mustls_buf_span(table), false, err);
    mustls_buf_deinit(&w.printed);
    return st;
}
