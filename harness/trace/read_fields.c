#include "trace/read_internal.h"

#include "base/escape.h"

#include <limits.h>

/* `at` is where a name begins: whether it is the name of a field, and no value of that text. */
static bool is_field(struct mustls_span line, size_t at, size_t len)
{
    size_t end = at + len;
    if (at == 0 || line.ptr[at - 1] != '"' || end >= line.len || line.ptr[end++] != '"')
        return false;
    while (end < line.len && line.ptr[end] == ' ')
        end++;
    return end < line.len && line.ptr[end] == ':';
}

/* jansson keeps no places: the first field of that name is where a person should look. */
static unsigned column_of(struct mustls_span line, const char *key)
{
    struct mustls_span name = mustls_span_str(key);
    for (size_t at = 0; at < line.len; at += name.len) {
        size_t found = mustls_span_find(mustls_span_from(line, at), name);
        if (found == MUSTLS_NPOS)
            break;
        at += found;
        if (is_field(line, at, name.len))
            return at < UINT_MAX ? (unsigned)at : UINT_MAX;
    }
    return 1;
}

void mustls_field_bad(struct mustls_fields *f, const char *key, const char *what)
{
    if (f->st != MUSTLS_OK)
        return;
    f->st = MUSTLS_EPARSE;
    mustls_error_at(f->err, "", 0, column_of(f->line, key), "\"%s\" %s", key, what);
}

const json_t *mustls_field_get(struct mustls_fields *f, const char *key, enum mustls_need need)
{
    if (f->st != MUSTLS_OK)
        return NULL;
    const json_t *v = json_object_get(f->obj, key);
    if (v && !json_is_null(v))
        return v;
    if (need == MUSTLS_REQUIRED)
        mustls_field_bad(f, key, "is missing");
    return NULL;
}

struct mustls_span mustls_field_span(struct mustls_fields *f, const char *key,
                                     enum mustls_need need)
{
    const json_t *v = mustls_field_get(f, key, need);
    if (v && !json_is_string(v)) {
        mustls_field_bad(f, key, "is no string");
        return mustls_span(NULL, 0);
    }
    return v ? mustls_span(json_string_value(v), json_string_length(v)) : mustls_span(NULL, 0);
}

const char *mustls_field_str(struct mustls_fields *f, const char *key, enum mustls_need need)
{
    struct mustls_span s = mustls_field_span(f, key, need);
    if (f->st != MUSTLS_OK || s.len == 0)
        return "";
    const char *copy = mustls_arena_str(f->arena, s);
    if (!copy)
        f->st = MUSTLS_ENOMEM;
    return copy ? copy : "";
}

struct mustls_span mustls_field_raw(struct mustls_fields *f, const char *key)
{
    struct mustls_span text = mustls_field_span(f, key, MUSTLS_OPTIONAL), raw = {NULL, 0};
    if (f->st != MUSTLS_OK || text.len == 0)
        return raw;

    struct mustls_buf bytes;
    mustls_buf_init(&bytes, text.len + 1); /* escapes only shrink; a NUL is kept behind */
    mustls_unescape_raw(&bytes, text);
    f->st =
        bytes.failed ? MUSTLS_ENOMEM : mustls_arena_copy(f->arena, mustls_buf_span(&bytes), &raw);
    mustls_buf_deinit(&bytes);
    return raw;
}

/* All of `s` as a decimal number. */
static bool parse_digits(struct mustls_span s, uint64_t *out)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned digit = s.ptr[i] - (unsigned)'0';
        if (digit > 9 || n > (UINT64_MAX - digit) / 10)
            return false;
        n = n * 10 + digit;
    }
    *out = n;
    return s.len > 0;
}

static bool number_of(const json_t *v, uint64_t *out)
{
    if (json_is_string(v))
        return parse_digits(mustls_span(json_string_value(v), json_string_length(v)), out);
    if (!json_is_integer(v) || json_integer_value(v) < 0)
        return false;
    *out = (uint64_t)json_integer_value(v);
    return true;
}

uint64_t mustls_field_u64(struct mustls_fields *f, const char *key, uint64_t max,
                          enum mustls_need need)
{
    const json_t *v = mustls_field_get(f, key, need);
    uint64_t n = 0;
    if (v && (!number_of(v, &n) || n > max)) {
        mustls_field_bad(f, key, "is no whole number in its range");
        return 0;
    }
    return n;
}

uint32_t mustls_field_u32(struct mustls_fields *f, const char *key, enum mustls_need need)
{
    return (uint32_t)mustls_field_u64(f, key, UINT32_MAX, need);
}

int mustls_field_int(struct mustls_fields *f, const char *key, int missing)
{
    const json_t *v = mustls_field_get(f, key, MUSTLS_OPTIONAL);
    if (!v)
        return missing;
    json_int_t n = json_integer_value(v);
    if (!json_is_integer(v) || n < INT_MIN || n > INT_MAX) {
        mustls_field_bad(f, key, "is no whole number in its range");
        return missing;
    }
    return (int)n;
}

bool mustls_field_bool(struct mustls_fields *f, const char *key, enum mustls_need need)
{
    const json_t *v = mustls_field_get(f, key, need);
    if (v && !json_is_boolean(v))
        mustls_field_bad(f, key, "is neither true nor false");
    return v && json_is_true(v);
}
