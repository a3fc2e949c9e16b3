/* What a client is asked to do, by the number in the first op. */
#include "flat/internal.h"

const struct flat_wish flat_wishes[MUSTLS_NUM_FLAT_FRAMES] = {
    {"tls=required auth=plain", "required", "plain"},
    {"tls=required auth=login", "required", "login"},
    {"tls=required auth=none", "required", "none"},
    {"tls=opportunistic auth=any", "opportunistic", "any"},
    {"tls=required auth=any", "required", "any"},
    {"tls=required auth=cram-md5", "required", "cram-md5"},
    {"tls=opportunistic auth=none", "opportunistic", "none"},
    {"tls=opportunistic auth=plain", "opportunistic", "plain"},
};

const char *mustls_flat_wishes(unsigned frame)
{
    return flat_wishes[frame % MUSTLS_NUM_FLAT_FRAMES].words;
}
