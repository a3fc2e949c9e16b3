/* How a library is fuzzed: this file is all that is written for one. See docs/fuzzing.md. */
#include <stdio.h>

#include "lib.h"
#include "tiny.h" /* your library */

static enum mustls_sent send_mail(const struct mustls_job *job)
{
    char port[8];
    struct tiny_mail m = {.host = job->host, .port = port, .ca_file = job->ca_file};
    snprintf(port, sizeof port, "%u", job->port);
    m.need_tls = job->tls == MUSTLS_JOB_REQUIRED;
    if (job->auth == MUSTLS_JOB_PLAIN || job->auth == MUSTLS_JOB_ANY_AUTH) {
        m.user = job->user;
        m.password = job->password;
    } else if (job->auth != MUSTLS_JOB_NO_AUTH) {
        return MUSTLS_CANNOT;
    }
    m.from = job->from;
    m.to = job->to;
    m.text = job->message;
    int sent = tiny_send(&m);
    mustls_job_said(tiny_error());
    return sent ? MUSTLS_SENT : MUSTLS_NOT_SENT;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return mustls_fuzz_library("example", send_mail, data, size);
}
