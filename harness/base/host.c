#include "base/host.h"

bool mustls_is_host_name(struct mustls_span name)
{
    size_t label = 0;
    if (name.len == 0 || name.len > 253)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.ptr[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == '_';
        if (c == '.' ? label == 0 : !good || label == 63)
            return false;
        label = c == '.' ? 0 : label + 1;
    }
    return label > 0;
}
