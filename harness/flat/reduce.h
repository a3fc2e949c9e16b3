/* Makes an input smaller while it keeps what it shows. Asks, and is told: whoever calls runs the
 * candidates. Whole records first, then lines, then bytes; half of them at a time, then a quarter,
 * down to one; again until nothing goes away any more.
 *
 *   while (mustls_reduce_next(r, &candidate))
 *       mustls_reduce_tell(r, still_shows_it(candidate));
 */
#ifndef MUSTLS_FLAT_REDUCE_H
#define MUSTLS_FLAT_REDUCE_H

#include "base/buf.h"

struct mustls_reduce;

/* flat: `in` is records, and stays so. Else it is lines and bytes. NULL without memory. */
struct mustls_reduce *mustls_reduce_new(struct mustls_span in, bool flat);
void mustls_reduce_free(struct mustls_reduce *r); /* NULL is harmless */
/* The next candidate, shorter than the best so far; false when there is none, or no memory. Valid
 * until the next call. */
bool mustls_reduce_next(struct mustls_reduce *r, struct mustls_span *candidate);
/* Whether the last candidate still shows it. */
void mustls_reduce_tell(struct mustls_reduce *r, bool same);
/* The shortest that does. Valid until the next call. */
struct mustls_span mustls_reduce_best(const struct mustls_reduce *r);

#endif
