/* Enhanced status codes (RFC 2034, RFC 3463): class "." subject "." detail. */
#include "smtp/fault.h"
#include "smtp/reply.h"

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* One to three digits without leading zeros; a fourth is left to whoever looks behind them. */
static bool take_number(struct mustls_span *rest, int *out)
{
    size_t n = 0;
    int value = 0;
    while (n < rest->len && n < 3 && is_digit(rest->ptr[n]))
        value = value * 10 + (rest->ptr[n++] - '0');
    if (n == 0 || (n > 1 && rest->ptr[0] == '0' && !mustls_smtp_has(MUSTLS_SF_ZEROS)))
        return false;
    *rest = mustls_span_from(*rest, n);
    *out = value;
    return true;
}

static bool take_dot(struct mustls_span *rest)
{
    if (rest->len == 0 || rest->ptr[0] != '.')
        return false;
    *rest = mustls_span_from(*rest, 1);
    return true;
}

bool mustls_enhanced_parse(struct mustls_span text, struct mustls_enhanced *out)
{
    struct mustls_enhanced e;
    if (!take_number(&text, &e.class_) || !take_dot(&text) || !take_number(&text, &e.subject) ||
        !take_dot(&text) || !take_number(&text, &e.detail))
        return false;
    if (e.class_ != 2 && e.class_ != 4 && e.class_ != 5 && !mustls_smtp_has(MUSTLS_SF_CLASS))
        return false;
    if (text.len > 0 && text.ptr[0] != ' ')
        return false;
    *out = e;
    return true;
}
