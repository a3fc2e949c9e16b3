/* Is what a profile needs on this machine? */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "profile/blank.h"
#include "run/subject.h"

const char *mustls_profile_dir(struct mustls_arena *a, const struct mustls_profile *p)
{
    char *real = realpath(p->path, NULL);
    char *slash = real ? strrchr(real, '/') : NULL;
    const char *dir = slash ? mustls_arena_str(a, mustls_span(real, (size_t)(slash - real))) : NULL;
    free(real);
    return dir ? dir : "";
}

static bool is_program_in(const char *dir, size_t len, const char *program)
{
    char path[4096];
    int n = snprintf(path, sizeof path, "%.*s/%s", (int)len, dir, program);
    return n > 0 && (size_t)n < sizeof path && access(path, X_OK) == 0;
}

static bool in_path(const char *program)
{
    if (strchr(program, '/'))
        return access(program, X_OK) == 0;
    for (const char *dirs = getenv("PATH"); dirs && *dirs;) {
        size_t n = strcspn(dirs, ":");
        if (is_program_in(dirs, n, program))
            return true;
        dirs += n + (dirs[n] == ':');
    }
    return false;
}

static const char *missing_program(struct mustls_arena *a, const struct mustls_profile *p,
                                   const char *dir)
{
    const char *values[MUSTLS_NUM_PLACEHOLDERS];
    for (int i = 0; i < MUSTLS_NUM_PLACEHOLDERS; i++)
        values[i] = "";
    values[MUSTLS_PH_DIR] = dir;
    struct mustls_span word = p->run.items[0];
    if (mustls_span_starts(word, MUSTLS_LIT("{dir}/")))
        word = mustls_span_from(word, 5);
    if (memchr(word.ptr, '{', word.len))
        return NULL; /* only a run gives it a value */
    char *program = mustls_profile_expand(a, p->run.items[0], values);
    if (!program || in_path(program))
        return NULL;
    return mustls_arena_printf(a, "program '%s' is not installed%s", program,
                               strchr(program, '/') ? "" : " or not in PATH");
}

static const char *missing_folder(struct mustls_arena *a, const struct mustls_words *words,
                                  const char *dir, const char *below, const char *what)
{
    for (size_t i = 0; i < words->num; i++) {
        struct mustls_span name = words->items[i];
        for (size_t at = name.len; below[0] == 'n' && at-- > 1;) /* NAME@VERSION */
            if (name.ptr[at] == '@') {
                name.len = at;
                break;
            }
        const char *path =
            mustls_arena_printf(a, "%s/%s/%.*s", dir, below, (int)name.len, (const char *)name.ptr);
        if (path && access(path, R_OK) != 0)
            return mustls_arena_printf(a, "%s '%.*s' is not there", what, (int)name.len,
                                       (const char *)name.ptr);
    }
    return NULL;
}

/* Of `build`, the words that start with bin/ are what it makes (docs/profiles.md). A driver's
 * classes or library are not the command of `run`, so looking for that would not see that they are
 * missing. */
static const char *missing_result(struct mustls_arena *a, const struct mustls_profile *p,
                                  const char *dir)
{
    struct mustls_span rest = mustls_span_str(p->build);
    while (rest.len) {
        size_t n = 0;
        while (n < rest.len && !mustls_is_blank(rest.ptr[n]))
            n++;
        struct mustls_span word = mustls_span_first(rest, n);
        rest = mustls_span_from(rest, n < rest.len ? n + 1 : n);
        if (!mustls_span_starts(word, MUSTLS_LIT("bin/")))
            continue;
        const char *path =
            mustls_arena_printf(a, "%s/%.*s", dir, (int)word.len, (const char *)word.ptr);
        if (path && access(path, R_OK) != 0)
            return mustls_arena_printf(a, "its driver '%.*s' is not built", (int)word.len,
                                       (const char *)word.ptr);
    }
    return NULL;
}

const char *mustls_profile_missing(struct mustls_arena *a, const struct mustls_profile *p)
{
    const char *dir = mustls_profile_dir(a, p);
    const char *what = missing_folder(a, &p->unpack, dir, "root", "package");
    if (!what)
        what = missing_folder(a, &p->npm, dir, "node_modules", "module");
    if (!what)
        what = missing_result(a, p, dir);
    return what ? what : missing_program(a, p, dir);
}

enum mustls_status mustls_profile_find_program(struct mustls_arena *a,
                                               const struct mustls_profile *p,
                                               struct mustls_error *err)
{
    const char *what = mustls_profile_missing(a, p);
    if (!what)
        return MUSTLS_OK;
    if (p->apt.num || p->unpack.num || p->npm.num || *p->build)
        mustls_error_set(err, "%s: %s; './dev subjects install %s' brings it", p->name, what,
                         p->name);
    else if (*p->package)
        mustls_error_set(err, "%s: %s; 'apt-get install %s' brings it", p->name, what, p->package);
    else
        mustls_error_set(err, "%s: %s", p->name, what);
    return MUSTLS_EIO;
}
