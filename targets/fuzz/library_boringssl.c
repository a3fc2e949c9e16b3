/* A BoringSSL that was not built for fuzzing lets nobody set its random numbers. But where it is a
 * shared library, a program's functions go before those of the same name in the library: all its
 * random bytes come by these two, the second for signatures and keys on curves. That it is so is
 * tried at the start (tls_real.c). */
#include "library.h"

#include <openssl/ctrdrbg.h>
#include <openssl/mem.h>
#include <openssl/rand.h>

#include "libc_memory.h"
#include "random.h"

int RAND_bytes(uint8_t *out, size_t len)
{
    fuzz_random_give(out, len);
    return 1;
}

int CTR_DRBG_generate(CTR_DRBG_STATE *drbg, uint8_t *out, size_t len, const uint8_t *additional,
                      size_t additional_len)
{
    (void)drbg;
    (void)additional;
    (void)additional_len;
    fuzz_random_give(out, len);
    return 1;
}

#ifdef FUZZ_LIBC_MEMORY
/* The library calls these where a program has them. */
void *OPENSSL_memory_alloc(size_t size);
void OPENSSL_memory_free(void *ptr);
size_t OPENSSL_memory_get_size(void *ptr);

/* A block's size stands in front of it, and its alignment stays. */
enum { HEAD = 16 };

void *OPENSSL_memory_alloc(size_t size)
{
    char *head = size <= SIZE_MAX - HEAD ? __libc_malloc(HEAD + size) : NULL;
    if (!head)
        return NULL;
    *(size_t *)(void *)head = size;
    return head + HEAD;
}

void OPENSSL_memory_free(void *ptr)
{
    if (ptr)
        __libc_free((char *)ptr - HEAD);
}

size_t OPENSSL_memory_get_size(void *ptr)
{
    return ptr ? *(size_t *)(void *)((char *)ptr - HEAD) : 0;
}
#endif

bool fuzz_library_take_over(void)
{
    return true;
}
