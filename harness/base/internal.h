/* The part of heap.c that only buf.c uses. */
#ifndef MUSTLS_BASE_INTERNAL_H
#define MUSTLS_BASE_INTERNAL_H

#include <stddef.h>

/* realloc that the hook can make fail; size > 0. NULL leaves p as it was. */
void *mustls_mem_resize(void *p, size_t size);

#endif
