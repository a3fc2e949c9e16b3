#include "base/heap.h"
#include "base/arena.h"
#include "base/internal.h"

#include <assert.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASAN 1
#endif
#endif

#ifdef ASAN
#include <sanitizer/asan_interface.h>
#define UNCHECKED __attribute__((no_sanitize("address")))
#else
#define ASAN_POISON_MEMORY_REGION(p, n)   ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define UNCHECKED
#endif

enum { ALIGN = _Alignof(max_align_t) };

/* In front of every block; poisoned, as it is the border to the one before. */
struct head {
    _Alignas(max_align_t) size_t size;
};

struct mustls_zone {
    uint8_t *memory;
    size_t size;
    size_t used; /* <= size; a multiple of ALIGN; what lies behind is zero */
};

/* The only changing globals of the cores; per thread, so that a test fails nobody else's memory and
 * a zone holds nobody else's blocks. */
static _Thread_local long fail_after = -1;
static _Thread_local struct mustls_zone *zone;

long mustls_alloc_fail_after(long n)
{
    long left = fail_after;
    fail_after = n;
    return left;
}

static bool refused(void)
{
    if (fail_after < 0)
        return false;
    return fail_after-- == 0;
}

/* --- zones --- */

struct mustls_zone *mustls_zone_new(size_t size)
{
    struct mustls_zone *z = mustls_alloc(sizeof *z);
    if (!z)
        return NULL;
    z->size = size - size % ALIGN;
    z->memory = refused() ? NULL : calloc(1, z->size ? z->size : 1);
    if (!z->memory) {
        mustls_free(z);
        return NULL;
    }
    ASAN_POISON_MEMORY_REGION(z->memory, z->size);
    return z;
}

void mustls_zone_free(struct mustls_zone *z)
{
    if (!z)
        return;
    assert(zone != z);
    ASAN_UNPOISON_MEMORY_REGION(z->memory, z->size);
    free(z->memory);
    mustls_free(z);
}

void mustls_zone_enter(struct mustls_zone *z)
{
    assert(!zone && z->used == 0);
    zone = z;
}

void mustls_zone_leave(struct mustls_zone *z)
{
    assert(zone == z);
    ASAN_UNPOISON_MEMORY_REGION(z->memory, z->used);
    memset(z->memory, 0, z->used);
    ASAN_POISON_MEMORY_REGION(z->memory, z->used);
    z->used = 0;
    zone = NULL;
}

size_t mustls_zone_used(const struct mustls_zone *z)
{
    return z->used;
}

UNCHECKED static size_t size_of(const void *block)
{
    return ((const struct head *)block)[-1].size;
}

UNCHECKED static void set_size(void *block, size_t size)
{
    ((struct head *)block)[-1].size = size;
}

static bool in_zone(const void *p)
{
    return zone && (uintptr_t)p - (uintptr_t)zone->memory < zone->size;
}

static size_t padded(size_t size)
{
    return (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

/* Zeroed. NULL where the zone has no room. */
static void *cut(struct mustls_zone *z, size_t size)
{
    size_t room = z->size - z->used;
    if (room < sizeof(struct head) || size > room - sizeof(struct head))
        return NULL;
    uint8_t *block = z->memory + z->used + sizeof(struct head);
    set_size(block, size);
    ASAN_UNPOISON_MEMORY_REGION(block, size);
    z->used += sizeof(struct head) + padded(size);
    return block;
}

static bool is_last(const struct mustls_zone *z, const uint8_t *block)
{
    return block + padded(size_of(block)) == z->memory + z->used;
}

/* The last block grows where it stands. */
static bool stretch(struct mustls_zone *z, uint8_t *block, size_t size)
{
    size_t at = (size_t)(block - z->memory);
    if (!is_last(z, block) || size > z->size - at)
        return false;
    set_size(block, size);
    ASAN_UNPOISON_MEMORY_REGION(block, size);
    z->used = at + padded(size);
    return true;
}

static void *move_to(void *p, size_t old, size_t size)
{
    void *to = cut(zone, size);
    if (!to)
        to = malloc(size);
    if (!to)
        return NULL;
    memcpy(to, p, old < size ? old : size);
    ASAN_POISON_MEMORY_REGION(p, old);
    return to;
}

/* --- the door --- */

void *mustls_mem_resize(void *p, size_t size)
{
    assert(size > 0); /* realloc(p, 0) may free p */
    if (refused())
        return NULL;
    if (in_zone(p)) {
        size_t old = size_of(p);
        return size >= old && stretch(zone, p, size) ? p : move_to(p, old, size);
    }
    void *fresh = zone && !p ? cut(zone, size) : NULL;
    return fresh ? fresh : realloc(p, size);
}

void *mustls_alloc(size_t size)
{
    if (refused())
        return NULL;
    size = size ? size : 1;
    void *p = zone ? cut(zone, size) : NULL;
    return p ? p : calloc(1, size);
}

void mustls_free(void *p)
{
    if (!p)
        return;
    if (in_zone(p))
        ASAN_POISON_MEMORY_REGION(p, size_of(p));
    else
        free(p);
}
