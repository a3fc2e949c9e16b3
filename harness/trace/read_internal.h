/* Typed fields of one JSON object. The first mistake is kept and turns every later call into a
 * no-op, so that readers stay straight: get, get, get, then look at `st` once. */
#ifndef MUSTLS_TRACE_READ_INTERNAL_H
#define MUSTLS_TRACE_READ_INTERNAL_H

#include "base/arena.h"

#include <jansson.h>

struct mustls_fields {
    const json_t *obj;
    struct mustls_arena *arena;
    struct mustls_span line; /* the text, to find the column of a bad field */
    struct mustls_error *err;
    enum mustls_status st;
};

/* Whether a missing field is a mistake; else it is 0, false or "". */
enum mustls_need { MUSTLS_OPTIONAL, MUSTLS_REQUIRED };

/* The mistake "KEY WHAT", at the column of KEY. */
void mustls_field_bad(struct mustls_fields *f, const char *key, const char *what);

/* The value, or NULL where it is missing or null. */
const json_t *mustls_field_get(struct mustls_fields *f, const char *key, enum mustls_need need);
/* Points into the JSON value. Empty where it is missing. */
struct mustls_span mustls_field_span(struct mustls_fields *f, const char *key,
                                     enum mustls_need need);
/* Copies into the arena. */
const char *mustls_field_str(struct mustls_fields *f, const char *key, enum mustls_need need);
/* Copies the bytes that mustls_put_json_raw wrote. */
struct mustls_span mustls_field_raw(struct mustls_fields *f, const char *key);
/* A number from 0 to max; above 2^53 a string of its digits is the same. */
uint64_t mustls_field_u64(struct mustls_fields *f, const char *key, uint64_t max,
                          enum mustls_need need);
uint32_t mustls_field_u32(struct mustls_fields *f, const char *key, enum mustls_need need);
/* `missing` where there is none. */
int mustls_field_int(struct mustls_fields *f, const char *key, int missing);
bool mustls_field_bool(struct mustls_fields *f, const char *key, enum mustls_need need);

#endif
