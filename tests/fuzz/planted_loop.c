/* A target with a planted fault: a continued reply whose last line never comes is waited for
 * without an end. */
#include "planted.h"

static volatile int waited;

static void wait_for_last_line(const struct planted_line *l)
{
    while (l->len > 5 && l->ptr[3] == '-' && l->ptr[0] == '2' && l->ptr[1] == '5')
        waited++; /* the fault */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct planted_line l = {0}, last = {0};
    while (planted_next(data, size, &l))
        last = l;
    if (last.ptr)
        wait_for_last_line(&last);
    return 0;
}
