/* fuzz_client with a client that authenticates before TLS: the judge's sentence about secrets is
 * broken. */
#include "client/faults.h"
#include "seeded.h"

uint64_t fuzz_seeded_fault(void)
{
    return UINT64_C(1) << MUSTLS_CFI_AUTH_IN_CLEAR;
}
