#include "library.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "libc_memory.h"
#include "random.h"

static int give_random(unsigned char *out, int len)
{
    fuzz_random_give(out, len > 0 ? (size_t)len : 0);
    return 1;
}

static int is_seeded(void)
{
    return 1;
}

/* An interface of old, and it still goes before the generators that have followed. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static bool take_random(void)
{
    static const RAND_METHOD ours = {
        .bytes = give_random, .pseudorand = give_random, .status = is_seeded};
    return RAND_set_rand_method(&ours) > 0;
}

#ifdef FUZZ_LIBC_MEMORY
static void *get(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return __libc_malloc(size);
}

static void *resize(void *ptr, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return __libc_realloc(ptr, size);
}

static void give_back(void *ptr, const char *file, int line)
{
    (void)file;
    (void)line;
    __libc_free(ptr);
}

static bool take_memory(void)
{
    return CRYPTO_set_mem_functions(get, resize, give_back) > 0;
}
#else
static bool take_memory(void)
{
    return true;
}
#endif

bool fuzz_library_take_over(void)
{
    return take_memory() && take_random();
}
