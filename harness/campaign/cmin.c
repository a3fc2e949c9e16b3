/* A corpus as small as it can be. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "campaign/tool.h"
#include "run/watchdog.h"

enum { MAX_PRINTED = 4 << 20 };

static enum mustls_status lock(const char *out, int *fd, struct mustls_error *err)
{
    char path[MUSTLS_PATH];
    enum mustls_status st = mustls_make_folder(out, err);
    if (st != MUSTLS_OK)
        return st;
    *fd = mustls_path(path, out, "lock") ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
    if (*fd >= 0 && flock(*fd, LOCK_EX | LOCK_NB) == 0)
        return MUSTLS_OK;
    mustls_error_set(err, "a campaign works in %s; wait for it", out);
    return MUSTLS_EIO;
}

static enum mustls_status run(const struct mustls_cmin *c, const char *fresh, int *signum,
                              struct mustls_error *err)
{
    char max_len[32], timeout[32];
    const char *program = c->target->program;
    const char *const libfuzzer[] = {program, "-merge=1", "-set_cover_merge=1",
                                     max_len, timeout,    "-rss_limit_mb=2048",
                                     fresh,   c->corpus,  NULL};
    const char *const afl[] = {"afl-cmin", "-i", c->corpus, "-o", fresh,   "-m",
                               "none",     "-t", timeout,   "--", program, NULL};
    static const char *const env[] = {"AFL_QUIET=1", "AFL_ALLOW_TMP=1", "AFL_NO_AFFINITY=1",
                                      "ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0",
                                      NULL};
    bool is_afl = c->engine == MUSTLS_ENGINE_AFL;
    int code = 0;
    struct mustls_tool t = {.argv = is_afl ? afl : libfuzzer,
                            .env = is_afl ? env : NULL,
                            .seconds = c->seconds,
                            .doing = "choosing inputs"};
    struct mustls_buf said;
    snprintf(max_len, sizeof max_len, "-max_len=%u", c->max_len);
    snprintf(timeout, sizeof timeout, is_afl ? "%u000" : "-timeout=%u", c->timeout);
    mustls_buf_init(&said, MAX_PRINTED);
    enum mustls_status st = mustls_tool_run(&t, &said, &code, signum, err);
    if (st == MUSTLS_OK && code != 0) {
        struct mustls_span s = mustls_buf_span(&said);
        s = mustls_span_from(s, s.len > 700 ? s.len - 700 : 0);
        mustls_error_set(err, "%s failed (%d): %.*s", t.argv[0], code, (int)s.len,
                         (const char *)s.ptr);
        st = MUSTLS_EIO;
    }
    mustls_buf_deinit(&said);
    return st;
}

/* The old one lies beside it until it has changed places with the new one. */
static enum mustls_status swap(const struct mustls_cmin *c, const char *fresh, size_t after,
                               struct mustls_error *err)
{
    if (after == 0) {
        mustls_error_set(err, "no input of %s can be kept: each of them crashes the target",
                         c->corpus);
        return MUSTLS_EIO;
    }
    if (renameat2(AT_FDCWD, fresh, AT_FDCWD, c->corpus, RENAME_EXCHANGE) != 0) {
        mustls_error_set(err, "can't put %s in the place of %s: %s", fresh, c->corpus,
                         strerror(errno));
        return MUSTLS_EIO;
    }
    mustls_remove_tree(fresh);
    return MUSTLS_OK;
}

enum mustls_status mustls_cmin_make(const struct mustls_cmin *c, size_t *before, size_t *after,
                                    int *signum, struct mustls_error *err)
{
    char fresh[MUSTLS_PATH];
    int fd = -1;
    *before = mustls_count_files(c->corpus);
    if (*before == 0) {
        mustls_error_set(err, "there is nothing in %s; 'mustls fuzz %s' fills it", c->corpus,
                         c->target->name);
        return MUSTLS_ENOENT;
    }
    if (snprintf(fresh, sizeof fresh, "%s.fewer", c->corpus) >= MUSTLS_PATH) {
        mustls_error_set(err, "the path is too long: %s", c->corpus);
        return MUSTLS_EUSAGE;
    }
    enum mustls_status st = lock(c->out, &fd, err);
    if (st == MUSTLS_OK) {
        mustls_remove_tree(fresh);
        st = mustls_make_folder(fresh, err);
    }
    /* Killed before the exchange it removes what is half made, behind it the old one. */
    if (st == MUSTLS_OK)
        st = mustls_tool_guard(fresh, err);
    if (st == MUSTLS_OK)
        st = run(c, fresh, signum, err);
    *after = mustls_count_files(fresh);
    if (st == MUSTLS_OK)
        st = swap(c, fresh, *after, err);
    if (fd >= 0)
        close(fd);
    return st;
}
