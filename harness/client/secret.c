/* What must never be shown: the password, and its base64 as it looks at each of the three
 * alignments inside a longer text. A server may echo any of it. */
#include "base/base64.h"
#include "client/internal.h"

#define MIN_NEEDLE 4 /* shorter base64 would hide half of every text */

/* The characters of base64(`shift` octets, password, ...) that depend on the password alone. */
static void aligned(struct mustls_buf *out, struct mustls_span password, size_t shift)
{
    struct mustls_buf raw, text;
    mustls_buf_init(&raw, password.len + 3);
    mustls_buf_init(&text, 2 * password.len + 16);
    mustls_buf_put(&raw, mustls_span_first(MUSTLS_LIT("xx"), shift));
    mustls_buf_put(&raw, password);
    mustls_base64_put(&text, mustls_buf_span(&raw));

    size_t from = (shift * 8 + 5) / 6, to = raw.len * 8 / 6;
    if (to >= from + MIN_NEEDLE)
        mustls_buf_put(
            out, mustls_span_first(mustls_span_from(mustls_buf_span(&text), from), to - from));
    out->failed |= raw.failed || text.failed;
    mustls_buf_deinit(&raw);
    mustls_buf_deinit(&text);
}

enum mustls_status mustls_client_secrets(struct mustls_client *c)
{
    _Static_assert(MUSTLS_CLIENT_NEEDLES == 4, "raw and three alignments");
    bool failed = false;
    for (size_t i = 0; i < MUSTLS_CLIENT_NEEDLES; i++) {
        mustls_buf_init(&c->needles[i], 2 * c->cfg.password.len + 16);
        if (i == 0)
            mustls_buf_put(&c->needles[i], c->cfg.password);
        else
            aligned(&c->needles[i], c->cfg.password, i - 1);
        failed |= c->needles[i].failed;
    }
    return failed ? MUSTLS_ENOMEM : MUSTLS_OK;
}

/* Length of the longest secret at the start of `in`, which has a byte; 0 for none. */
static size_t secret_at(const struct mustls_client *c, struct mustls_span in)
{
    size_t longest = 0;
    for (size_t i = 0; i < MUSTLS_CLIENT_NEEDLES; i++) {
        const struct mustls_buf *needle = &c->needles[i];
        if (needle->len > longest && needle->ptr[0] == in.ptr[0] &&
            mustls_span_starts(in, mustls_buf_span(needle)))
            longest = needle->len;
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
