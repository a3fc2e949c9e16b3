/* What a client is asked to do, as the first record of an input of fuzz_job. Text:
 *
 *   helo NAME       from PATH       to PATH (up to four)      user NAME
 *   password MORE   the password is "fuzz-secret-" and that; `no-password`: it is empty
 *   tls WORD        auth WORD       host NAME (for the certificate)
 *   timeout SECONDS total SECONDS   lines NUMBER     bytes NUMBER (of a reply)
 *   no-verify       any certificate will do
 *   server WORDS    what <tls> of the server says: `cert=expired`
 *   careless        who owns the client calls it more than it should (scarce.h)
 *   fail NUMBER     after so many allocations of the client one fails; a replay tries all
 *
 * then an empty line and the message, behind which a line with the nonce is put. Total: what is no
 * such line is not looked at, and what is not said has a usual value. */
#ifndef TARGETS_FUZZ_JOB_H
#define TARGETS_FUZZ_JOB_H

#include "client/client.h"

#define FUZZ_JOB_NONCE  "fuzz-nonce-42"
#define FUZZ_JOB_SECRET "fuzz-secret-"
#define FUZZ_JOB_MAX_TO 4

struct fuzz_job {
    struct mustls_client_config cfg; /* faults and hmac_md5 are the caller's to set */
    struct mustls_span to[FUZZ_JOB_MAX_TO];
    struct mustls_span server;     /* words of <tls> */
    struct mustls_span looked_for; /* the password, where it can't stand in anything else */
    long fail;                     /* negative: nothing fails */
    bool careless;
    struct mustls_buf password, words; /* behind cfg.password and cfg.message */
};

/* `in` outlives the job, which stays where it is. */
void fuzz_job_init(struct fuzz_job *job, struct mustls_span in);
void fuzz_job_deinit(struct fuzz_job *job);
/* The words of wishes, for a scenario. */
const char *fuzz_job_tls(const struct fuzz_job *job);
const char *fuzz_job_auth(const struct fuzz_job *job);

#endif
