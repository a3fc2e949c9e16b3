/* Memory that lives and dies together. Blocks are zeroed, aligned for any type, and freed in
 * one call. Has a cap: a hostile file cannot make us grow without bound.
 *
 * Only heap.c calls malloc; mustls_alloc_fail_after lets a test fail the n-th allocation. */
#ifndef MUSTLS_BASE_ARENA_H
#define MUSTLS_BASE_ARENA_H

#include "base/span.h"
#include "base/status.h"

struct mustls_arena;

/* NULL when there is no memory. `max` bounds the sum of all blocks, in bytes. */
struct mustls_arena *mustls_arena_new(size_t max);
void mustls_arena_free(struct mustls_arena *a); /* NULL is harmless */
size_t mustls_arena_used(const struct mustls_arena *a);

/* NULL when memory or the cap is exhausted; size 0 gives a valid pointer. */
void *mustls_arena_alloc(struct mustls_arena *a, size_t size);
void *mustls_arena_array(struct mustls_arena *a, size_t n, size_t size); /* checks n*size */
/* Copies bytes; a NUL stands behind the copy and is not counted. */
enum mustls_status mustls_arena_copy(struct mustls_arena *a, struct mustls_span in,
                                     struct mustls_span *out);
char *mustls_arena_str(struct mustls_arena *a, struct mustls_span in);
char *mustls_arena_printf(struct mustls_arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Grows an array owned by the arena so that it holds at least one more element: doubles *cap and
 * copies. The old block stays until the arena dies. *items may be NULL with *cap 0. */
enum mustls_status mustls_arena_grow(struct mustls_arena *a, void **items, size_t *cap, size_t num,
                                     size_t size);

/* Test hook: after `n` more allocations the next one fails, once. Negative turns it off. Gives what
 * was left of the call before: negative when it was off, or has failed one. */
long mustls_alloc_fail_after(long n);

/* Long-lived single objects that need no arena of their own. Zeroed; counted by the hook. */
void *mustls_alloc(size_t size);
void mustls_free(void *p);

#endif
