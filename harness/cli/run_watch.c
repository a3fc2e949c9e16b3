/* --watch: runs once, and then, when a file changes, what stands on it. Each round is played by a
 * child of ours, which is `mustls run` from after its options on: nothing of a round stays, and the
 * network of its own that a round enters is not ours. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/stand.h"
#include "io/io.h"

#define QUIET       MUSTLS_MSEC(150) /* after the last of several changes: an editor makes three */
#define MAX_FOLDERS 4096
#define MAX_DEPTH   16

struct watch {
    const struct mustls_cli_run *told; /* as the command line says it: nothing is loaded */
    char *const *operands;
    struct mustls_arena *arena;
    struct mustls_io *io;
    struct mustls_timer *quiet;
    struct mustls_stand *stand; /* what the last round stood on */
    const char *root;           /* the scenario folder */
    struct {
        const char *path;
        struct mustls_watch *watch;
    } folders[MAX_FOLDERS];
    size_t num_folders;
    pid_t child;  /* 0: none */
    bool changed; /* since the last round began */
    bool broken;  /* what was read last has mistakes */
    bool first;
    int code;
    int signum;
};

/* --- what is watched --- */

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool of_interest(const struct watch *w, const char *folder, const char *name)
{
    size_t len = name ? strlen(name) : 0;
    if (!name || (len > 4 && strcmp(name + len - 4, ".scn") == 0) ||
        mustls_stand_at(w->stand, folder, name))
        return true;
    size_t root = strlen(w->root);
    if (strncmp(folder, w->root, root) != 0 || (folder[root] && folder[root] != '/'))
        return false;
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    return n > 0 && (size_t)n < sizeof path && is_folder(path); /* scenarios may be in there */
}

static void look_again(struct watch *w)
{
    w->changed = true;
    mustls_timer_set(w->quiet, mustls_io_now(w->io) + QUIET);
}

static void on_change(void *arg, const char *folder, const char *name)
{
    struct watch *w = arg;
    if (of_interest(w, folder, name))
        look_again(w);
}

static bool watch_folder(struct watch *w, const char *path)
{
    struct mustls_error err;
    for (size_t i = 0; i < w->num_folders; i++)
        if (strcmp(w->folders[i].path, path) == 0)
            return true;
    if (w->num_folders == MAX_FOLDERS) {
        mustls_cli_say("--watch: more than %d folders", MAX_FOLDERS);
        return false;
    }
    char *own = mustls_arena_printf(w->arena, "%s", path);
    struct mustls_watch *watch = own ? mustls_io_watch(w->io, own, on_change, w, &err) : NULL;
    if (!watch) {
        mustls_cli_say_error(&err);
        return false;
    }
    w->folders[w->num_folders].path = own;
    w->folders[w->num_folders++].watch = watch;
    look_again(w); /* what changed in it between our reading and now was told by nobody */
    return true;
}

/* Where a new scenario may come to be. */
static bool watch_below(struct watch *w, const char *path, int depth)
{
    char sub[4096];
    bool good = watch_folder(w, path);
    DIR *d = good && depth < MAX_DEPTH ? opendir(path) : NULL;
    struct dirent *e;
    while (good && d && (e = readdir(d)) != NULL) {
        int n = snprintf(sub, sizeof sub, "%s/%s", path, e->d_name);
        if (e->d_name[0] != '.' && n > 0 && (size_t)n < sizeof sub && is_folder(sub))
            good = watch_below(w, sub, depth + 1);
    }
    if (d)
        closedir(d);
    return good;
}

static bool watch_all(struct watch *w)
{
    bool good = watch_below(w, w->root, 0);
    for (size_t i = 0; i < w->stand->num && good; i++)
        good = watch_folder(w, w->stand->files[i].folder);
    return good;
}

/* --- a round --- */

struct round {
    struct mustls_cli_run run;
    struct mustls_touched touched;
    bool (*wanted)(void *arg, const struct mustls_subject *subject, const char *id); /* --failed */
    void *wanted_arg;
};

static bool client_wanted(const struct round *o, const char *subject)
{
    for (size_t i = 0; i < o->run.num_clients; i++)
        if (o->touched.clients[i] && strcmp(o->run.profiles[i]->name, subject) == 0)
            return true;
    return false;
}

static bool scenario_wanted(const struct round *o, const char *id)
{
    size_t len = strcspn(id, "@");
    for (size_t i = 0; i < o->run.sel.num_entries; i++) {
        const char *name = o->run.sel.entries[i].entry->name;
        if (o->touched.entries[i] && strncmp(name, id, len) == 0 && !name[len])
            return true;
    }
    return false;
}

static bool is_wanted(void *arg, const struct mustls_subject *subject, const char *id)
{
    const struct round *o = arg;
    return (o->touched.all || scenario_wanted(o, id) || client_wanted(o, subject->name)) &&
           (!o->wanted || o->wanted(o->wanted_arg, subject, id));
}

/* "a.scn changed: 3 scenarios again" */
static void say_why(const struct round *o)
{
    const struct mustls_touched *t = &o->touched;
    const char *client = "";
    size_t num = t->all || t->num_clients ? o->run.sel.num_entries : t->num_entries;
    char others[40] = "";
    for (size_t i = 0; i < o->run.num_clients; i++)
        client = t->clients[i] ? o->run.profiles[i]->name : client;
    if (t->num_changed > 1)
        snprintf(others, sizeof others, " and %zu other%s", t->num_changed - 1,
                 t->num_changed > 2 ? "s" : "");
    bool mixed = t->all || (t->num_clients && t->num_entries) || t->num_clients > 1;
    mustls_cli_say("%s%s changed: %zu scenario%s%s%s again", t->changed, others, num,
                   num == 1 ? "" : "s", mixed || !*client ? "" : " on ", mixed ? "" : client);
}

/* Does not come back in the child. */
static void begin(struct watch *w, struct round *o)
{
    fflush(NULL);
    pid_t parent = getpid();
    w->child = fork();
    if (w->child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() != parent)
            _exit(128 + SIGTERM);
        mustls_io_forked(w->io);
        int code = mustls_run_play(&o->run);
        mustls_run_unload(&o->run);
        mustls_free(o);
        exit(code);
    }
    if (w->child > 0)
        return;
    w->child = 0;
    mustls_cli_say("can't start a round: %s", strerror(errno));
}

/* The stand of what is loaded, in place of the last one; *run: something is to run. */
static int take_stand(struct watch *w, struct round *o, bool *run)
{
    static const struct mustls_stand nothing;
    struct mustls_stand *now = mustls_stand_new(&o->run);
    struct mustls_touched *t = &o->touched;
    if (!now || !mustls_stand_touches(w->stand ? w->stand : &nothing, now, &o->run, t)) {
        mustls_cli_say("out of memory");
        mustls_stand_free(now);
        return MUSTLS_EXIT_TOOL;
    }
    mustls_stand_free(w->stand);
    w->stand = now;
    if (t->gone)
        mustls_cli_say("%s is not there now", t->gone);
    *run = w->first || t->all || t->num_entries || t->num_clients;
    if (!w->root)
        w->root = mustls_arena_printf(w->arena, "%s", o->run.sel.root);
    return w->root && watch_all(w) ? 0 : MUSTLS_EXIT_TOOL;
}

/* The first round plays all; a later one what is touched. */
static void narrow(struct watch *w, struct round *o)
{
    if (w->first)
        return;
    say_why(o);
    o->wanted = o->run.suite.wanted;
    o->wanted_arg = o->run.suite.wanted_arg;
    o->run.suite.wanted = is_wanted;
    o->run.suite.wanted_arg = o;
}

static void say_waiting(void)
{
    mustls_cli_say("waiting for a change; Ctrl-C ends");
}

/* An exit code: of what kept it from beginning. */
static int play_round(struct watch *w)
{
    bool run = false;
    struct round *o = mustls_alloc(sizeof *o);
    if (!o) {
        mustls_cli_say("out of memory");
        return MUSTLS_EXIT_TOOL;
    }
    o->run = *w->told;
    w->changed = false;
    int code = mustls_run_load(&o->run, w->operands);
    if (code == 0)
        code = take_stand(w, o, &run);
    if (code == 0 && !run && w->broken)
        mustls_cli_say("all is as it was in the last round");
    bool waits = code != 0 || (!run && w->broken);
    w->broken = code != 0;
    if (code == 0 && run) {
        narrow(w, o);
        begin(w, o);
    }
    mustls_run_unload(&o->run);
    mustls_free(o);
    if (waits && !w->first)
        say_waiting();
    return code;
}

/* --- events --- */

static void on_quiet(void *arg)
{
    struct watch *w = arg;
    if (!w->child && !w->signum)
        play_round(w);
}

static int code_of(const struct watch *w, int status)
{
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    if (!w->signum) /* else it was ours, before the child had its own way to end */
        mustls_cli_say("the round died by signal %d", WTERMSIG(status));
    return MUSTLS_EXIT_TOOL;
}

static void on_child(void *arg, int signum)
{
    struct watch *w = arg;
    int status;
    (void)signum;
    if (!w->child || waitpid(w->child, &status, WNOHANG) != w->child)
        return;
    w->child = 0;
    int code = code_of(w, status);
    /* What can't be run as it is told is a mistake of the command line, and no change mends it. */
    bool mistake = w->first && code > MUSTLS_EXIT_RED;
    w->first = false;
    w->code = mistake ? code : 0;
    if (mistake || w->signum) {
        mustls_io_stop(w->io);
        return;
    }
    say_waiting();
    if (w->changed)
        look_again(w);
}

/* The child writes its reports first; asked twice, nobody waits for it. */
static void on_end(void *arg, int signum)
{
    struct watch *w = arg;
    bool again = w->signum != 0;
    w->signum = signum;
    if (w->child)
        kill(w->child, again ? SIGKILL : signum);
    if (again || !w->child)
        mustls_io_stop(w->io);
}

static int watch(struct watch *w)
{
    struct mustls_error err;
    w->io = mustls_io_new(&err);
    w->quiet = w->io ? mustls_timer_new(w->io, on_quiet, w) : NULL;
    if (!w->quiet || mustls_io_on_signal(w->io, SIGINT, on_end, w) != MUSTLS_OK ||
        mustls_io_on_signal(w->io, SIGTERM, on_end, w) != MUSTLS_OK ||
        mustls_io_on_signal(w->io, SIGCHLD, on_child, w) != MUSTLS_OK) {
        mustls_cli_say("the event loop does not start");
        return MUSTLS_EXIT_TOOL;
    }
    int code = play_round(w);
    if (code != 0)
        return code;
    mustls_io_run(w->io);
    return w->signum ? 128 + w->signum : w->code;
}

int mustls_run_watch(const struct mustls_cli_run *told, char *const *operands)
{
    static struct watch w; /* large */
    w.told = told;
    w.operands = operands;
    w.first = true;
    w.arena = mustls_arena_new((size_t)16 << 20);
    int code = w.arena ? watch(&w) : MUSTLS_EXIT_TOOL;
    for (size_t i = 0; i < w.num_folders; i++)
        mustls_watch_close(w.folders[i].watch);
    mustls_timer_free(w.quiet);
    mustls_io_free(w.io);
    mustls_stand_free(w.stand);
    mustls_arena_free(w.arena);
    return code;
}
