#include "campaign/state.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "campaign/files.h"

enum { MAX_STATE = 64 << 10 };

static uint64_t number(const json_t *j, const char *key)
{
    json_int_t n = json_integer_value(json_object_get(j, key));
    return n > 0 ? (uint64_t)n : 0;
}

enum mustls_status mustls_state_read(const char *path, struct mustls_campaign_state *out,
                                     struct mustls_error *err)
{
    struct mustls_buf b;
    *out = (struct mustls_campaign_state){0};
    if (access(path, F_OK) != 0)
        return MUSTLS_OK;
    mustls_buf_init(&b, MAX_STATE);
    enum mustls_status st = mustls_file_get(path, &b, err);
    json_t *j = st == MUSTLS_OK ? json_loadb((const char *)b.ptr, b.len, 0, NULL) : NULL;
    mustls_buf_deinit(&b);
    if (st != MUSTLS_OK)
        return st;
    const char *target = json_string_value(json_object_get(j, "target"));
    if (target) {
        snprintf(out->target, sizeof out->target, "%s", target);
        out->runs = number(j, "runs");
        out->seconds = number(j, "seconds");
        out->execs = number(j, "execs");
        out->lost = number(j, "lost");
        out->rss = number(j, "rss");
    } else {
        mustls_error_at(err, path, 1, 1, "this is no state of a campaign; remove it to begin anew");
        st = MUSTLS_EPARSE;
    }
    json_decref(j);
    return st;
}

enum mustls_status mustls_state_write(const char *path, const struct mustls_campaign_state *s,
                                      struct mustls_error *err)
{
    json_t *j =
        json_pack("{s:i,s:s,s:I,s:I,s:I,s:I,s:I}", "schema", 1, "target", s->target, "runs",
                  (json_int_t)s->runs, "seconds", (json_int_t)s->seconds, "execs",
                  (json_int_t)s->execs, "lost", (json_int_t)s->lost, "rss", (json_int_t)s->rss);
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
