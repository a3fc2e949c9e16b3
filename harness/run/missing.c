/* Is what a profile needs on this machine? */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* NULL: it is not in there. */
static const char *program_in(struct mustls_arena *a, const char *dir, size_t len,
                              const char *program)
{
    const char *path = mustls_arena_printf(a, "%.*s/%s", (int)len, dir, program);
    return path && access(path, X_OK) == 0 ? path : NULL;
}

/* NULL: it is nowhere. */
static const char *in_path(struct mustls_arena *a, const char *program)
{
    if (strchr(program, '/'))
        return access(program, X_OK) == 0 ? program : NULL;
    for (const char *dirs = getenv("PATH"); dirs && *dirs;) {
        size_t n = strcspn(dirs, ":");
        const char *path = program_in(a, dirs, n, program);
        if (path)
            return path;
        dirs += n + (dirs[n] == ':');
    }
    return NULL;
}

/* NULL: only a run gives it a value. */
static char *word_of(struct mustls_arena *a, struct mustls_span word, const char *dir)
{
    const char *values[MUSTLS_NUM_PLACEHOLDERS];
    for (int i = 0; i < MUSTLS_NUM_PLACEHOLDERS; i++)
        values[i] = "";
    values[MUSTLS_PH_DIR] = dir;
    struct mustls_span rest = word;
    if (mustls_span_starts(rest, MUSTLS_LIT("{dir}/")))
        rest = mustls_span_from(rest, 5);
    if (rest.len && memchr(rest.ptr, '{', rest.len))
        return NULL;
    return mustls_profile_expand(a, word, values);
}

static const char *missing_program(struct mustls_arena *a, const struct mustls_profile *p,
                                   const char *dir)
{
    char *program = word_of(a, p->run.items[0], dir);
    if (!program || in_path(a, program))
        return NULL;
    return mustls_arena_printf(a, "program '%s' is not installed%s", program,
                               strchr(program, '/') ? "" : " or not in PATH");
}

static bool is_file(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

size_t mustls_profile_files(struct mustls_arena *a, const struct mustls_profile *p,
                            const char *files[2])
{
    const char *dir = mustls_profile_dir(a, p);
    const char *program = p->run.num ? word_of(a, p->run.items[0], dir) : NULL;
    const char *found = program ? in_path(a, program) : NULL;
    size_t num = 0;
    if (program)
        files[num++] = found ? found : program;
    for (size_t i = 1; i < p->run.num && num < 2; i++) {
        const char *word = word_of(a, p->run.items[i], dir);
        if (word && *word && is_file(word))
            files[num++] = word;
    }
    return num;
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

/* The next word of `rest`; empty at its end. */
static struct mustls_span next_word(struct mustls_span *rest)
{
    size_t n = 0;
    while (rest->len && mustls_is_blank(rest->ptr[0]))
        *rest = mustls_span_from(*rest, 1);
    while (n < rest->len && !mustls_is_blank(rest->ptr[n]))
        n++;
    struct mustls_span word = mustls_span_first(*rest, n);
    *rest = mustls_span_from(*rest, n);
    return word;
}

static bool is_result(struct mustls_span word)
{
    return mustls_span_starts(word, MUSTLS_LIT("bin/"));
}

static bool look_at(struct mustls_arena *a, const char *dir, struct mustls_span word,
                    struct stat *out)
{
    const char *path =
        mustls_arena_printf(a, "%s/%.*s", dir, (int)word.len, (const char *)word.ptr);
    return path && stat(path, out) == 0;
}

static bool newer(const struct stat *a, const struct stat *b)
{
    return a->st_mtim.tv_sec != b->st_mtim.tv_sec ? a->st_mtim.tv_sec > b->st_mtim.tv_sec
                                                  : a->st_mtim.tv_nsec > b->st_mtim.tv_nsec;
}

/* NULL: none. A file that `build` names and does not make was changed behind this result of it. */
static const char *newer_source(struct mustls_arena *a, const struct mustls_profile *p,
                                const char *dir, struct mustls_span result, const struct stat *made)
{
    struct mustls_span rest = mustls_span_str(p->build), word;
    struct stat st;
    while ((word = next_word(&rest)).len)
        if (!is_result(word) && look_at(a, dir, word, &st) && S_ISREG(st.st_mode) &&
            newer(&st, made))
            return mustls_arena_printf(a, "its driver '%.*s' is older than '%.*s'", (int)result.len,
                                       (const char *)result.ptr, (int)word.len,
                                       (const char *)word.ptr);
    return NULL;
}

/* Of `build`, the words that start with bin/ are what it makes (docs/profiles.md). A driver's
 * classes or library are not the command of `run`, so looking for that would not see that they are
 * missing; and what an old one does is not what its source says. */
static const char *missing_result(struct mustls_arena *a, const struct mustls_profile *p,
                                  const char *dir)
{
    struct mustls_span rest = mustls_span_str(p->build), word;
    struct stat made;
    while ((word = next_word(&rest)).len) {
        if (!is_result(word))
            continue;
        const char *what = NULL;
        if (!look_at(a, dir, word, &made))
            what = mustls_arena_printf(a, "its driver '%.*s' is not built", (int)word.len,
                                       (const char *)word.ptr);
        else
            what = newer_source(a, p, dir, word, &made);
        if (what)
            return what;
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
