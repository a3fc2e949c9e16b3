#include "tls/engine.h"
#include "tls/record.h"

bool mustls_tls_looks_like(struct mustls_span in)
{
    return in.len > 0 && in.ptr[0] == MUSTLS_RECORD_HANDSHAKE && (in.len == 1 || in.ptr[1] == 3);
}
