#include "tls/hello.h"
#include "tls/wish.h"

#define CLIENT_HELLO           1
#define EXT_SERVER_NAME        0
#define EXT_SUPPORTED_VERSIONS 43
#define NAME_TYPE_HOST         0

/* Reads big-endian numbers and counted strings; remembers that something was missing. */
struct reader {
    struct mustls_span in;
    bool bad;
};

static struct mustls_span read_bytes(struct reader *r, size_t n)
{
    if (r->bad || n > r->in.len) {
        r->bad = true;
        return mustls_span(NULL, 0);
    }
    struct mustls_span s = mustls_span_first(r->in, n);
    r->in = mustls_span_from(r->in, n);
    return s;
}

static size_t read_number(struct reader *r, size_t num_bytes)
{
    struct mustls_span s = read_bytes(r, num_bytes);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n = n << 8 | s.ptr[i];
    return n;
}

/* A string behind its length of `num_bytes` bytes. */
static struct reader read_counted(struct reader *r, size_t num_bytes)
{
    size_t n = read_number(r, num_bytes);
    struct reader inner = {.in = read_bytes(r, n)};
    inner.bad = r->bad;
    return inner;
}

static void copy_name(struct mustls_span name, struct mustls_hello *out)
{
    size_t n = name.len < sizeof out->sni ? name.len : sizeof out->sni - 1;
    for (size_t i = 0; i < n; i++)
        out->sni[i] = name.ptr[i] > ' ' && name.ptr[i] < 0x7f ? (char)name.ptr[i] : '?';
    out->sni[n] = '\0';
}

static bool read_server_name(struct reader *ext, struct mustls_hello *out)
{
    struct reader list = read_counted(ext, 2);
    while (!list.bad && list.in.len > 0) {
        size_t type = read_number(&list, 1);
        struct reader name = read_counted(&list, 2);
        if (!name.bad && type == NAME_TYPE_HOST)
            copy_name(name.in, out);
    }
    return !list.bad;
}

static bool read_versions(struct reader *ext, struct mustls_hello *out)
{
    struct reader list = read_counted(ext, 1);
    out->tls12 = false;
    while (!list.bad && list.in.len > 0) {
        size_t version = read_number(&list, 2);
        out->tls12 |= version == MUSTLS_TLS_1_2;
        out->tls13 |= version == MUSTLS_TLS_1_3;
    }
    return !list.bad;
}

static bool read_extensions(struct reader *exts, struct mustls_hello *out)
{
    while (!exts->bad && exts->in.len > 0) {
        size_t type = read_number(exts, 2);
        struct reader ext = read_counted(exts, 2);
        if (ext.bad)
            return false;
        if (type == EXT_SERVER_NAME && !read_server_name(&ext, out))
            return false;
        if (type == EXT_SUPPORTED_VERSIONS && !read_versions(&ext, out))
            return false;
    }
    return !exts->bad;
}

enum mustls_status mustls_hello_parse(struct mustls_span msg, struct mustls_hello *out)
{
    *out = (struct mustls_hello){0};
    struct reader r = {.in = msg};
    if (read_number(&r, 1) != CLIENT_HELLO)
        return MUSTLS_EPARSE;
    struct reader body = read_counted(&r, 3);
    if (body.bad || r.in.len > 0)
        return MUSTLS_EPARSE;

    /* Without supported_versions the old field counts (RFC 8446). */
    out->tls12 = read_number(&body, 2) >= MUSTLS_TLS_1_2;
    read_bytes(&body, 32);  /* random */
    read_counted(&body, 1); /* session id */
    read_counted(&body, 2); /* cipher suites */
    read_counted(&body, 1); /* compression methods */
    if (body.bad)
        return MUSTLS_EPARSE;
    if (body.in.len == 0)
        return MUSTLS_OK;
    struct reader exts = read_counted(&body, 2);
    return read_extensions(&exts, out) && body.in.len == 0 ? MUSTLS_OK : MUSTLS_EPARSE;
}

static void put_number(struct mustls_buf *out, size_t n, size_t num_bytes)
{
    while (num_bytes-- > 0)
        mustls_buf_putc(out, (int)(n >> (8 * num_bytes) & 0xff));
}

static void put_server_name(struct mustls_buf *out, const char *name)
{
    size_t n = strlen(name);
    put_number(out, EXT_SERVER_NAME, 2);
    put_number(out, n + 5, 2);
    put_number(out, n + 3, 2);
    put_number(out, NAME_TYPE_HOST, 1);
    put_number(out, n, 2);
    mustls_buf_puts(out, name);
}

static void put_versions(struct mustls_buf *out, const struct mustls_hello *hello)
{
    size_t n = 2 * ((size_t)hello->tls12 + hello->tls13);
    put_number(out, EXT_SUPPORTED_VERSIONS, 2);
    put_number(out, n + 1, 2);
    put_number(out, n, 1);
    if (hello->tls13)
        put_number(out, MUSTLS_TLS_1_3, 2);
    if (hello->tls12)
        put_number(out, MUSTLS_TLS_1_2, 2);
}

void mustls_hello_put(struct mustls_buf *out, const struct mustls_hello *hello)
{
    static const uint8_t random[32];
    size_t name = hello->sni[0] ? strlen(hello->sni) + 9 : 0;
    size_t versions = 5 + 2 * ((size_t)hello->tls12 + hello->tls13);

    put_number(out, CLIENT_HELLO, 1);
    put_number(out, 2 + sizeof random + 1 + 4 + 2 + 2 + name + versions, 3);
    put_number(out, MUSTLS_TLS_1_2, 2);
    mustls_buf_put(out, mustls_span(random, sizeof random));
    put_number(out, 0, 1); /* no session id */
    put_number(out, 2, 2); /* one cipher suite: TLS_AES_128_GCM_SHA256 */
    put_number(out, 0x1301, 2);
    put_number(out, 1, 1); /* one compression method: none */
    put_number(out, 0, 1);
    put_number(out, name + versions, 2);
    if (name > 0)
        put_server_name(out, hello->sni);
    put_versions(out, hello);
}
