#define _GNU_SOURCE
#include "run/subject.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/library.h"

#define MAX_PROFILE      (256u << 10)
#define VERSION_PATIENCE MUSTLS_SEC(15)

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n > m && strcmp(s + n - m, end) == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t mustls_profile_names(struct mustls_arena *a, const char *folder, const char **names,
                            size_t max)
{
    size_t n = 0;
    DIR *d = folder ? opendir(folder) : NULL;
    for (struct dirent *e; d && n < max && (e = readdir(d)) != NULL;) {
        if (!ends_with(e->d_name, ".profile"))
            continue;
        size_t len = strlen(e->d_name) - strlen(".profile");
        names[n] = mustls_arena_str(a, mustls_span(e->d_name, len));
        n += names[n] != NULL;
    }
    if (d)
        closedir(d);
    qsort(names, n, sizeof *names, by_name);
    return n;
}

static enum mustls_status no_profile(struct mustls_arena *a, const char *folder, const char *name,
                                     struct mustls_error *err)
{
    const char *words[256] = {0};
    mustls_profile_names(a, folder, words, 255);
    const char *near = mustls_nearest(mustls_span_str(name), words);
    if (near)
        mustls_error_set(err, "there is no profile '%s'; did you mean '%s'?", name, near);
    else
        mustls_error_set(err,
                         "there is no profile '%s' in %s; give the path of one, or use -- COMMAND",
                         name, folder ? folder : "(no folder of profiles found)");
    return MUSTLS_ENOENT;
}

enum mustls_status mustls_profile_load(struct mustls_arena *a, const char *folder, const char *name,
                                       struct mustls_diags *d, const struct mustls_profile **out,
                                       struct mustls_error *err)
{
    struct mustls_span text;
    bool path_given = strchr(name, '/') || ends_with(name, ".profile");
    const char *path =
        path_given ? name : mustls_arena_printf(a, "%s/%s.profile", folder ? folder : ".", name);
    if (!path)
        return MUSTLS_ENOMEM;
    enum mustls_status st = mustls_read_file(a, path, MAX_PROFILE, &text, err);
    if (st == MUSTLS_ENOENT && !path_given)
        return no_profile(a, folder, name, err);
    struct mustls_profile *p = NULL;
    if (st == MUSTLS_OK)
        st = mustls_profile_parse(a, path, text, d, &p);
    if (p)
        p->text = text;
    *out = p;
    return st;
}

/* --- version --- */

struct asking {
    struct mustls_io *io;
    struct mustls_proc *proc;
    bool worked; /* ended by itself, with status 0 */
};

static void on_exited(void *arg, int code, int sig)
{
    struct asking *q = arg;
    q->worked = code == 0 && sig == 0;
    mustls_io_stop(q->io);
}

static void on_patience(void *arg)
{
    mustls_io_stop(((struct asking *)arg)->io);
}

/* "curl 7.88.1 (x86_64...)" -> "7.88.1": the first word with a digit in front, or behind one "v".
 */
static const char *version_word(struct mustls_arena *a, struct mustls_span text)
{
    size_t i = 0;
    while (i < text.len) {
        size_t start = i;
        while (i < text.len && !strchr(" \t\r\n,;()", text.ptr[i]))
            i++;
        struct mustls_span w = mustls_span(text.ptr + start, i - start);
        if (w.len > 1 && (w.ptr[0] == 'v' || w.ptr[0] == 'V') && w.ptr[1] >= '0' && w.ptr[1] <= '9')
            w = mustls_span_from(w, 1);
        if (w.len > 0 && w.len < 40 && w.ptr[0] >= '0' && w.ptr[0] <= '9')
            return mustls_arena_str(a, w);
        i++;
    }
    return "";
}

static char **version_argv(struct mustls_arena *a, const struct mustls_profile *p)
{
    const char *values[MUSTLS_NUM_PLACEHOLDERS];
    for (int i = 0; i < MUSTLS_NUM_PLACEHOLDERS; i++)
        values[i] = "";
    values[MUSTLS_PH_DIR] = mustls_profile_dir(a, p);
    char **argv = mustls_arena_array(a, p->version.num + 1, sizeof *argv);
    for (size_t i = 0; argv && i < p->version.num; i++)
        argv[i] = mustls_profile_expand(a, p->version.items[i], values);
    return argv;
}

const char *mustls_profile_ask_version(struct mustls_arena *a, struct mustls_io *io,
                                       const struct mustls_profile *p)
{
    struct asking q = {.io = io};
    struct mustls_error err;
    char **argv = p->version.num ? version_argv(a, p) : NULL;
    struct mustls_spawn s = {
        .argv = argv, .env = environ, .head = 4096, .tail = 0, .exited = on_exited, .arg = &q};
    q.proc = argv ? mustls_io_spawn(io, &s, &err) : NULL;
    struct mustls_timer *t = mustls_timer_new(io, on_patience, &q);
    const char *version = "";
    if (q.proc && t) {
        bool cut;
        mustls_timer_set(t, mustls_io_now(io) + VERSION_PATIENCE);
        mustls_io_run(io);
        if (q.worked)
            version = version_word(a, mustls_proc_output(q.proc, &cut));
    }
    mustls_timer_free(t);
    mustls_proc_free(q.proc);
    return version ? version : "";
}
