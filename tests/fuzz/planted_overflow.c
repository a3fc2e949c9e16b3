/* A target with a planted fault: a code is copied into a buffer that is one byte short. Needs a
 * line "530 " somewhere in a record, and four more bytes. */
#include <stdlib.h>
#include <string.h>

#include "planted.h"

static void parse_code(const uint8_t *line, size_t len)
{
    volatile size_t room = 4; /* so that it is the allocator's business, not the compiler's */
    char *code = malloc(room);
    if (!code)
        return;
    memcpy(code, line, 4);
    if (len > 7 && line[3] == ' ')
        code[4] = '\0'; /* the fault */
    free(code);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct planted_line l = {0};
    while (planted_next(data, size, &l))
        if (l.len >= 4 && l.ptr[0] == '5' && l.ptr[1] == '3')
            parse_code(l.ptr, l.len);
    return 0;
}
