#include "tls_ssl/internal.h"

#include <openssl/bio.h>

static int bio_read(BIO *bio, char *out, int len)
{
    struct mustls_ssl_bio *b = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (!b || b->in.len == 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    size_t n = len > 0 ? mustls_span_first(b->in, (size_t)len).len : 0;
    if (n > 0)
        memcpy(out, b->in.ptr, n);
    b->in = mustls_span_from(b->in, n);
    return (int)n;
}

static int bio_write(BIO *bio, const char *in, int len)
{
    struct mustls_ssl_bio *b = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (!b || len < 0)
        return -1;
    mustls_buf_put(b->out, mustls_span(in, (size_t)len));
    return b->out->failed ? -1 : len;
}

static long bio_ctrl(BIO *bio, int cmd, long num, void *ptr)
{
    (void)bio;
    (void)num;
    (void)ptr;
    return cmd == BIO_CTRL_FLUSH;
}

static int bio_create(BIO *bio)
{
    BIO_set_init(bio, 1);
    return 1;
}

BIO_METHOD *mustls_ssl_bio_method(void)
{
    BIO_METHOD *m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "mustls memory");
    if (!m)
        return NULL;
    if (!BIO_meth_set_read(m, bio_read) || !BIO_meth_set_write(m, bio_write) ||
        !BIO_meth_set_ctrl(m, bio_ctrl) || !BIO_meth_set_create(m, bio_create)) {
        BIO_meth_free(m);
        return NULL;
    }
    return m;
}
