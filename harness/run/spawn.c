/* What an outside program is given: a folder that is its HOME, the message, its words, its
 * environment. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/library.h"
#include "run/process_internal.h"
#include "run/watchdog.h"

struct names_of_run {
    const char *values[MUSTLS_NUM_PLACEHOLDERS];
};

/* message.eml has CRLF line ends, message.lf the same text with LF, for programs that convert. */
static enum mustls_status write_messages(struct mustls_exec *x, const char **path,
                                         struct mustls_error *err)
{
    struct mustls_span m = x->values.message;
    char *crlf = mustls_arena_printf(x->arena, "%s/message.eml", x->folder);
    char *lf = mustls_arena_printf(x->arena, "%s/message.lf", x->folder);
    uint8_t *text = mustls_arena_alloc(x->arena, m.len);
    if (!crlf || !lf || !text) {
        mustls_error_set(err, "out of memory");
        return MUSTLS_ENOMEM;
    }
    size_t n = 0;
    for (size_t i = 0; i < m.len; i++)
        if (m.ptr[i] != '\r')
            text[n++] = m.ptr[i];
    *path = crlf;
    enum mustls_status st = mustls_write_file(crlf, m, false, err);
    return st == MUSTLS_OK ? mustls_write_file(lf, mustls_span(text, n), false, err) : st;
}

static enum mustls_status make_folder(struct mustls_exec *x, struct mustls_error *err)
{
    snprintf(x->folder, sizeof x->folder, "%s/%u", x->world->dir, x->run);
    if (mkdir(x->folder, 0700) == 0)
        return MUSTLS_OK;
    mustls_error_set(err, "can't make the folder %s: %s", x->folder, strerror(errno));
    x->folder[0] = 0;
    return MUSTLS_EIO;
}

static const char *folder_of(struct mustls_arena *a, const char *path)
{
    char real[4096];
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    char *dir = mustls_arena_str(a, mustls_span(path, (size_t)(slash - path)));
    return dir && realpath(dir, real) ? mustls_arena_str(a, mustls_span_str(real)) : dir;
}

static enum mustls_status fill_values(struct mustls_process_run *r, struct names_of_run *n,
                                      struct mustls_error *err)
{
    struct mustls_exec *x = r->x;
    const char **v = n->values;
    v[MUSTLS_PH_HOST] = mustls_exec_host(x);
    v[MUSTLS_PH_PORT] = mustls_arena_printf(x->arena, "%u", r->port);
    v[MUSTLS_PH_CA] = x->world->ca_path;
    v[MUSTLS_PH_USER] = x->values.user;
    v[MUSTLS_PH_PASSWORD] = x->values.password;
    v[MUSTLS_PH_FROM] = x->values.from;
    v[MUSTLS_PH_TO] = x->values.to;
    v[MUSTLS_PH_HELO] = x->values.helo;
    v[MUSTLS_PH_TIMEOUT] = mustls_arena_printf(x->arena, "%u", mustls_program_timeout(x->prog));
    v[MUSTLS_PH_TMP] = x->folder;
    v[MUSTLS_PH_DIR] = folder_of(x->arena, x->subject->profile->path);
    enum mustls_status st = write_messages(x, &v[MUSTLS_PH_MESSAGE], err);
    for (int i = 0; i < MUSTLS_NUM_PLACEHOLDERS && st == MUSTLS_OK; i++)
        if (!v[i])
            st = MUSTLS_ENOMEM;
    return st;
}

/* --- the environment --- */

struct env {
    struct mustls_arena *a;
    char **items;
    size_t num, cap;
    bool failed;
};

/* A name stands once, with the value that came last: a profile's own beats the caller's. */
static void env_add(struct env *e, char *line)
{
    size_t name = line ? strcspn(line, "=") + 1 : 0;
    for (size_t i = 0; line && i < e->num; i++)
        if (strncmp(e->items[i], line, name) == 0) {
            e->items[i] = line;
            return;
        }
    if (!line ||
        mustls_arena_grow(e->a, (void **)&e->items, &e->cap, e->num, sizeof *e->items) != MUSTLS_OK)
        e->failed = true;
    else
        e->items[e->num++] = line;
}

/* Proxies would take the traffic elsewhere, and what the caller trusts is not what the run trusts;
 * the rest of the caller's environment may be what the program needs. */
static bool inherited(const char *line)
{
    static const char *const dropped[] = {"HOME=",
                                          "TMPDIR=",
                                          "MUSTLS_",
                                          "http_proxy=",
                                          "https_proxy=",
                                          "all_proxy=",
                                          "HTTP_PROXY=",
                                          "ALL_PROXY=",
                                          "HTTPS_PROXY=",
                                          "PWD=",
                                          "OLDPWD=",
                                          "XDG_CONFIG_HOME=",
                                          "CURL_HOME=",
                                          "SSL_CERT_FILE=",
                                          "SSL_CERT_DIR=",
                                          "CURL_CA_BUNDLE=",
                                          "NODE_EXTRA_CA_CERTS="};
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
        if (strncmp(line, dropped[i], strlen(dropped[i])) == 0)
            return false;
    return true;
}

static char *upper(struct mustls_arena *a, const char *prefix, const char *key, const char *value)
{
    char *line = mustls_arena_printf(a, "%s%s=%s", prefix, key, value);
    for (char *p = line; p && *p && *p != '='; p++)
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 'a' + 'A');
    return line;
}

static char **make_env(struct mustls_process_run *r, const struct names_of_run *n)
{
    struct mustls_exec *x = r->x;
    struct env e = {.a = x->arena};
    /* First, so that a scan of /proc finds it soon. */
    env_add(&e, mustls_arena_printf(e.a, MUSTLS_TOKEN_NAME "=%s.%u.", x->world->token, x->run));
    for (char **p = environ; *p; p++)
        if (inherited(*p))
            env_add(&e, *p);
    env_add(&e, mustls_arena_printf(e.a, "HOME=%s", x->folder));
    env_add(&e, mustls_arena_printf(e.a, "TMPDIR=%s", x->folder));
    env_add(&e, mustls_arena_printf(e.a, "PWD=%s", x->folder));
    for (int i = 0; i < MUSTLS_NUM_PLACEHOLDERS; i++)
        env_add(&e, upper(e.a, "MUSTLS_", mustls_placeholder_names[i], n->values[i]));
    for (size_t i = 0; i < x->prog->num_wishes; i++) {
        const struct mustls_kv *wish = &x->prog->wishes[i];
        char *key = mustls_arena_str(e.a, wish->key);
        char *value = mustls_arena_str(e.a, mustls_profile_served(x->subject->profile, wish));
        if (key && value && strcmp(key, "timeout") != 0)
            env_add(&e, upper(e.a, "MUSTLS_", key, value));
    }
    const struct mustls_profile *p = x->subject->profile;
    for (size_t i = 0; i < p->env.num; i++)
        env_add(&e, mustls_profile_expand(e.a, p->env.items[i], n->values));
    env_add(&e, (char *)(uintptr_t) "");
    if (e.failed)
        return NULL;
    e.items[e.num - 1] = NULL;
    return e.items;
}

static const char *command_line(struct mustls_exec *x, char **argv)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 64u << 10);
    mustls_shell_quote(&b, argv);
    const char *text = mustls_arena_str(x->arena, mustls_buf_span(&b));
    mustls_buf_deinit(&b);
    return text ? text : "";
}

enum mustls_status mustls_process_prepare(struct mustls_process_run *r, struct mustls_spawn *s,
                                          struct mustls_error *err)
{
    struct mustls_exec *x = r->x;
    struct names_of_run n = {{0}};
    const struct mustls_profile *p = x->subject->profile;
    char **argv = NULL;
    mustls_error_set(err, "out of memory");
    enum mustls_status st = make_folder(x, err);
    if (st == MUSTLS_OK)
        st = fill_values(r, &n, err);
    if (st == MUSTLS_OK)
        st = mustls_profile_argv(x->arena, p, x->prog, n.values, &argv);
    if (st != MUSTLS_OK)
        return st;
    x->command = command_line(x, argv);
    s->argv = argv;
    st = mustls_place_binds(r->place, x, n.values, s, err);
    if (st != MUSTLS_OK)
        return st;
    s->env = make_env(r, &n);
    s->dir = x->folder;
    s->stdin_path =
        p->stdin_file.len ? mustls_profile_expand(x->arena, p->stdin_file, n.values) : NULL;
    return s->env ? MUSTLS_OK : MUSTLS_ENOMEM;
}

enum mustls_end_kind mustls_exit_kind(const struct mustls_profile *p, int code, int sig)
{
    if (sig)
        return MUSTLS_END_SIGNAL;
    unsigned c = (unsigned)code & 255;
    if (p->exit_skip[c / 8] >> (c % 8) & 1)
        return MUSTLS_END_SKIP;
    return p->exit_ok[c / 8] >> (c % 8) & 1 ? MUSTLS_END_OK : MUSTLS_END_FAIL;
}

/* We are the subreaper (watchdog.h): what a subject leaves behind becomes our child. More children
 * than libuv and the watchdog account for means that there is something to look for; reading one
 * small file is cheaper than all of /proc. */
bool mustls_has_orphans(const struct mustls_io *io)
{
    char path[64], line[8192];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *f = fopen(path, "re");
    if (!f)
        return true; /* can't tell: look at everything */
    size_t n = fread(line, 1, sizeof line - 1, f);
    fclose(f);
    line[n] = 0;
    unsigned children = 0;
    for (char *save = NULL, *w = strtok_r(line, " ", &save); w; w = strtok_r(NULL, " ", &save))
        children++;
    return children > mustls_io_num_procs(io) + 1;
}
