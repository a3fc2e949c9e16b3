/* TLS 1.3 records of a server's own making (RFC 8446 5.2, 7.1, 7.3), for what the libraries can't
 * be told to send: alerts of our choice, empty and padded records, KeyUpdates in any number. The
 * library does the handshake and gives away the traffic secret; from then on we number and encrypt
 * what we send, and it must send nothing itself. */
#include "tls_ssl/internal.h"

#include "tls/record.h"

#include <openssl/hmac.h>
#include <stdio.h>

#define KEY_UPDATE 24
#define TAG_LEN    16
#define LABEL      "SERVER_TRAFFIC_SECRET_0 "
#define MAX_INNER  (MUSTLS_RECORD_PLAIN + 1) /* content, its type, zeros */

static const EVP_CIPHER *cipher_of(const struct mustls_seal *s)
{
    return s->suite == MUSTLS_SEAL_AES_256 ? EVP_aes_256_gcm() : EVP_aes_128_gcm();
}

/* HKDF-Expand-Label without a context; one block of the hash is enough for all that we need. */
static bool expand(const struct mustls_seal *s, const char *label, uint8_t *out, size_t len)
{
    uint8_t info[64], block[EVP_MAX_MD_SIZE];
    unsigned block_len = 0;
    int n =
        snprintf((char *)info + 2, sizeof info - 2, "%ctls13 %s", (int)(6 + strlen(label)), label);
    info[0] = 0;
    info[1] = (uint8_t)len;
    size_t size = 2 + (size_t)n;
    info[size++] = 0; /* no context */
    info[size++] = 1; /* the first block */
    const EVP_MD *md = s->suite == MUSTLS_SEAL_AES_256 ? EVP_sha384() : EVP_sha256();
    if (!HMAC(md, s->secret, (int)s->secret_len, info, size, block, &block_len) || len > block_len)
        return false;
    memcpy(out, block, len);
    return true;
}

static bool derive(struct mustls_seal *s)
{
    s->seq = 0;
    return expand(s, "key", s->key, (size_t)EVP_CIPHER_key_length(cipher_of(s))) &&
           expand(s, "iv", s->iv, sizeof s->iv);
}

static int hex(int c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void mustls_seal_learn(struct mustls_seal *s, const char *line)
{
    const char *at = strrchr(line, ' ');
    if (strncmp(line, LABEL, sizeof LABEL - 1) != 0 || !at)
        return;
    at++;
    for (s->secret_len = 0; s->secret_len < sizeof s->secret; s->secret_len++, at += 2) {
        int high = hex(at[0]), low = high < 0 ? -1 : hex(at[1]);
        if (low < 0)
            return;
        s->secret[s->secret_len] = (uint8_t)(high << 4 | low);
    }
}

bool mustls_seal_start(struct mustls_seal *s, const SSL *ssl)
{
    if (s->suite != MUSTLS_SEAL_NONE)
        return true;
    unsigned long id = SSL_CIPHER_get_id(SSL_get_current_cipher(ssl)) & 0xffff;
    s->suite = id == 0x1301   ? MUSTLS_SEAL_AES_128
               : id == 0x1302 ? MUSTLS_SEAL_AES_256
                              : MUSTLS_SEAL_NONE;
    return s->suite != MUSTLS_SEAL_NONE && s->secret_len > 0 && derive(s);
}

/* AEAD over body, type and zeros; the record's header is what is authenticated besides. */
static bool encrypt(struct mustls_seal *s, struct mustls_span inner, const uint8_t *head,
                    uint8_t *out)
{
    uint8_t nonce[sizeof s->iv];
    int len = 0, rest = 0;
    memcpy(nonce, s->iv, sizeof nonce);
    for (size_t i = 0; i < 8; i++)
        nonce[sizeof nonce - 1 - i] ^= (uint8_t)(s->seq >> 8 * i);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    bool ok = ctx && EVP_EncryptInit_ex(ctx, cipher_of(s), NULL, s->key, nonce) > 0 &&
              EVP_EncryptUpdate(ctx, NULL, &len, head, MUSTLS_RECORD_HEADER) > 0 &&
              EVP_EncryptUpdate(ctx, out, &len, inner.ptr, (int)inner.len) > 0 &&
              EVP_EncryptFinal_ex(ctx, out + len, &rest) > 0 &&
              EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, TAG_LEN, out + inner.len) > 0;
    EVP_CIPHER_CTX_free(ctx);
    s->seq++;
    return ok;
}

bool mustls_seal_put(struct mustls_seal *s, int type, struct mustls_span body, bool padded,
                     struct mustls_buf *out)
{
    uint8_t inner[MAX_INNER] = {0}, sealed[MAX_INNER + TAG_LEN];
    if (body.len > MUSTLS_RECORD_PLAIN)
        return false;
    if (body.len > 0)
        memcpy(inner, body.ptr, body.len);
    inner[body.len] = (uint8_t)type;
    size_t len = padded ? sizeof inner : body.len + 1, size = len + TAG_LEN;
    const uint8_t head[MUSTLS_RECORD_HEADER] = {MUSTLS_RECORD_DATA, 3, 3, (uint8_t)(size >> 8),
                                                (uint8_t)size};
    if (!encrypt(s, mustls_span(inner, len), head, sealed))
        return false;
    mustls_record_put(out, MUSTLS_RECORD_DATA, mustls_span(sealed, size));
    return !out->failed;
}

bool mustls_seal_update(struct mustls_seal *s, struct mustls_buf *out)
{
    static const uint8_t message[] = {KEY_UPDATE, 0, 0, 1, 0}; /* no update asked in return */
    if (!mustls_seal_put(s, MUSTLS_RECORD_HANDSHAKE, mustls_span(message, sizeof message), false,
                         out))
        return false;
    uint8_t next[sizeof s->secret];
    if (!expand(s, "traffic upd", next, s->secret_len))
        return false;
    memcpy(s->secret, next, s->secret_len);
    return derive(s);
}
