/* Which scenario catches which seeded fault of the reference client. */
#ifndef MUSTLS_CLI_TEETH_H
#define MUSTLS_CLI_TEETH_H

#include "base/buf.h"
#include "client/faults.h"

/* A scenario file: what all of its instances said. Masks are of faults. */
struct mustls_tooth {
    const char *name;
    bool has_must, has_should; /* of its own, not only its base's */
    struct mustls_bites {
        uint64_t fails, warns;         /* the verdict; never both */
        uint64_t own_must, own_should; /* broken: a sentence of the file itself */
    } bites;
};

struct mustls_teeth {
    struct mustls_tooth *teeth;
    size_t num;
    size_t num_instances;
};

/* Faults that no scenario fails or warns about. */
size_t mustls_teeth_uncaught(const struct mustls_teeth *t);
/* Scenarios that no fault fails, or with no MUST of their own, shows in at all. Those of MAY
 * sentences alone can't fail and do not count. */
size_t mustls_teeth_blunt(const struct mustls_teeth *t);
/* The stricter measure: scenarios that have a MUST of their own, and none of those is broken by a
 * fault; where such a one fails, it is by a sentence of its base. */
size_t mustls_teeth_leaning(const struct mustls_teeth *t);

void mustls_teeth_put_text(struct mustls_buf *out, const struct mustls_teeth *t);
void mustls_teeth_put_markdown(struct mustls_buf *out, const struct mustls_teeth *t);

#endif
