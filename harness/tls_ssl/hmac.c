#include "tls_ssl/ssl.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

void mustls_hmac_md5(struct mustls_span key, struct mustls_span data, uint8_t out[16])
{
    static const uint8_t empty[1];
    unsigned len = 0;
    memset(out, 0, 16);
    /* The library wants a pointer even for a key of no bytes. */
    HMAC(EVP_md5(), key.len ? key.ptr : empty, (int)key.len, data.len ? data.ptr : empty, data.len,
         out, &len);
}
