/* list --subjects: the profiles, and which of their programs are on this machine. */
#include "cli/list_subjects.h"

#include "base/arena.h"
#include "base/escape.h"
#include "cli/cli.h"
#include "run/library.h"
#include "run/subject.h"

#define MAX_SUBJECTS 512

struct found {
    const struct mustls_profile *profile;
    const char *version, *missing; /* missing NULL: it is here */
};

static void look(struct mustls_arena *a, struct mustls_io *io, struct found *f)
{
    f->missing = mustls_profile_missing(a, f->profile);
    f->version = f->missing ? "" : mustls_profile_ask_version(a, io, f->profile);
    if (!f->missing && f->profile->version.num && !*f->version)
        f->missing = "its version command gives no version: something that it needs is not there";
}

static void put_words(struct mustls_buf *b, const char *key, const struct mustls_words *words)
{
    mustls_buf_printf(b, ",\"%s\":[", key);
    for (size_t i = 0; i < words->num; i++) {
        mustls_buf_puts(b, i ? "," : "");
        mustls_put_json_text(b, words->items[i]);
    }
    mustls_buf_puts(b, "]");
}

static void put_text(struct mustls_buf *b, const char *key, const char *text)
{
    mustls_buf_printf(b, "\"%s\":", key);
    mustls_put_json_text(b, mustls_span_str(text));
}

static void put_json(struct mustls_buf *b, const struct found *f)
{
    mustls_buf_puts(b, "{");
    put_text(b, "name", f->profile->name);
    mustls_buf_puts(b, ",");
    put_text(b, "file", f->profile->path);
    mustls_buf_printf(b, ",\"role\":\"%s\",\"here\":%s,",
                      f->profile->role == MUSTLS_TEST_CLIENT ? "client" : "server",
                      f->missing ? "false" : "true");
    put_text(b, "version", f->version);
    mustls_buf_puts(b, ",");
    put_text(b, "missing", f->missing ? f->missing : "");
    put_words(b, "apt", &f->profile->apt);
    put_words(b, "unpack", &f->profile->unpack);
    put_words(b, "npm", &f->profile->npm);
    mustls_buf_puts(b, ",");
    put_text(b, "build", f->profile->build);
    mustls_buf_puts(b, "}\n");
}

static void print(const struct found *f, bool json)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 1u << 20);
    if (json)
        put_json(&b, f);
    else if (f->missing)
        mustls_buf_printf(&b, "%-20s -              %s\n", f->profile->name, f->missing);
    else
        mustls_buf_printf(&b, "%-20s %s\n", f->profile->name, *f->version ? f->version : "here");
    fwrite(b.ptr, 1, b.len, stdout);
    fflush(stdout); /* asking all of them takes seconds */
    mustls_buf_deinit(&b);
}

struct listing {
    struct mustls_arena *arena;
    struct mustls_io *io;
    struct mustls_diags diags;
    const char *folder;
    bool json;
    size_t num_here;
};

/* False: the name or the file is bad, and that was told or is in diags. */
static bool list_one(struct listing *l, const char *name)
{
    struct found f = {0};
    struct mustls_error err;
    enum mustls_status st =
        mustls_profile_load(l->arena, l->folder, name, &l->diags, &f.profile, &err);
    if (st != MUSTLS_OK) {
        if (st != MUSTLS_EPARSE)
            mustls_cli_say_error(&err);
        return false;
    }
    look(l->arena, l->io, &f);
    l->num_here += !f.missing;
    print(&f, l->json);
    return true;
}

static int list(struct listing *l, char *const *operands)
{
    const char *all[MAX_SUBJECTS];
    const char *const *names = (const char *const *)operands;
    size_t num = 0;
    while (operands[num])
        num++;
    if (num == 0) {
        num = mustls_profile_names(l->arena, l->folder, all, MAX_SUBJECTS);
        names = all;
    }
    if (num == 0) {
        mustls_cli_say("there are no profiles in %s", l->folder ? l->folder : "targets/subjects");
        return MUSTLS_EXIT_EMPTY;
    }
    int code = 0;
    for (size_t i = 0; i < num; i++)
        if (!list_one(l, names[i]))
            code = MUSTLS_EXIT_USAGE;
    mustls_cli_say_diags(&l->diags);
    if (!l->json && l->num_here < num)
        printf("%zu of %zu are here; './dev subjects install NAME...' brings what is missing\n",
               l->num_here, num);
    return code;
}

int mustls_cli_list_subjects(char *const *operands, bool json)
{
    char buf[4096];
    struct mustls_error err;
    struct listing l = {.json = json};
    l.folder = mustls_default_folder("MUSTLS_SUBJECTS", "targets/subjects", buf, sizeof buf);
    l.arena = mustls_arena_new(64u << 20);
    l.io = l.arena ? mustls_io_new(&err) : NULL;
    int code = MUSTLS_EXIT_TOOL;
    if (l.io) {
        mustls_diags_init(&l.diags, l.arena);
        code = list(&l, operands);
    } else {
        mustls_cli_say("%s", l.arena ? err.text : "out of memory");
    }
    mustls_io_free(l.io);
    mustls_arena_free(l.arena);
    return code;
}
