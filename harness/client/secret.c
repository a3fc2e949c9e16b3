/* What must never be shown: the password, and its base64 as it looks at each of the three
 * alignments inside a longer text. A server may echo any of it. */
#include "client/internal.h"

#include "base/base64.h"

#define MIN_NEEDLE 4 /* shorter base64 would hide half of every text */

/* Base64 of the password behind `before` octets, as much as it decides alone. Returns its end. */
static uint8_t *put_aligned(uint8_t *out, struct mustls_span password, size_t before,
                            struct mustls_span *needle)
{
    size_t len = mustls_base64_inside_len(password.len, before);
    if (len < MIN_NEEDLE)
        len = 0;
    for (size_t i = 0; i < len; i++)
        out[i] = mustls_base64_inside(password, before, i);
    *needle = mustls_span(out, len);
    return out + len;
}

enum mustls_status mustls_client_secrets(struct mustls_client *c)
{
    _Static_assert(MUSTLS_CLIENT_NEEDLES == 4, "raw and three alignments");
    struct mustls_span password = c->cfg.password;
    /* config.c has limited its length; base64 is less than twice as long. */
    uint8_t *at = c->secrets = mustls_alloc(3 * 2 * password.len + 1);
    if (!at)
        return MUSTLS_ENOMEM;
    c->needles[0] = password;
    for (size_t before = 0; before < 3; before++)
        at = put_aligned(at, password, before, &c->needles[1 + before]);
    return MUSTLS_OK;
}

/* Length of the longest secret at the start of `in`, which has a byte; 0 for none. */
static size_t secret_at(const struct mustls_client *c, struct mustls_span in)
{
    size_t longest = 0;
    for (size_t i = 0; i < MUSTLS_CLIENT_NEEDLES; i++) {
        struct mustls_span needle = c->needles[i];
        if (needle.len > longest && needle.ptr[0] == in.ptr[0] && mustls_span_starts(in, needle))
            longest = needle.len;
    }
    return longest;
}

void mustls_client_blank(const struct mustls_client *c, struct mustls_span in,
                         struct mustls_buf *out)
{
    size_t plain = 0; /* bytes in front that are no secret */
    while (plain < in.len) {
        size_t len = secret_at(c, mustls_span_from(in, plain));
        if (len == 0) {
            plain++;
            continue;
        }
        mustls_buf_put(out, mustls_span_first(in, plain));
        mustls_buf_puts(out, "[secret]");
        in = mustls_span_from(in, plain + len);
        plain = 0;
    }
    mustls_buf_put(out, in);
}

static struct mustls_span chomp(struct mustls_span line)
{
    while (line.len > 0 && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r'))
        line.len--;
    return line;
}

void mustls_client_log_lines(const struct mustls_client *c, char dir, struct mustls_span lines)
{
    if (!c->log)
        return;
    struct mustls_buf clean;
    mustls_buf_init(&clean, 9 * lines.len + 1);
    while (lines.len > 0) {
        size_t lf = mustls_span_find(lines, MUSTLS_LIT("\n"));
        size_t len = lf == MUSTLS_NPOS ? lines.len : lf + 1;
        mustls_buf_clear(&clean);
        mustls_client_blank(c, chomp(mustls_span_first(lines, len)), &clean);
        if (!clean.failed)
            c->log(c->log_arg, dir, mustls_buf_span(&clean));
        lines = mustls_span_from(lines, len);
    }
    mustls_buf_deinit(&clean);
}
