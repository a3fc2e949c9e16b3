#define _GNU_SOURCE
#include "campaign/finds.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flat/flat.h"
#include "run/watchdog.h"

#define MAKING   ".making" /* a bucket that is not whole yet */
#define MAX_ROW  (64u << 10)
#define MAX_TEXT (4u << 20)

bool mustls_finds_path(const struct mustls_finds *f, const char *name, const char *file,
                       char out[MUSTLS_PATH])
{
    int n = snprintf(out, MUSTLS_PATH, "%s/%s/%s", f->dir, name, file);
    return n > 0 && n < MUSTLS_PATH;
}

enum mustls_status mustls_finds_open(struct mustls_finds *f, const char *dir,
                                     struct mustls_error *err)
{
    char making[MUSTLS_PATH];
    *f = (struct mustls_finds){0};
    if (strlen(dir) + MUSTLS_BUCKET_NAME + 32 > MUSTLS_PATH) {
        mustls_error_set(err, "the folder's name is too long: %s", dir);
        return MUSTLS_EUSAGE;
    }
    snprintf(f->dir, sizeof f->dir, "%s", dir);
    enum mustls_status st = mustls_make_folder(dir, err);
    if (st != MUSTLS_OK)
        return st;
    if (mustls_path(making, dir, MAKING))
        mustls_remove_tree(making);
    f->num = mustls_count_files(dir);
    return MUSTLS_OK;
}

/* --- bucket.json --- */

static enum mustls_status put_row(const char *path, const struct mustls_find_row *r,
                                  const char *target, uint64_t last_id, struct mustls_error *err)
{
    char hash[20];
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)last_id);
    json_t *j = json_pack("{s:i,s:s,s:s,s:s,s:s,s:I,s:I,s:I,s:I,s:I,s:b,s:b,s:s}", "schema", 1,
                          "bucket", r->bucket.name, "kind", mustls_find_kind_name(r->bucket.kind),
                          "title", r->bucket.title, "target", target, "count", (json_int_t)r->count,
                          "first", (json_int_t)r->first, "last", (json_int_t)r->last, "size",
                          (json_int_t)r->size, "first_size", (json_int_t)r->first_size, "done",
                          r->done, "repeats", r->repeats, "last_id", hash);
    char *text = j ? json_dumps(j, JSON_INDENT(1)) : NULL;
    enum mustls_status st = MUSTLS_ENOMEM;
    if (text)
        st = mustls_file_put(path, mustls_span_str(text), false, err);
    else
        mustls_error_set(err, "no memory for %s", path);
    free(text); /* jansson's */
    json_decref(j);
    return st;
}

static void get_text(const json_t *j, const char *key, char *out, size_t size)
{
    const char *s = json_string_value(json_object_get(j, key));
    snprintf(out, size, "%s", s ? s : "");
}

static uint64_t get_number(const json_t *j, const char *key)
{
    json_int_t n = json_integer_value(json_object_get(j, key));
    return n > 0 ? (uint64_t)n : 0;
}

/* target and last_id are what a row does not show. */
static enum mustls_status get_row(const struct mustls_finds *f, const char *name,
                                  struct mustls_find_row *r, char target[200], uint64_t *last_id)
{
    char path[MUSTLS_PATH], word[32];
    struct mustls_buf b;
    mustls_buf_init(&b, MAX_ROW);
    bool there = mustls_finds_path(f, name, "bucket.json", path) &&
                 mustls_file_get(path, &b, NULL) == MUSTLS_OK;
    json_t *j = there ? json_loadb((const char *)b.ptr, b.len, 0, NULL) : NULL;
    mustls_buf_deinit(&b);
    if (!json_is_object(j)) {
        json_decref(j);
        return MUSTLS_ENOENT;
    }
    *r = (struct mustls_find_row){.count = get_number(j, "count"),
                                  .first = get_number(j, "first"),
                                  .last = get_number(j, "last"),
                                  .size = (size_t)get_number(j, "size"),
                                  .first_size = (size_t)get_number(j, "first_size"),
                                  .done = json_is_true(json_object_get(j, "done")),
                                  .repeats = json_is_true(json_object_get(j, "repeats"))};
    snprintf(r->bucket.name, sizeof r->bucket.name, "%s", name);
    get_text(j, "title", r->bucket.title, sizeof r->bucket.title);
    get_text(j, "kind", word, sizeof word);
    for (int k = 0; k < MUSTLS_NUM_FIND_KINDS; k++)
        if (strcmp(word, mustls_find_kind_name((enum mustls_find_kind)k)) == 0)
            r->bucket.kind = (enum mustls_find_kind)k;
    get_text(j, "target", target, 200);
    get_text(j, "last_id", word, sizeof word);
    *last_id = strtoull(word, NULL, 16);
    json_decref(j);
    return MUSTLS_OK;
}

enum mustls_status mustls_finds_row(const struct mustls_finds *f, const char *name,
                                    struct mustls_find_row *out)
{
    char target[200];
    uint64_t last;
    return get_row(f, name, out, target, &last);
}

/* --- files --- */

static enum mustls_status put_scenario(const char *path, const struct mustls_find *find,
                                       struct mustls_error *err)
{
    struct mustls_buf text, flat;
    mustls_buf_init(&text, MAX_TEXT);
    mustls_buf_init(&flat, MAX_TEXT);
    mustls_buf_printf(&text, "# %s\n# found by fuzzing %s\n", find->bucket.title, find->target);
    enum mustls_status st = MUSTLS_OK;
    if (find->scenario.len == 0)
        st = mustls_flat_text(&flat, find->input);
    mustls_buf_put(&text, find->scenario.len > 0 ? find->scenario : mustls_buf_span(&flat));
    if (st == MUSTLS_OK && !text.failed)
        st = mustls_file_put(path, mustls_buf_span(&text), false, err);
    else
        mustls_error_set(err, "%s: the input is too long for a scenario", path);
    mustls_buf_deinit(&text);
    mustls_buf_deinit(&flat);
    return st;
}

static enum mustls_status put_again(const char *path, const struct mustls_find *find,
                                    struct mustls_error *err)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 64u << 10);
    mustls_buf_printf(
        &b, "#!/bin/sh\n# %s\n# found by fuzzing %s\ncd \"$(dirname \"$0\")\" || exit 3\n",
        find->bucket.title, find->target);
    mustls_buf_put(&b, find->again);
    enum mustls_status st = mustls_buf_status(&b);
    if (st == MUSTLS_OK)
        st = mustls_file_put(path, mustls_buf_span(&b), true, err);
    mustls_buf_deinit(&b);
    return st;
}

static enum mustls_status put_files(const struct mustls_finds *f, const char *name,
                                    const struct mustls_find *find, bool first,
                                    struct mustls_error *err)
{
    char path[MUSTLS_PATH];
    enum mustls_status st = MUSTLS_OK;
    if (first && mustls_finds_path(f, name, "first", path))
        st = mustls_file_put(path, find->input, false, err);
    if (st == MUSTLS_OK && find->flat && mustls_finds_path(f, name, "scenario.scn", path))
        st = put_scenario(path, find, err);
    if (st == MUSTLS_OK && mustls_finds_path(f, name, "report.txt", path))
        st = mustls_file_put(path, find->report, false, err);
    if (st == MUSTLS_OK && find->trace.len > 0 && mustls_finds_path(f, name, "trace.jsonl", path))
        st = mustls_file_put(path, find->trace, false, err);
    if (st == MUSTLS_OK && mustls_finds_path(f, name, "again", path))
        st = put_again(path, find, err);
    if (st == MUSTLS_OK && mustls_finds_path(f, name, "input", path))
        st = mustls_file_put(path, find->input, false, err);
    return st;
}

/* --- filing --- */

static enum mustls_status count_again(struct mustls_finds *f, const struct mustls_find *find,
                                      uint64_t now, struct mustls_error *err)
{
    char path[MUSTLS_PATH], target[200];
    struct mustls_find_row row;
    uint64_t last;
    enum mustls_status st = get_row(f, find->bucket.name, &row, target, &last);
    if (st != MUSTLS_OK || !mustls_finds_path(f, find->bucket.name, "bucket.json", path)) {
        mustls_error_set(err, "%s/%s/bucket.json can't be understood; move the folder away", f->dir,
                         find->bucket.name);
        return MUSTLS_EIO;
    }
    row.count += last != find->id;
    row.last = now;
    return put_row(path, &row, target, find->id, err);
}

static enum mustls_status make(struct mustls_finds *f, const struct mustls_find *find, uint64_t now,
                               struct mustls_error *err)
{
    char making[MUSTLS_PATH], path[MUSTLS_PATH];
    struct mustls_find_row row = {.bucket = find->bucket,
                                  .count = 1,
                                  .first = now,
                                  .last = now,
                                  .size = find->input.len,
                                  .first_size = find->input.len,
                                  .repeats = true};
    if (!mustls_path(making, f->dir, MAKING) || !mustls_path(path, making, "bucket.json"))
        return MUSTLS_ELIMIT;
    mustls_remove_tree(making);
    enum mustls_status st = mustls_make_folder(making, err);
    if (st == MUSTLS_OK)
        st = put_files(f, MAKING, find, true, err);
    if (st == MUSTLS_OK)
        st = put_row(path, &row, find->target, find->id, err);
    if (st != MUSTLS_OK || !mustls_path(path, f->dir, find->bucket.name))
        return st;
    if (rename(making, path) != 0) {
        mustls_error_set(err, "can't make %s: %s", path, strerror(errno));
        return MUSTLS_EIO;
    }
    f->num++;
    return MUSTLS_OK;
}

static bool is_there(const struct mustls_finds *f, const char *name)
{
    char path[MUSTLS_PATH];
    return mustls_path(path, f->dir, name) && mustls_is_folder(path);
}

enum mustls_status mustls_finds_add(struct mustls_finds *f, struct mustls_find *find, uint64_t now,
                                    bool *is_new, struct mustls_error *err)
{
    if (!is_there(f, find->bucket.name) && f->num >= MUSTLS_FINDS_MAX)
        mustls_bucket_of_words(find->bucket.kind, MUSTLS_LIT("more than fit in this folder"),
                               &find->bucket);
    *is_new = !is_there(f, find->bucket.name);
    return *is_new ? make(f, find, now, err) : count_again(f, find, now, err);
}

/* Reads a row, has it changed, writes it. */
static enum mustls_status change(struct mustls_finds *f, const char *name,
                                 void (*how)(struct mustls_find_row *row, const void *arg),
                                 const void *arg, struct mustls_error *err)
{
    char path[MUSTLS_PATH], target[200];
    struct mustls_find_row row;
    uint64_t last;
    if (get_row(f, name, &row, target, &last) != MUSTLS_OK ||
        !mustls_finds_path(f, name, "bucket.json", path)) {
        mustls_error_set(err, "%s/%s/bucket.json can't be understood; move the folder away", f->dir,
                         name);
        return MUSTLS_EIO;
    }
    how(&row, arg);
    return put_row(path, &row, target, last, err);
}

static void set_smaller(struct mustls_find_row *row, const void *arg)
{
    const struct mustls_find *find = arg;
    row->size = find->input.len;
    memcpy(row->bucket.title, find->bucket.title, sizeof row->bucket.title);
}

enum mustls_status mustls_finds_improve(struct mustls_finds *f, const struct mustls_find *find,
                                        struct mustls_error *err)
{
    enum mustls_status st = put_files(f, find->bucket.name, find, false, err);
    return st == MUSTLS_OK ? change(f, find->bucket.name, set_smaller, find, err) : st;
}

static void set_done(struct mustls_find_row *row, const void *arg)
{
    row->done = true;
    row->repeats = *(const bool *)arg;
}

enum mustls_status mustls_finds_done(struct mustls_finds *f, const char *name, bool repeats,
                                     struct mustls_error *err)
{
    return change(f, name, set_done, &repeats, err);
}

enum mustls_status mustls_finds_each(const struct mustls_finds *f,
                                     bool (*each)(void *arg, const struct mustls_find_row *row),
                                     void *arg)
{
    struct dirent **names;
    int n = scandir(f->dir, &names, NULL, alphasort);
    bool go_on = true;
    for (int i = 0; i < n; i++) {
        struct mustls_find_row row;
        if (go_on && names[i]->d_name[0] != '.' &&
            mustls_finds_row(f, names[i]->d_name, &row) == MUSTLS_OK)
            go_on = each(arg, &row);
        free(names[i]); /* the C library's */
    }
    if (n >= 0)
        free(names);
    return n < 0 ? MUSTLS_EIO : MUSTLS_OK;
}
