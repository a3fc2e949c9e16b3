/* One conversation: send_mail against one program of the server, and what came of it. */
#ifndef TARGETS_LIBS_SESSION_H
#define TARGETS_LIBS_SESSION_H

#include "judge/judge.h"
#include "lib.h"
#include "scenario/program.h"
#include "tls/engine.h"

#define SESSION_USER     "fuzz-user-4711"
#define SESSION_PASSWORD "fuzz-secret-0815"
#define SESSION_NONCE    "fuzz-nonce-42"
#define SESSION_HOST     "mail.test.example"
#define SESSION_PORT     587

struct session {
    struct mustls_trace trace;
    enum mustls_sent sent;
    const char *cut; /* why the network was cut: the library found no end; NULL: it did */
    struct mustls_judgement judgement;
};

/* `budget` bounds the calls that the library may make. The judgement lives in `a`; aborts without
 * memory. session_end frees the trace. */
void session_play(struct session *s, struct mustls_arena *a, const struct mustls_program *p,
                  struct mustls_tls_factory *factory, mustls_send_fn *send,
                  const struct mustls_job *job, size_t budget);
void session_end(struct session *s);

#endif
