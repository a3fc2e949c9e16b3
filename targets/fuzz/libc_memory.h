/* FUZZ_LIBC_MEMORY where a sanitizer has taken malloc's place and glibc's own is still there. */
#ifndef TARGETS_FUZZ_LIBC_MEMORY_H
#define TARGETS_FUZZ_LIBC_MEMORY_H

#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define FUZZ_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FUZZ_ASAN 1
#endif
#endif

#if defined(FUZZ_ASAN) && defined(__GLIBC__)
#define FUZZ_LIBC_MEMORY 1
void *__libc_malloc(size_t size);
void *__libc_realloc(void *ptr, size_t size);
void __libc_free(void *ptr);
#endif

#endif
