/* Fuzzes a library that sends mail by SMTP, in this process. You write one function that sends one
 * message the way your users would; everything else is here:
 *
 *   static enum mustls_sent send_mail(const struct mustls_job *job) { ... your library ... }
 *   int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
 *   {
 *       return mustls_fuzz_library("mine", send_mail, data, size);
 *   }
 *
 * The C library's socket calls (socket, connect, send, recv, read, write, poll, select, ...), its
 * clocks and its name lookup are replaced in this program. A connection that send_mail opens ends
 * in memory, at a server that plays the input, with real TLS; a wait jumps to its end. So nothing
 * is slept, no packet leaves, and a dialogue costs microseconds. Time-outs may be those of your
 * users.
 *
 * At the first input good servers are played for every wish, and send_mail must deliver to each:
 * a target that can't deliver tests nothing, and is told so.
 *
 * The oracle: no secret and no message in the clear where TLS is required, nothing taken from
 * before TLS, no success that is none, an end. What is broken is told with the server's side as a
 * scenario, and the process aborts. In the environment:
 *
 *   MUSTLS_FUZZ_KNOWN=FILE  sentences that you know of, one a line as they are told: not told again
 *   MUSTLS_FUZZ_GO_ON=1     what is broken is told once for each wish, and counted; no abort
 *
 * What is not replaced: epoll and io_uring (a program that uses them is told so), stdio on sockets,
 * dup of a socket, and all calls of other threads than the one that runs send_mail. */
#ifndef TARGETS_LIBS_LIB_H
#define TARGETS_LIBS_LIB_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum mustls_job_tls {
    MUSTLS_JOB_OPPORTUNISTIC, /* STARTTLS where it is offered */
    MUSTLS_JOB_REQUIRED,      /* no mail without it */
};
enum mustls_job_auth {
    MUSTLS_JOB_NO_AUTH,
    MUSTLS_JOB_PLAIN,
    MUSTLS_JOB_LOGIN,
    MUSTLS_JOB_CRAM_MD5,
    MUSTLS_JOB_ANY_AUTH, /* whatever the library would choose */
};

/* What is asked for. Strings end in NUL and live as long as the process. */
struct mustls_job {
    const char *host;    /* the server's name, also in its certificate; resolves to `address` */
    const char *address; /* 127.0.0.1, for a library that resolves names in a thread */
    unsigned port;
    const char *ca_file; /* PEM, to be trusted; no other certificate is */
    const char *ca_pem;  /* the same as text */
    enum mustls_job_tls tls;
    enum mustls_job_auth auth;
    const char *user, *password;
    const char *from, *to; /* mailboxes without < and > */
    const char *message;   /* lines end in CRLF, dots are not doubled */
};

enum mustls_sent {
    MUSTLS_SENT,     /* the library says that the message was accepted */
    MUSTLS_NOT_SENT, /* it says that it was not */
    MUSTLS_CANNOT,   /* this wish is beyond it: another one is taken in its place */
};
/* Sends job->message, and leaves nothing open. Runs in the caller's thread. */
typedef enum mustls_sent mustls_send_fn(const struct mustls_job *job);

/* One input. Always 0. `name` is for people. One function a process. */
int mustls_fuzz_library(const char *name, mustls_send_fn *send, const uint8_t *data, size_t size);

/* The engine calls this one: yours to write. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Within send_mail: text that the library gave out, such as an error message or a log. A password
 * in it is told. */
void mustls_job_said(const char *text);

#ifdef __cplusplus
}
#endif

#endif
