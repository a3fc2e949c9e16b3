#include "curl_mail.h"

#include <curl/curl.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static X509_STORE *trusted;

struct source {
    const char *at;
};

static size_t read_message(char *to, size_t size, size_t num, void *arg)
{
    struct source *s = arg;
    size_t len = strlen(s->at), room = size * num;
    len = len < room ? len : room;
    memcpy(to, s->at, len);
    s->at += len;
    return len;
}

static X509_STORE *load(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    X509 *ca = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    X509_STORE *store = X509_STORE_new();
    if (!ca || !store || X509_STORE_add_cert(store, ca) != 1)
        abort();
    X509_free(ca);
    BIO_free(bio);
    return store;
}

/* Loading the CA anew for each connection would be most of the time. */
static CURLcode trust(CURL *curl, void *ctx, void *arg)
{
    (void)curl;
    (void)arg;
    SSL_CTX_set1_cert_store(ctx, trusted);
    return CURLE_OK;
}

static const char *mechanism(enum mustls_job_auth auth)
{
    switch (auth) {
    case MUSTLS_JOB_PLAIN:
        return "AUTH=PLAIN";
    case MUSTLS_JOB_LOGIN:
        return "AUTH=LOGIN";
    case MUSTLS_JOB_CRAM_MD5:
        return "AUTH=CRAM-MD5";
    case MUSTLS_JOB_NO_AUTH:
    case MUSTLS_JOB_ANY_AUTH:
        break;
    }
    return NULL;
}

static void ask_for_server(CURL *c, const struct mustls_job *job)
{
    static struct curl_slist *address;
    char text[256];
    if (!address) {
        snprintf(text, sizeof text, "%s:%u:%s", job->host, job->port, job->address);
        address = curl_slist_append(NULL, text);
        trusted = load(job->ca_pem);
    }
    snprintf(text, sizeof text, "smtp://%s:%u/probe.example.test", job->host, job->port);
    curl_easy_setopt(c, CURLOPT_URL, text);
    curl_easy_setopt(c, CURLOPT_RESOLVE, address);
    curl_easy_setopt(c, CURLOPT_USE_SSL,
                     (long)(job->tls == MUSTLS_JOB_REQUIRED ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(c, CURLOPT_CAINFO, NULL);
    curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(c, CURLOPT_SSL_CTX_FUNCTION, trust);
    if (job->auth != MUSTLS_JOB_NO_AUTH) {
        curl_easy_setopt(c, CURLOPT_USERNAME, job->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, job->password);
        curl_easy_setopt(c, CURLOPT_LOGIN_OPTIONS, mechanism(job->auth));
    }
}

static void keep_nothing(CURL *c)
{
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp");
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(c, CURLOPT_SSL_SESSIONID_CACHE, 0L);
}

enum mustls_sent curl_send_mail(const struct mustls_job *job)
{
    static CURL *c;
    char words[CURL_ERROR_SIZE] = "", from[256];
    struct source message = {job->message};
    if (!c)
        c = curl_easy_init();
    struct curl_slist *to = curl_slist_append(NULL, job->to);
    if (!c || !to)
        abort();
    curl_easy_reset(c);
    keep_nothing(c);
    ask_for_server(c, job);
    snprintf(from, sizeof from, "<%s>", job->from);
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, read_message);
    curl_easy_setopt(c, CURLOPT_READDATA, &message);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, words);
    CURLcode code = curl_easy_perform(c);
    mustls_job_said(words);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, NULL);
    curl_slist_free_all(to);
    return code == CURLE_OK ? MUSTLS_SENT : MUSTLS_NOT_SENT;
}
