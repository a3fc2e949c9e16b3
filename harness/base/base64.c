#include "base/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void encode(char out[4], const uint8_t *in, size_t n)
{
    uint32_t bits = (uint32_t)in[0] << 16;
    if (n > 1)
        bits |= (uint32_t)in[1] << 8;
    if (n > 2)
        bits |= in[2];
    out[0] = alphabet[bits >> 18];
    out[1] = alphabet[bits >> 12 & 63];
    out[2] = n > 1 ? alphabet[bits >> 6 & 63] : '=';
    out[3] = n > 2 ? alphabet[bits & 63] : '=';
}

void mustls_base64_put(struct mustls_buf *out, struct mustls_span in)
{
    char text[64]; /* a put for each quantum would cost more than the encoding */
    size_t num = 0;
    for (size_t i = 0; i < in.len; i += 3) {
        encode(text + num, in.ptr + i, in.len - i < 3 ? in.len - i : 3);
        num += 4;
        if (num < sizeof text && in.len - i > 3)
            continue;
        mustls_buf_put(out, mustls_span(text, num));
        num = 0;
    }
}

/* The first character whose six bits all come from behind `before` octets. */
static size_t first_inside(size_t before)
{
    return (before * 8 + 5) / 6;
}

size_t mustls_base64_inside_len(size_t len, size_t before)
{
    size_t to = (before + len) * 8 / 6, from = first_inside(before);
    return to > from ? to - from : 0;
}

uint8_t mustls_base64_inside(struct mustls_span value, size_t before, size_t i)
{
    size_t bit = (first_inside(before) + i) * 6 - before * 8, at = bit / 8;
    unsigned two = (unsigned)value.ptr[at] << 8;
    if (at + 1 < value.len)
        two |= value.ptr[at + 1];
    return (uint8_t)alphabet[two >> (10 - bit % 8) & 63];
}

/* -1 for octets outside the alphabet. */
static int sextet(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

/* Four characters, of which the last `pad` are "=". */
static bool take_quantum(struct mustls_buf *out, const uint8_t *in, size_t pad)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < 4 - pad; i++) {
        int v = sextet(in[i]);
        if (v < 0)
            return false;
        bits |= (uint32_t)v << (18 - 6 * i);
    }
    /* Bits that no octet uses must be zero, or one answer could be written in several ways. */
    if ((pad == 2 && (bits & 0xffff) != 0) || (pad == 1 && (bits & 0xff) != 0))
        return false;

    const uint8_t octets[3] = {(uint8_t)(bits >> 16), (uint8_t)(bits >> 8), (uint8_t)bits};
    mustls_buf_put(out, mustls_span(octets, 3 - pad));
    return true;
}

static size_t padding(struct mustls_span in)
{
    if (in.len == 0 || in.ptr[in.len - 1] != '=')
        return 0;
    return in.ptr[in.len - 2] == '=' ? 2 : 1;
}

enum mustls_status mustls_base64_decode(struct mustls_buf *out, struct mustls_span in)
{
    if (in.len % 4 != 0)
        return MUSTLS_EPARSE;

    const size_t before = out->len;
    bool ok = true;
    for (size_t i = 0; ok && i < in.len; i += 4)
        ok = take_quantum(out, in.ptr + i, i + 4 == in.len ? padding(in) : 0);

    if (!ok || out->failed)
        mustls_buf_truncate(out, before);
    return ok ? mustls_buf_status(out) : MUSTLS_EPARSE;
}
