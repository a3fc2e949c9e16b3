/* Where a conversation went, as coverage for the engine: the library itself may have none. */
#ifndef TARGETS_LIBS_STATES_H
#define TARGETS_LIBS_STATES_H

#include "trace/trace.h"

/* Marks each pair of events that followed each other: command, reply code, phase, end of TLS. */
void states_note(const struct mustls_trace *t);

#endif
