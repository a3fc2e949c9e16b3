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
/* Scenarios that no fault makes break a sentence of their own: a MUST where they have one, else a
 * SHOULD. Those of MAY sentences alone can break nothing and do not count. */
size_t mustls_teeth_blunt(const struct mustls_teeth *t);

void mustls_teeth_put_text(struct mustls_buf *out, const struct mustls_teeth *t);
void mustls_teeth_put_markdown(struct mustls_buf *out, const struct mustls_teeth *t);

#endif
