/* The one door to the heap, shared by arena.c and buf.c; the test hook stands in it. */
#ifndef MUSTLS_BASE_INTERNAL_H
#define MUSTLS_BASE_INTERNAL_H

#include <stddef.h>

/* realloc that the hook can make fail; size > 0. NULL leaves p as it was. */
void *mustls_mem_resize(void *p, size_t size);

#endif
