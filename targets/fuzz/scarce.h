/* A talker in whose calls, and nowhere else, the n-th allocation fails: who talks to it has all the
 * memory it wants, and can be believed. A careless owner is connected twice, and hands over what it
 * has octet by octet without asking what is wanted: the talker must bear that. */
#ifndef TARGETS_FUZZ_SCARCE_H
#define TARGETS_FUZZ_SCARCE_H

#include "base/talker.h"

struct fuzz_scarce {
    struct mustls_talker inner;
    long left; /* allocations until the one that fails; negative: none, or it has failed */
    bool careless;
};

/* Around whatever else the talker's owner calls. Not nested. */
void fuzz_scarce_enter(struct fuzz_scarce *s);
void fuzz_scarce_leave(struct fuzz_scarce *s);
struct mustls_talker fuzz_scarce_talker(struct fuzz_scarce *s);

#endif
