#include "run/library.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LIBRARY_ARENA    (512u << 20)
#define MAX_NAMES        100000
#define MAX_FOLDER_DEPTH 16

struct known_text {
    const char *name, *path;
    struct mustls_span text;
    const struct mustls_scenario *tree; /* once parsed */
    bool bad;
};

struct mustls_library {
    struct mustls_arena *arena;
    const char *root;
    struct mustls_diags diags;
    struct known_text *texts;
    size_t num_texts, cap_texts;
    const struct mustls_entry **entries;
    size_t num_entries, cap_entries;
};

struct mustls_library *mustls_library_new(const char *root)
{
    struct mustls_arena *a = mustls_arena_new(LIBRARY_ARENA);
    struct mustls_library *lib = a ? mustls_arena_alloc(a, sizeof *lib) : NULL;
    if (!lib) {
        mustls_arena_free(a);
        return NULL;
    }
    lib->arena = a;
    lib->root = root ? mustls_arena_str(a, mustls_span_str(root)) : NULL;
    mustls_diags_init(&lib->diags, a);
    return lib;
}

void mustls_library_free(struct mustls_library *lib)
{
    if (lib)
        mustls_arena_free(lib->arena);
}

struct mustls_diags *mustls_library_diags(struct mustls_library *lib)
{
    return &lib->diags;
}

static struct known_text *find_text(struct mustls_library *lib, const char *name)
{
    for (size_t i = 0; i < lib->num_texts; i++)
        if (strcmp(lib->texts[i].name, name) == 0)
            return &lib->texts[i];
    return NULL;
}

enum mustls_status mustls_library_put(struct mustls_library *lib, const char *name,
                                      const char *path, struct mustls_span text)
{
    if (find_text(lib, name))
        return MUSTLS_OK;
    if (mustls_arena_grow(lib->arena, (void **)&lib->texts, &lib->cap_texts, lib->num_texts,
                          sizeof *lib->texts) != MUSTLS_OK)
        return MUSTLS_ENOMEM;
    struct known_text t = {.name = mustls_arena_str(lib->arena, mustls_span_str(name)),
                           .path = mustls_arena_str(lib->arena, mustls_span_str(path))};
    if (!t.name || !t.path || mustls_arena_copy(lib->arena, text, &t.text) != MUSTLS_OK)
        return MUSTLS_ENOMEM;
    lib->texts[lib->num_texts++] = t;
    return MUSTLS_OK;
}

enum mustls_status mustls_library_replace(struct mustls_library *lib, const char *name,
                                          const char *path, struct mustls_span text)
{
    struct known_text *t = find_text(lib, name);
    if (!t)
        return mustls_library_put(lib, name, path, text);
    if (mustls_span_eq(t->text, text))
        return MUSTLS_OK;
    if (mustls_arena_copy(lib->arena, text, &t->text) != MUSTLS_OK)
        return MUSTLS_ENOMEM;
    t->tree = NULL;
    t->bad = false;
    lib->num_entries = 0; /* it may be anybody's base */
    return MUSTLS_OK;
}

static bool is_file(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* root/NAME.scn, or NAME.scn as a path of its own. */
static const char *path_of(struct mustls_library *lib, const char *name)
{
    char *path = lib->root ? mustls_arena_printf(lib->arena, "%s/%s.scn", lib->root, name) : NULL;
    if (path && is_file(path))
        return path;
    path = mustls_arena_printf(lib->arena, "%s.scn", name);
    return path && is_file(path) ? path : NULL;
}

static enum mustls_status read_text(struct mustls_library *lib, const char *name,
                                    struct known_text **out, struct mustls_error *err)
{
    *out = find_text(lib, name);
    if (*out)
        return MUSTLS_OK;
    const char *path = path_of(lib, name);
    if (!path) {
        mustls_error_set(err, "there is no scenario '%s'%s%s", name, lib->root ? " in " : "",
                         lib->root ? lib->root : "");
        return MUSTLS_ENOENT;
    }
    struct mustls_span text;
    enum mustls_status st = mustls_read_file(lib->arena, path, MUSTLS_SCN_MAX_FILE, &text, err);
    if (st != MUSTLS_OK)
        return st;
    st = mustls_library_put(lib, name, path, text);
    *out = find_text(lib, name);
    return st;
}

static enum mustls_status load_tree(struct mustls_library *lib, const char *name,
                                    const struct mustls_scenario **out, struct mustls_error *err)
{
    struct known_text *t;
    enum mustls_status st = read_text(lib, name, &t, err);
    if (st != MUSTLS_OK)
        return st;
    if (t->bad)
        return MUSTLS_EPARSE;
    if (!t->tree) {
        struct mustls_scenario *tree = NULL;
        st = mustls_scenario_parse(lib->arena, t->name, t->path, t->text, &lib->diags, &tree);
        t->bad = st != MUSTLS_OK;
        t->tree = tree;
        if (st != MUSTLS_OK && st != MUSTLS_EPARSE)
            mustls_error_set(err, "%s: %s", t->path, mustls_status_name(st));
        if (st != MUSTLS_OK)
            return st;
    }
    *out = t->tree;
    return MUSTLS_OK;
}

static void bad_base(struct mustls_library *lib, const struct mustls_scenario *s, const char *text)
{
    struct mustls_diag d = {
        .level = MUSTLS_DIAG_ERROR, .file = mustls_scenario_path(s), .text = text};
    mustls_scenario_base_at(s, &d.line, &d.col, &d.len);
    mustls_diag_add(&lib->diags, &d);
}

/* base/NAME first, then NAME. */
static enum mustls_status load_base(struct mustls_library *lib, const struct mustls_scenario *s,
                                    const struct mustls_scenario **out)
{
    struct mustls_span base = mustls_scenario_base(s);
    struct mustls_error err;
    char *name =
        mustls_arena_printf(lib->arena, "base/%.*s", (int)base.len, (const char *)base.ptr);
    if (!name)
        return MUSTLS_ENOMEM;
    enum mustls_status st = load_tree(lib, name, out, &err);
    if (st == MUSTLS_ENOENT)
        st = load_tree(lib, name + strlen("base/"), out, &err);
    if (st == MUSTLS_ENOENT)
        bad_base(lib, s,
                 mustls_arena_printf(lib->arena, "there is no base '%s'", name + strlen("base/")));
    return st == MUSTLS_ENOENT ? MUSTLS_EPARSE : st;
}

static enum mustls_status load_chain(struct mustls_library *lib, struct mustls_entry *e)
{
    while (mustls_scenario_base(e->chain[e->num - 1]).len > 0) {
        if (e->num == MUSTLS_SCN_MAX_DEPTH) {
            bad_base(lib, e->chain[0], "the chain of bases is too long, or goes in a circle");
            return MUSTLS_EPARSE;
        }
        enum mustls_status st = load_base(lib, e->chain[e->num - 1], &e->chain[e->num]);
        if (st != MUSTLS_OK)
            return st;
        e->num++;
    }
    return MUSTLS_OK;
}

enum mustls_status mustls_library_load(struct mustls_library *lib, const char *name,
                                       const struct mustls_entry **out, struct mustls_error *err)
{
    for (size_t i = 0; i < lib->num_entries; i++) {
        if (strcmp(lib->entries[i]->name, name) == 0) {
            *out = lib->entries[i];
            return MUSTLS_OK;
        }
    }
    struct mustls_entry *e = mustls_arena_alloc(lib->arena, sizeof *e);
    if (!e || mustls_arena_grow(lib->arena, (void **)&lib->entries, &lib->cap_entries,
                                lib->num_entries, sizeof *lib->entries) != MUSTLS_OK)
        return MUSTLS_ENOMEM;
    enum mustls_status st = load_tree(lib, name, &e->chain[0], err);
    if (st != MUSTLS_OK)
        return st;
    e->num = 1;
    e->name = mustls_scenario_name(e->chain[0]);
    e->path = mustls_scenario_path(e->chain[0]);
    st = load_chain(lib, e);
    if (st != MUSTLS_OK)
        return st;
    lib->entries[lib->num_entries++] = e;
    *out = e;
    return MUSTLS_OK;
}

/* --- selecting --- */

struct names {
    struct mustls_library *lib;
    const char **items;
    size_t num, cap;
};

static void add_name(struct names *n, const char *name)
{
    if (n->num < MAX_NAMES && name &&
        mustls_arena_grow(n->lib->arena, (void **)&n->items, &n->cap, n->num, sizeof *n->items) ==
            MUSTLS_OK)
        n->items[n->num++] = name;
}

static bool cut_ending(const char *file, size_t *len)
{
    *len = strlen(file);
    if (*len <= 4 || strcmp(file + *len - 4, ".scn") != 0)
        return false;
    *len -= 4;
    return true;
}

/* Every *.scn below folder/prefix; names are prefix + relative path. */
static void walk(struct names *n, const char *folder, const char *prefix, int depth)
{
    DIR *d = depth < MAX_FOLDER_DEPTH ? opendir(folder) : NULL;
    struct dirent *e;
    while (d && (e = readdir(d)) != NULL) {
        size_t len;
        if (e->d_name[0] == '.')
            continue;
        char *path = mustls_arena_printf(n->lib->arena, "%s/%s", folder, e->d_name);
        struct stat st;
        if (!path || stat(path, &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode)) {
            char *sub = mustls_arena_printf(n->lib->arena, "%s%s/", prefix, e->d_name);
            if (sub)
                walk(n, path, sub, depth + 1);
        } else if (cut_ending(e->d_name, &len)) {
            add_name(n, mustls_arena_printf(n->lib->arena, "%s%.*s", prefix, (int)len, e->d_name));
        }
    }
    if (d)
        closedir(d);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool in_folder(const char *name, const char *folder, size_t len)
{
    while (len > 0 && folder[len - 1] == '/')
        len--;
    return strncmp(name, folder, len) == 0 && (len == 0 || name[len] == '/');
}

/* `file`: the operand ends with .scn, and so means no folder. */
static bool selected(const char *name, const char *arg, size_t len, bool file)
{
    bool base = strncmp(name, "base/", 5) == 0;
    if (!arg)
        return !base;
    if (strlen(name) == len && memcmp(name, arg, len) == 0)
        return true;
    if (base && strncmp(arg, "base", 4) != 0)
        return false;
    return (!file && in_folder(name, arg, len)) ||
           mustls_glob(mustls_span(arg, len), mustls_span_str(name));
}

/* "name@3": takes the number off. */
static size_t cut_instance(const char *arg, unsigned *instance)
{
    size_t len = strlen(arg);
    const char *at = strrchr(arg, '@');
    *instance = 0;
    if (!at || !at[1] || strspn(at + 1, "0123456789") != strlen(at + 1) || strlen(at + 1) > 6)
        return len;
    *instance = (unsigned)strtoul(at + 1, NULL, 10);
    return (size_t)(at - arg);
}

/* scenarios/530/x.scn, scenarios/530 and ./x.scn mean what they say, too. */
static const char *strip_root(const struct mustls_library *lib, const char *arg)
{
    while (strncmp(arg, "./", 2) == 0)
        arg += 2;
    const char *root = lib->root ? lib->root : "";
    while (strncmp(root, "./", 2) == 0)
        root += 2;
    size_t len = strlen(root);
    if (len > 0 && strncmp(arg, root, len) == 0 && (arg[len] == '/' || arg[len] == 0))
        return arg[len] ? arg + len + 1 : arg + len;
    return arg;
}

static enum mustls_status nothing(struct names *n, const char *arg, struct mustls_error *err)
{
    const char **words = mustls_arena_array(n->lib->arena, n->num + 1, sizeof *words);
    const char *near = NULL;
    if (n->num == 0 && n->lib->root && !*arg) {
        mustls_error_set(err, "there is no scenario in %s", n->lib->root);
        return MUSTLS_ENOENT;
    }
    if (words && n->num > 0) {
        memcpy(words, n->items, n->num * sizeof *words);
        near = mustls_nearest(mustls_span_str(arg), words);
    }
    if (near)
        mustls_error_set(err,
                         "no scenario is called '%s'; did you mean '%s'? (mustls list shows all)",
                         arg, near);
    else
        mustls_error_set(err, "no scenario is called '%s' (mustls list shows all)", arg);
    return MUSTLS_ENOENT;
}

enum mustls_status mustls_library_select(struct mustls_library *lib, const char *arg,
                                         const char *const **names, size_t *num, unsigned *instance,
                                         struct mustls_error *err)
{
    struct names all = {.lib = lib}, hit = {.lib = lib};
    if (lib->root)
        walk(&all, lib->root, "", 0);
    *instance = 0;
    size_t len = 0, name_len;
    bool file = false;
    if (arg) {
        arg = strip_root(lib, arg);
        len = cut_instance(arg, instance);
        file = cut_ending(arg, &name_len);
        if (file)
            len = name_len;
    }
    bool whole = arg && *arg == 0; /* the root itself */
    for (size_t i = 0; i < all.num; i++)
        if (selected(all.items[i], whole ? NULL : arg, len, file))
            add_name(&hit, all.items[i]);
    if (hit.num == 0 && arg) {
        char *own = mustls_arena_printf(lib->arena, "%.*s.scn", (int)len, arg);
        if (own && is_file(own))
            add_name(&hit, mustls_arena_printf(lib->arena, "%.*s", (int)len, arg));
    }
    if (hit.num == 0)
        return nothing(&all, arg ? arg : "", err);
    qsort(hit.items, hit.num, sizeof *hit.items, by_text);
    *names = hit.items;
    *num = hit.num;
    return MUSTLS_OK;
}
