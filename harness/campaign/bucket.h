/* From what a process said when it died to the name under which all finds of its kind are kept.
 * Pure. Two reports of one bug give one name, whatever the addresses, the process, the time and the
 * lines around it. */
#ifndef MUSTLS_CAMPAIGN_BUCKET_H
#define MUSTLS_CAMPAIGN_BUCKET_H

#include "base/span.h"

enum mustls_find_kind {
    MUSTLS_FIND_CRASH,
    MUSTLS_FIND_BROKEN, /* a sentence of the judge, or an oracle of the target */
    MUSTLS_FIND_TIMEOUT,
    MUSTLS_FIND_OOM,
    MUSTLS_FIND_LEAK,
    MUSTLS_NUM_FIND_KINDS
};
const char *mustls_find_kind_name(enum mustls_find_kind kind);

#define MUSTLS_BUCKET_NAME 80

struct mustls_bucket {
    enum mustls_find_kind kind;
    char name[MUSTLS_BUCKET_NAME]; /* a folder's: [a-z0-9-]; the last 8 are a hash */
    char title[200];               /* "heap-buffer-overflow in parse_code (reply.c:88)" */
};

/* False: nothing in the report says that something is wrong. A report is the output of a process:
 * AddressSanitizer's and its kin's, libFuzzer's, "broken: " and "oracle broken: " of a target, an
 * assert's, or the line of mustls_bucket_put_no_end. */
bool mustls_bucket_of(struct mustls_span report, struct mustls_bucket *out);
/* The bucket of something that is told in words, such as a sentence that a program broke. */
void mustls_bucket_of_words(enum mustls_find_kind kind, struct mustls_span words,
                            struct mustls_bucket *out);

/* What we write below the report of a process that had to be killed. */
#define MUSTLS_NO_END "mustls: no end after "

#endif
