#include "client/faults.h"

const struct mustls_client_fault_row mustls_client_fault_rows[MUSTLS_NUM_CLIENT_FAULTS] = {
#define X(id, name, text) {name, text},
    MUSTLS_CLIENT_FAULTS(X)
#undef X
};

_Static_assert(MUSTLS_NUM_CLIENT_FAULTS <= 64, "the faults are bits of one uint64_t");

int mustls_client_fault_by_name(struct mustls_span name)
{
    for (int i = 0; i < MUSTLS_NUM_CLIENT_FAULTS; i++)
        if (mustls_span_eq(name, mustls_span_str(mustls_client_fault_rows[i].name)))
            return i;
    return -1;
}
