/* The one door to the heap: everything else asks arenas and buffers. A test can make the n-th
 * allocation fail; a program that plays thousands of short runs can put a zone behind the door.
 *
 * A zone is memory from which blocks are cut one behind the other and which is emptied as a whole:
 * a run then leaves nothing behind for the next one, and costs no malloc. AddressSanitizer sees a
 * zone as it sees the heap: what lies between the blocks, what was freed and what was left over are
 * poisoned. A zone that is full sends its callers to the heap. */
#ifndef MUSTLS_BASE_HEAP_H
#define MUSTLS_BASE_HEAP_H

#include <stddef.h>

struct mustls_zone;

/* NULL without memory. */
struct mustls_zone *mustls_zone_new(size_t size);
/* Not while it is in use. NULL is harmless. */
void mustls_zone_free(struct mustls_zone *z);
/* From now on this thread's allocations come from `z`, until mustls_zone_leave. Not nested. Blocks
 * of before may be freed meanwhile, and resized: then they move into the zone. */
void mustls_zone_enter(struct mustls_zone *z);
/* Every block of the zone is void. */
void mustls_zone_leave(struct mustls_zone *z);
/* Bytes of it that were used since mustls_zone_enter. */
size_t mustls_zone_used(const struct mustls_zone *z);

#endif
