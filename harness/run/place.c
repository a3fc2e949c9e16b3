#include "run/place.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "run/library.h"
#include "run/names.h"

/* The port of submission: what most clients are set to. */
#define TOLD_PORT     587
#define MAX_LISTENERS (MUSTLS_MAX_PORTS * 2 * 2)
/* Addresses 198.18.1.0 to 198.18.255.255; a run that is over leaves its own to a later one. */
#define NUM_ADDRESSES 65000u

struct mustls_place {
    struct mustls_listener *listeners[MAX_LISTENERS];
    size_t num;
    struct mustls_names *names;
    char ipv4[MUSTLS_NUM_PLACES][16], ipv6[MUSTLS_NUM_PLACES][40];
    struct mustls_name_places where;
};

static bool reaches_loopback(const struct mustls_exec *x)
{
    return mustls_span_eq(mustls_program_wish(x->prog, "reach"), MUSTLS_LIT("127.0.0.1"));
}

bool mustls_place_own(const struct mustls_exec *x)
{
    return x->world->isolated && x->subject->kind == MUSTLS_SUBJECT_PROGRAM &&
           x->prog->role == MUSTLS_TEST_CLIENT && !reaches_loopback(x);
}

static unsigned told_port(const struct mustls_exec *x)
{
    const struct mustls_profile *p = x->subject->profile;
    return p && p->port ? p->port : TOLD_PORT;
}

static bool uses(const struct mustls_program *p, enum mustls_name_kind kind,
                 enum mustls_name_place at)
{
    for (size_t i = 0; i < p->num_names; i++)
        if (p->names[i].kind == kind && p->names[i].place == at)
            return true;
    return false;
}

/* --- what can't be --- */

/* The reference client is handed its connection: names that lead to us are no question for it. */
static bool all_lead_here(const struct mustls_program *p)
{
    for (size_t i = 0; i < p->num_names; i++) {
        const struct mustls_name_record *n = &p->names[i];
        bool address = n->kind == MUSTLS_NAME_A || n->kind == MUSTLS_NAME_AAAA;
        if (address ? n->place == MUSTLS_PLACE_NOBODY : n->kind != MUSTLS_NAME_MX)
            return false;
    }
    for (size_t i = 0; i < p->num_ports; i++)
        if (p->ports[i] == TOLD_PORT)
            return true;
    return p->num_ports == 0;
}

static const char *lacks_world(const struct mustls_exec *x)
{
    const struct mustls_profile *p = x->subject->profile;
    if (p->needs_root && !x->world->real_root)
        return "the subject needs root, and other users than that: run mustls as root";
    if (p->num_binds && !x->world->isolated)
        return "the subject needs files in the system's place (bind), which takes --isolate";
    if (x->prog->role == MUSTLS_TEST_SERVER)
        return NULL;
    if (p->port && !mustls_place_own(x))
        return "the subject goes to a fixed port, which takes --isolate and a name";
    return NULL;
}

const char *mustls_place_unmet(struct mustls_exec *x)
{
    const struct mustls_program *p = x->prog;
    if (x->subject->kind == MUSTLS_SUBJECT_PROGRAM) {
        const char *lacks = lacks_world(x);
        if (lacks)
            return lacks;
        if ((p->num_names || p->num_ports) && !mustls_place_own(x))
            return "names and ports of the scenario's own take --isolate";
    } else if (!all_lead_here(p)) {
        return "the reference client looks no name up and is handed its connection";
    }
    bool ipv6 = uses(p, MUSTLS_NAME_AAAA, MUSTLS_PLACE_SERVER) ||
                uses(p, MUSTLS_NAME_AAAA, MUSTLS_PLACE_SECOND);
    if (mustls_place_own(x) && ipv6 && !x->world->isolation.ipv6)
        return "this system has no IPv6";
    for (size_t i = 0; i < p->num_ports && mustls_place_own(x); i++)
        if (p->num_ports == 1 && p->ports[i] == told_port(x))
            return "the subject goes to the only port that answers, and the scenario is about "
                   "another";
    return NULL;
}

/* --- addresses --- */

static void make_addresses(struct mustls_place *p, uint32_t run, bool ipv6)
{
    unsigned n = 256 + run % NUM_ADDRESSES;
    for (unsigned i = 0; i < MUSTLS_NUM_PLACES; i++) {
        if (i == MUSTLS_PLACE_NOBODY)
            snprintf(p->ipv4[i], sizeof p->ipv4[i], "198.18.0.1");
        else
            snprintf(p->ipv4[i], sizeof p->ipv4[i], "198.%u.%u.%u", 18 + i, n / 256, n % 256);
        snprintf(p->ipv6[i], sizeof p->ipv6[i], "2001:db8::%x:%x", i + 1, n);
        p->where.ipv4[i] = p->ipv4[i];
        p->where.ipv6[i] = ipv6 ? p->ipv6[i] : NULL;
    }
}

static bool listen_at(struct mustls_place *p, struct mustls_io *io, const char *host, unsigned port,
                      mustls_accept_cb cb, void *arg, struct mustls_error *err)
{
    struct mustls_listener *l = mustls_io_listen(io, host, port, cb, arg, err);
    if (l)
        p->listeners[p->num++] = l;
    return l != NULL;
}

static bool listen_port(struct mustls_place *p, struct mustls_exec *x, unsigned port,
                        mustls_accept_cb cb, void *arg, struct mustls_error *err)
{
    for (int i = MUSTLS_PLACE_SERVER; i <= MUSTLS_PLACE_SECOND; i++) {
        enum mustls_name_place at = (enum mustls_name_place)i;
        bool v4 = at == MUSTLS_PLACE_SERVER || uses(x->prog, MUSTLS_NAME_A, at);
        if (v4 && !listen_at(p, x->world->io, p->ipv4[i], port, cb, arg, err))
            return false;
        if (uses(x->prog, MUSTLS_NAME_AAAA, at) &&
            !listen_at(p, x->world->io, p->ipv6[i], port, cb, arg, err))
            return false;
    }
    return true;
}

struct mustls_place *mustls_place_open(struct mustls_exec *x, mustls_accept_cb cb, void *arg,
                                       unsigned *port, struct mustls_error *err)
{
    struct mustls_place *p = mustls_alloc(sizeof *p);
    if (!p) {
        mustls_error_set(err, "out of memory");
        return NULL;
    }
    bool good;
    if (!mustls_place_own(x)) {
        good = listen_at(p, x->world->io, x->world->listen, 0, cb, arg, err);
        *port = good ? mustls_listener_port(p->listeners[0]) : 0;
    } else {
        *port = told_port(x);
        make_addresses(p, x->run, x->world->isolation.ipv6);
        p->names = mustls_names_start(x->world->io, x->prog, &p->where, err);
        good = p->names && (x->prog->num_ports || listen_port(p, x, *port, cb, arg, err));
        for (size_t i = 0; good && i < x->prog->num_ports; i++)
            good = listen_port(p, x, x->prog->ports[i], cb, arg, err);
    }
    if (good)
        return p;
    mustls_place_free(p);
    return NULL;
}

void mustls_place_close(struct mustls_place *p)
{
    for (size_t i = 0; p && i < p->num; i++)
        mustls_listener_close(p->listeners[i]);
    if (p)
        p->num = 0;
}

const char *mustls_place_asked(const struct mustls_place *p)
{
    return p && p->names ? mustls_names_asked(p->names) : "";
}

void mustls_place_free(struct mustls_place *p)
{
    if (!p)
        return;
    mustls_place_close(p);
    mustls_names_free(p->names);
    mustls_free(p);
}

/* --- files --- */

struct files {
    struct mustls_exec *x;
    const struct mustls_name_places *where;
    struct mustls_box_bind *binds;
    size_t num;
    struct mustls_error *err;
    enum mustls_status st;
};

static void add(struct files *f, const char *from, const char *to, bool optional)
{
    if (!from || !to)
        f->st = MUSTLS_ENOMEM;
    else
        f->binds[f->num++] = (struct mustls_box_bind){from, to, optional};
}

static void add_text(struct files *f, const char *name, const char *to, struct mustls_span text)
{
    char *path = mustls_arena_printf(f->x->arena, "%s/%s", f->x->files_dir, name);
    if (path && f->st == MUSTLS_OK)
        f->st = mustls_write_file(path, text, false, f->err);
    add(f, path, to, false);
}

static void add_names(struct files *f)
{
    struct mustls_buf text;
    mustls_buf_init(&text, 16384);
    mustls_names_hosts(&text, f->x->prog, f->where);
    add_text(f, "hosts", "/etc/hosts", mustls_buf_span(&text));
    mustls_buf_clear(&text);
    mustls_buf_printf(&text, "nameserver %s\n", f->where->ipv4[MUSTLS_PLACE_SERVER]);
    add_text(f, "resolv.conf", "/etc/resolv.conf", mustls_buf_span(&text));
    if (text.failed)
        f->st = MUSTLS_ENOMEM;
    mustls_buf_deinit(&text);
    /* Names from these files only, not from a service of the machine. */
    struct mustls_world *w = f->x->world;
    add(f, mustls_arena_printf(f->x->arena, "%s/nsswitch.conf", w->dir), "/etc/nsswitch.conf",
        true);
    add(f, mustls_arena_printf(f->x->arena, "%s/empty", w->dir), "/run/nscd", true);
}

/* What is not there is made: a folder over a folder, else an empty file. */
static void make_source(struct files *f, const char *from, const char *to)
{
    if (from && to && f->st == MUSTLS_OK)
        f->st = mustls_make_like(from, to, f->err);
}

enum mustls_status mustls_place_binds(const struct mustls_place *place, struct mustls_exec *x,
                                      const char *const values[MUSTLS_NUM_PLACEHOLDERS],
                                      struct mustls_spawn *s, struct mustls_error *err)
{
    const struct mustls_profile *p = x->subject->profile;
    struct files f = {.x = x, .where = &place->where, .err = err};
    s->boxed = x->world->isolated;
    if (!s->boxed)
        return MUSTLS_OK;
    snprintf(x->files_dir, sizeof x->files_dir, "%s.files", x->folder);
    if (mkdir(x->files_dir, 0755) != 0) {
        mustls_error_set(err, "can't make the folder %s: %s", x->files_dir, strerror(errno));
        x->files_dir[0] = 0;
        return MUSTLS_EIO;
    }
    f.binds = mustls_arena_array(x->arena, p->num_binds + 4, sizeof *f.binds);
    if (!f.binds)
        return MUSTLS_ENOMEM;
    if (place->names)
        add_names(&f);
    for (size_t i = 0; i < p->num_binds; i++) {
        const char *from = mustls_profile_expand(x->arena, p->binds[i].from, values);
        const char *to = mustls_arena_str(x->arena, p->binds[i].to);
        make_source(&f, from, to);
        add(&f, from, to, false);
    }
    s->binds = f.binds;
    s->num_binds = f.num;
    return f.st;
}
