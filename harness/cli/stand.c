#define _GNU_SOURCE
#include "cli/stand.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/rng.h"
#include "run/subject.h"

#define STAND_ARENA ((size_t)64 << 20)

/* --- taking it --- */

static const struct mustls_stand_file *find(const struct mustls_stand *s, const char *path)
{
    for (size_t i = 0; i < s->num; i++)
        if (strcmp(s->files[i].path, path) == 0)
            return &s->files[i];
    return NULL;
}

static bool add(struct mustls_stand *s, const char *path, uint64_t mark)
{
    if (find(s, path))
        return true;
    char *own = mustls_arena_str(s->arena, mustls_span_str(path));
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    char *folder = mustls_arena_str(s->arena, mustls_span(path, len));
    if (!own || !folder ||
        mustls_arena_grow(s->arena, (void **)&s->files, &s->cap, s->num, sizeof *s->files) !=
            MUSTLS_OK)
        return false;
    s->files[s->num++] = (struct mustls_stand_file){
        .path = own,
        .folder = *folder ? folder
                  : slash ? "/"
                          : ".",
        .name = slash ? own + len + 1 : own,
        .mark = mark,
    };
    return true;
}

/* The text that was loaded: what is written after it is a change to come. */
static bool add_text(struct mustls_stand *s, const char *path, struct mustls_span text)
{
    return add(s, path, mustls_hash(text) | 1);
}

/* A program may be large, and is not read by us. Behind a symbolic link, both are watched. */
static bool add_program(struct mustls_stand *s, const char *path)
{
    struct stat st;
    char real[PATH_MAX];
    uint64_t mark = 0;
    if (stat(path, &st) == 0) {
        uint64_t all[] = {(uint64_t)st.st_dev, (uint64_t)st.st_ino, (uint64_t)st.st_size,
                          (uint64_t)st.st_mtim.tv_sec, (uint64_t)st.st_mtim.tv_nsec};
        mark = mustls_hash(mustls_span(all, sizeof all)) | 1;
    }
    return add(s, path, mark) && (!realpath(path, real) || add(s, real, mark));
}

static bool add_profile(struct mustls_stand *s, struct mustls_cli_run *r,
                        const struct mustls_profile *p)
{
    const char *files[2];
    size_t num = mustls_profile_files(r->arena, p, files);
    bool good = !p->text.len || add_text(s, p->path, p->text);
    for (size_t i = 0; i < num && good; i++)
        good = add_program(s, files[i]);
    return good;
}

static bool add_all(struct mustls_stand *s, struct mustls_cli_run *r)
{
    bool good = !r->known_path || add_text(s, r->known_path, r->known_text);
    for (size_t i = 0; i < r->sel.num_entries && good; i++) {
        const struct mustls_entry *e = r->sel.entries[i].entry;
        for (size_t k = 0; k < e->num && good; k++)
            good =
                add_text(s, mustls_scenario_path(e->chain[k]), mustls_scenario_text(e->chain[k]));
    }
    for (size_t i = 0; i < r->num_clients && good; i++)
        good = !r->profiles[i] || add_profile(s, r, r->profiles[i]);
    return good;
}

struct mustls_stand *mustls_stand_new(struct mustls_cli_run *r)
{
    struct mustls_arena *a = mustls_arena_new(STAND_ARENA);
    struct mustls_stand *s = a ? mustls_arena_alloc(a, sizeof *s) : NULL;
    if (s) {
        s->arena = a;
        if (add_all(s, r))
            return s;
    }
    mustls_arena_free(a);
    return NULL;
}

void mustls_stand_free(struct mustls_stand *s)
{
    if (s)
        mustls_arena_free(s->arena);
}

const struct mustls_stand_file *mustls_stand_at(const struct mustls_stand *s, const char *folder,
                                                const char *name)
{
    for (size_t i = 0; i < s->num; i++)
        if (strcmp(s->files[i].name, name) == 0 && strcmp(s->files[i].folder, folder) == 0)
            return &s->files[i];
    return NULL;
}

/* --- comparing --- */

struct compare {
    const struct mustls_stand *before, *now;
    struct mustls_touched *out;
};

static bool is_other(const struct compare *c, const char *path)
{
    const struct mustls_stand_file *was = find(c->before, path), *is = find(c->now, path);
    return is && is->mark && (!was || was->mark != is->mark);
}

static bool entry_touched(const struct compare *c, const struct mustls_entry *e)
{
    for (size_t k = 0; k < e->num; k++)
        if (is_other(c, mustls_scenario_path(e->chain[k])))
            return true;
    return false;
}

/* A program that is being linked, say, is not there for a moment: it will be. */
static bool client_touched(const struct compare *c, struct mustls_cli_run *r,
                           const struct mustls_profile *p)
{
    const char *files[2];
    size_t num = p ? mustls_profile_files(r->arena, p, files) : 0;
    bool other = p && p->text.len && is_other(c, p->path);
    for (size_t i = 0; i < num; i++) {
        const struct mustls_stand_file *f = find(c->now, files[i]);
        if (f && !f->mark) {
            c->out->gone = f->path;
            return false;
        }
        other |= is_other(c, files[i]);
    }
    return other;
}

bool mustls_stand_touches(const struct mustls_stand *before, const struct mustls_stand *now,
                          struct mustls_cli_run *r, struct mustls_touched *out)
{
    struct compare c = {before, now, out};
    *out = (struct mustls_touched){0};
    out->entries = mustls_arena_array(r->arena, r->sel.num_entries + 1, sizeof *out->entries);
    if (!out->entries)
        return false;
    for (size_t i = 0; i < now->num; i++) {
        if (!is_other(&c, now->files[i].path))
            continue;
        out->changed = out->changed ? out->changed : now->files[i].path;
        out->num_changed++;
    }
    out->all = r->known_path && is_other(&c, r->known_path);
    for (size_t i = 0; i < r->sel.num_entries; i++)
        out->num_entries += out->entries[i] = entry_touched(&c, r->sel.entries[i].entry);
    for (size_t i = 0; i < r->num_clients; i++)
        out->num_clients += out->clients[i] = client_touched(&c, r, r->profiles[i]);
    return true;
}
