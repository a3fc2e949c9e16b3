#define _GNU_SOURCE
#include "campaign/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LIST "fuzz-targets.txt" /* written by targets/fuzz/CMakeLists.txt */

enum { MAX_LINE = 32768 };

const char *mustls_engine_name(enum mustls_engine e)
{
    return e == MUSTLS_ENGINE_AFL ? "afl" : "libfuzzer";
}

static bool has_list(const char *dir)
{
    char path[MUSTLS_PATH];
    struct mustls_buf b;
    mustls_buf_init(&b, 1u << 20);
    bool there = mustls_path(path, dir, LIST) && mustls_file_get(path, &b, NULL) == MUSTLS_OK;
    mustls_buf_deinit(&b);
    return there;
}

enum mustls_status mustls_target_folder(const char *preset, char out[MUSTLS_PATH],
                                        struct mustls_error *err)
{
    char path[MUSTLS_PATH];
    snprintf(path, sizeof path, "build/%s", preset);
    if (has_list(path) && mustls_absolute(out, path))
        return MUSTLS_OK;
    int n = snprintf(out, MUSTLS_PATH, "%s/build/%s", MUSTLS_SOURCE_DIR, preset);
    if (n < MUSTLS_PATH && has_list(out))
        return MUSTLS_OK;
    mustls_error_set(err,
                     "no fuzz targets are built in build/%s: cmake --preset %s && cmake --build "
                     "--preset %s (or --bin DIR, where they are)",
                     preset, preset, preset);
    return MUSTLS_EIO;
}

static void set_program(struct mustls_target *t, const char *path)
{
    if (mustls_is_program(path))
        mustls_absolute(t->program, path);
}

void mustls_target_bin(const char *bin, char out[MUSTLS_PATH])
{
    if (!mustls_absolute(out, bin))
        snprintf(out, MUSTLS_PATH, "%s", bin);
}

bool mustls_target_dict(struct mustls_target *t, const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && mustls_absolute(t->dict, path);
}

/* Beside the program: the words that it knows. */
static void set_dict(struct mustls_target *t, const char *bin)
{
    char file[sizeof t->name + sizeof ".dict"], path[MUSTLS_PATH];
    snprintf(file, sizeof file, "%s.dict", t->name);
    if (mustls_path(path, bin, file))
        mustls_target_dict(t, path);
}

/* "NAME\tKIND\tSEEDS..." */
static bool read_line(char *line, const char *bin, struct mustls_target *t)
{
    char *save, path[MUSTLS_PATH];
    char *name = strtok_r(line, "\t\n", &save), *kind = name ? strtok_r(NULL, "\t\n", &save) : NULL;
    if (!kind)
        return false;
    *t = (struct mustls_target){.flat = strcmp(kind, "flat") == 0};
    snprintf(t->name, sizeof t->name, "%s", name);
    if (mustls_path(path, bin, name))
        set_program(t, path);
    set_dict(t, bin);
    for (char *s; t->num_seeds < MUSTLS_MAX_SEEDS && (s = strtok_r(NULL, "\t\n", &save));)
        snprintf(t->seeds[t->num_seeds++], MUSTLS_PATH, "%s", s);
    return true;
}

enum mustls_status mustls_target_each(const char *bin,
                                      void (*each)(void *arg, const struct mustls_target *t),
                                      void *arg, struct mustls_error *err)
{
    static char line[MAX_LINE];    /* one thread, and no call from `each` */
    static struct mustls_target t; /* large */
    char path[MUSTLS_PATH];
    FILE *f = mustls_path(path, bin, LIST) ? fopen(path, "re") : NULL;
    if (!f) {
        mustls_error_set(err, "%s holds no fuzz targets: there is no %s in it", bin, LIST);
        return MUSTLS_EIO;
    }
    while (fgets(line, sizeof line, f))
        if (read_line(line, bin, &t))
            each(arg, &t);
    fclose(f);
    return MUSTLS_OK;
}

struct wanted {
    const char *name;
    struct mustls_target *out;
    bool found;
};

static void look(void *arg, const struct mustls_target *t)
{
    struct wanted *w = arg;
    if (strcmp(t->name, w->name) != 0 &&
        (strncmp(t->name, "fuzz_", 5) != 0 || strcmp(t->name + 5, w->name) != 0))
        return;
    *w->out = *t;
    w->found = true;
}

static enum mustls_status own_program(const char *path, struct mustls_target *out,
                                      struct mustls_error *err)
{
    *out = (struct mustls_target){0};
    set_program(out, path);
    if (!out->program[0]) {
        mustls_error_set(err, "%s is no program", path);
        return MUSTLS_ENOENT;
    }
    snprintf(out->name, sizeof out->name, "%s", strrchr(path, '/') + 1);
    char bin[MUSTLS_PATH];
    snprintf(bin, sizeof bin, "%.*s", (int)(strrchr(path, '/') - path), path);
    set_dict(out, bin);
    return MUSTLS_OK;
}

enum mustls_status mustls_target_find(const char *bin, const char *preset, const char *name,
                                      struct mustls_target *out, struct mustls_error *err)
{
    if (strchr(name, '/'))
        return own_program(name, out, err);
    struct wanted w = {.name = name, .out = out};
    enum mustls_status st = mustls_target_each(bin, look, &w, err);
    if (st == MUSTLS_OK && !w.found) {
        mustls_error_set(err, "there is no fuzz target '%s'; 'mustls fuzz list' lists them", name);
        st = MUSTLS_ENOENT;
    } else if (st == MUSTLS_OK && !out->program[0]) {
        mustls_error_set(err,
                         "%s is not built in %s: cmake --preset %s && cmake --build --preset %s "
                         "--target %s",
                         out->name, bin, preset, preset, out->name);
        st = MUSTLS_EIO;
    }
    return st;
}
