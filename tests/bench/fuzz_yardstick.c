/* What an engine can do with our flags and our mutator: a target that does nothing, and one that
 * reads the bytes one by one. */
#include "fuzz.h"

static volatile unsigned long sink;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned long sum = size;
#ifdef YARDSTICK_bytes
    for (size_t i = 0; i < size; i++) {
        unsigned c = data[i];
        sum = c == '\n' ? sum * 31 : sum + c;
    }
#else
    (void)data;
#endif
    sink = sum;
    return 0;
}
