#include "seeded.h"

#include <stdio.h>
#include <stdlib.h>

#include "client/faults.h"

uint64_t fuzz_seeded_fault(void)
{
    const char *name = getenv("MUSTLS_FUZZ_FAULT");
    if (!name || !name[0])
        return 0;
    int which = mustls_client_fault_by_name(mustls_span_str(name));
    if (which < 0) {
        fprintf(stderr,
                "MUSTLS_FUZZ_FAULT=%s: there is no such fault; 'mustls list --seeded-faults' shows "
                "them\n",
                name);
        exit(2);
    }
    return UINT64_C(1) << which;
}
