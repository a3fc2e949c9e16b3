#include "job.h"

enum { MAX_TEXT = 1 << 17, MAX_NUMBER = 100000 };

static unsigned number(struct mustls_span s)
{
    unsigned n = 0;
    for (size_t i = 0; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9' && n < MAX_NUMBER; i++)
        n = n * 10 + (s.ptr[i] - '0');
    return n;
}

/* "key value": true and the value, which may be empty. */
static bool says(struct mustls_span line, const char *key, struct mustls_span *value)
{
    struct mustls_span word = mustls_span_str(key);
    if (!mustls_span_starts(line, word) || line.len <= word.len || line.ptr[word.len] != ' ')
        return false;
    *value = mustls_span_from(line, word.len + 1);
    return true;
}

static void add_to(struct fuzz_job *job, struct mustls_span v)
{
    static const struct mustls_span nobody = {(const uint8_t *)"", 0};
    if (mustls_span_eq(v, MUSTLS_LIT("-")))
        job->cfg.num_to = 0;
    else if (job->cfg.num_to < FUZZ_JOB_MAX_TO)
        job->to[job->cfg.num_to++] = v.len > 0 ? v : nobody;
}

static void take_number(struct fuzz_job *job, struct mustls_span line)
{
    struct mustls_span v;
    if (says(line, "timeout", &v))
        job->cfg.reply_timeout = MUSTLS_SEC(number(v));
    else if (says(line, "total", &v))
        job->cfg.total_timeout = MUSTLS_SEC(number(v));
    else if (says(line, "lines", &v))
        job->cfg.max_lines = number(v);
    else if (says(line, "bytes", &v))
        job->cfg.max_reply = number(v);
    else if (says(line, "fail", &v))
        job->fail = number(v);
}

static void take_line(struct fuzz_job *job, struct mustls_span line, bool *usual_to)
{
    struct mustls_span v;
    if (says(line, "helo", &job->cfg.helo) || says(line, "from", &job->cfg.from) ||
        says(line, "user", &job->cfg.user) || says(line, "host", &job->cfg.host) ||
        says(line, "server", &job->server))
        return;
    if (says(line, "tls", &v)) {
        mustls_client_tls_by_word(v, &job->cfg.tls);
    } else if (says(line, "auth", &v)) {
        mustls_client_auth_by_word(v, &job->cfg.auth);
    } else if (says(line, "password", &v)) {
        mustls_buf_put(&job->password, v);
    } else if (mustls_span_eq(line, MUSTLS_LIT("no-password"))) {
        mustls_buf_clear(&job->password);
    } else if (mustls_span_eq(line, MUSTLS_LIT("no-verify"))) {
        job->cfg.verify = false;
    } else if (mustls_span_eq(line, MUSTLS_LIT("careless"))) {
        job->careless = true;
    } else if (says(line, "to", &v)) {
        if (*usual_to)
            job->cfg.num_to = 0;
        *usual_to = false;
        add_to(job, v);
    } else {
        take_number(job, line);
    }
}

static bool holds(struct mustls_span in, struct mustls_span what)
{
    return mustls_span_find(in, what) != MUSTLS_NPOS;
}

/* A password that somebody may say for another reason proves nothing when it is seen. */
static struct mustls_span provable(const struct fuzz_job *job)
{
    const struct mustls_span head = MUSTLS_LIT(FUZZ_JOB_SECRET);
    bool elsewhere = holds(job->cfg.helo, head) || holds(job->cfg.from, head) ||
                     holds(job->cfg.user, head) || holds(job->cfg.message, head);
    for (size_t i = 0; i < job->cfg.num_to; i++)
        elsewhere |= holds(job->to[i], head);
    return elsewhere ? mustls_span(NULL, 0) : job->cfg.password;
}

void fuzz_job_init(struct fuzz_job *job, struct mustls_span in)
{
    bool usual_to = true;
    *job = (struct fuzz_job){
        .cfg = {.host = MUSTLS_LIT("test.example"),
                .helo = MUSTLS_LIT("client.example"),
                .tls = MUSTLS_CLIENT_TLS_REQUIRED,
                .verify = true,
                .user = MUSTLS_LIT("fuzz-user-4711"),
                .from = MUSTLS_LIT("from@test.example"),
                .num_to = 1,
                .reply_timeout = MUSTLS_SEC(5)},
        .to = {MUSTLS_LIT("to@test.example")},
        .fail = -1,
    };
    mustls_buf_init(&job->password, MAX_TEXT);
    mustls_buf_init(&job->words, MAX_TEXT);
    mustls_buf_puts(&job->password, FUZZ_JOB_SECRET);
    while (in.len > 0) {
        size_t lf = mustls_span_find(in, MUSTLS_LIT("\n"));
        struct mustls_span line = mustls_span_first(in, lf == MUSTLS_NPOS ? in.len : lf);
        in = mustls_span_from(in, line.len + 1 < in.len ? line.len + 1 : in.len);
        if (line.len == 0)
            break;
        take_line(job, line, &usual_to);
    }
    mustls_buf_put(&job->words, in);
    mustls_buf_puts(&job->words, "\r\n" FUZZ_JOB_NONCE "\r\n");
    job->cfg.to = job->to;
    job->cfg.message = mustls_buf_span(&job->words);
    job->cfg.password = mustls_buf_span(&job->password);
    job->looked_for = provable(job);
}

void fuzz_job_deinit(struct fuzz_job *job)
{
    mustls_buf_deinit(&job->password);
    mustls_buf_deinit(&job->words);
}

const char *fuzz_job_tls(const struct fuzz_job *job)
{
    static const char *const words[] = {"off", "opportunistic", "required"};
    return words[job->cfg.tls];
}

const char *fuzz_job_auth(const struct fuzz_job *job)
{
    static const char *const words[] = {"none", "plain", "login", "cram-md5", "any"};
    return words[job->cfg.auth];
}
