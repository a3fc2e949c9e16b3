#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

/* Under AddressSanitizer every block is a malloc of its own, so that running over the end of a
 * block is seen; otherwise blocks share chunks. */
#if defined(__SANITIZE_ADDRESS__)
#define EXACT 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EXACT 1
#endif
#endif
#ifndef EXACT
#define EXACT 0
#endif

enum { FIRST_CHUNK = 1024, LAST_CHUNK = 64 * 1024, FIRST_ITEMS = 8 };

struct chunk {
    struct chunk *next;
    size_t len; /* <= cap */
    size_t cap;
    max_align_t data[];
};

struct mustls_arena {
    struct chunk *head; /* the newest; only this one is filled further */
    size_t used;        /* <= max */
    size_t max;
};

struct mustls_arena *mustls_arena_new(size_t max)
{
    struct mustls_arena *a = mustls_alloc(sizeof(*a));
    if (a)
        a->max = max;
    return a;
}

void mustls_arena_free(struct mustls_arena *a)
{
    if (!a)
        return;
    for (struct chunk *c = a->head, *next; c; c = next) {
        next = c->next;
        mustls_free(c);
    }
    mustls_free(a);
}

size_t mustls_arena_used(const struct mustls_arena *a)
{
    return a->used;
}

static size_t align_up(size_t n)
{
    const size_t align = _Alignof(max_align_t);
    return n + (align - n % align) % align;
}

static size_t next_cap(const struct mustls_arena *a, size_t size)
{
    if (EXACT)
        return size;
    size_t cap = a->head ? a->head->cap : FIRST_CHUNK / 2;
    cap = cap < LAST_CHUNK / 2 ? cap * 2 : LAST_CHUNK;
    return size > cap ? size : cap;
}

static struct chunk *chunk_push(struct mustls_arena *a, size_t size)
{
    size_t cap = next_cap(a, size);
    if (cap > SIZE_MAX / 2)
        return NULL;
    struct chunk *c = mustls_alloc(sizeof(*c) + cap);
    if (!c)
        return NULL;
    c->cap = cap;
    c->next = a->head;
    a->head = c;
    return c;
}

void *mustls_arena_alloc(struct mustls_arena *a, size_t size)
{
    if (size > a->max - a->used)
        return NULL;

    struct chunk *c = a->head;
    size_t at = c ? align_up(c->len) : 0;
    if (!c || EXACT || at > c->cap || size > c->cap - at) {
        c = chunk_push(a, size);
        at = 0;
    }
    if (!c)
        return NULL;

    c->len = at + size;
    /* The cap counts the padding and charges for empty blocks, or many tiny ones would slip
     * through; the last block may still fill it to the brim. */
    size_t left = a->max - a->used, charge = align_up(size ? size : 1);
    a->used += charge < left ? charge : left;
    return (uint8_t *)c->data + at;
}

void *mustls_arena_array(struct mustls_arena *a, size_t n, size_t size)
{
    if (size != 0 && n > SIZE_MAX / size)
        return NULL;
    return mustls_arena_alloc(a, n * size);
}

char *mustls_arena_str(struct mustls_arena *a, struct mustls_span in)
{
    if (in.len == SIZE_MAX)
        return NULL;
    char *copy = mustls_arena_alloc(a, in.len + 1);
    if (copy && in.len > 0)
        memcpy(copy, in.ptr, in.len);
    return copy;
}

/* Tells the two reasons for NULL apart. */
static enum mustls_status why_not(const struct mustls_arena *a, size_t size)
{
    return size > a->max - a->used ? MUSTLS_ELIMIT : MUSTLS_ENOMEM;
}

enum mustls_status mustls_arena_copy(struct mustls_arena *a, struct mustls_span in,
                                     struct mustls_span *out)
{
    const char *copy = mustls_arena_str(a, in);
    if (!copy)
        return why_not(a, in.len + 1);
    *out = mustls_span(copy, in.len);
    return MUSTLS_OK;
}

char *mustls_arena_printf(struct mustls_arena *a, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0)
        return NULL;

    char *text = mustls_arena_alloc(a, (size_t)len + 1);
    if (!text)
        return NULL;
    va_start(args, fmt);
    vsnprintf(text, (size_t)len + 1, fmt, args);
    va_end(args);
    return text;
}

enum mustls_status mustls_arena_grow(struct mustls_arena *a, void **items, size_t *cap, size_t num,
                                     size_t size)
{
    assert(num <= *cap);
    if (num < *cap)
        return MUSTLS_OK;
    if (*cap > SIZE_MAX / 2)
        return MUSTLS_ELIMIT;

    size_t more = *cap ? *cap * 2 : FIRST_ITEMS;
    void *grown = mustls_arena_array(a, more, size);
    if (!grown)
        return size != 0 && more > SIZE_MAX / size ? MUSTLS_ELIMIT : why_not(a, more * size);
    if (num > 0)
        memcpy(grown, *items, num * size);
    *items = grown;
    *cap = more;
    return MUSTLS_OK;
}
