/* The lines of all records of a flat input, for targets with planted faults: small, and without
 * anything of ours that could be at fault itself. */
#ifndef TESTS_FUZZ_PLANTED_H
#define TESTS_FUZZ_PLANTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct planted_line {
    const uint8_t *ptr; /* without its LF */
    size_t len;
    size_t at, end; /* of the record's bytes that are still to come */
};

/* The next line; false at the end. Starts from {0}. */
static inline bool planted_next(const uint8_t *data, size_t size, struct planted_line *l)
{
    while (l->at >= l->end) {
        if (l->end + 3 > size)
            return false;
        size_t len = (size_t)data[l->end + 1] | (size_t)data[l->end + 2] << 8;
        l->at = l->end + 3;
        l->end = len < size - l->at ? l->at + len : size;
        if (l->at == size)
            return false;
    }
    size_t to = l->at;
    while (to < l->end && data[to] != '\n')
        to++;
    l->ptr = data + l->at;
    l->len = to - l->at;
    l->at = to < l->end ? to + 1 : to;
    return true;
}

#endif
