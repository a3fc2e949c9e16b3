/* Blanks of the room's two line formats, profiles and lists of known failures. */
#ifndef MUSTLS_PROFILE_BLANK_H
#define MUSTLS_PROFILE_BLANK_H

#include "base/span.h"

static inline bool mustls_is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

/* Without the blanks around it. */
static inline struct mustls_span mustls_trim(struct mustls_span s)
{
    while (s.len && mustls_is_blank(s.ptr[0]))
        s = mustls_span_from(s, 1);
    while (s.len && mustls_is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

#endif
