/* A target with a planted fault: a reply that says STARTTLS twice is read after it was freed. */
#include <stdlib.h>
#include <string.h>

#include "planted.h"

struct reply {
    volatile int num_offers;
};

static int read_offers(struct reply *r, const struct planted_line *l)
{
    if (l->len < 10 || memcmp(l->ptr + 3, " STARTT", 7) != 0)
        return 0;
    if (++r->num_offers == 2)
        free(r);
    return r->num_offers; /* the fault */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reply *r = calloc(1, sizeof *r);
    struct planted_line l = {0};
    while (r && planted_next(data, size, &l))
        read_offers(r, &l);
    free(r);
    return 0;
}
