#include "smtp/ehlo.h"
#include "smtp/fault.h"

static const struct {
    const char *word;
    uint32_t bit;
} keywords[] =
    {
        {"STARTTLS", MUSTLS_EHLO_STARTTLS}, {"PIPELINING", MUSTLS_EHLO_PIPELINING},
        {"8BITMIME", MUSTLS_EHLO_8BITMIME}, {"SIZE", MUSTLS_EHLO_SIZE},
        {"SMTPUTF8", MUSTLS_EHLO_SMTPUTF8}, {"CHUNKING", MUSTLS_EHLO_CHUNKING},
        {"DSN", MUSTLS_EHLO_DSN},           {"ENHANCEDSTATUSCODES", MUSTLS_EHLO_ENHANCED},
        {"AUTH", MUSTLS_EHLO_AUTH},
},
  mechs[] = {
      {"PLAIN", MUSTLS_MECH_PLAIN},
      {"LOGIN", MUSTLS_MECH_LOGIN},
      {"CRAM-MD5", MUSTLS_MECH_CRAM_MD5},
};

static bool is_alnum(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

struct mustls_span mustls_word(struct mustls_span *rest)
{
    size_t start = 0;
    while (start < rest->len && is_blank(rest->ptr[start]))
        start++;
    size_t end = start;
    while (end < rest->len && !is_blank(rest->ptr[end]))
        end++;
    struct mustls_span word = mustls_span_first(mustls_span_from(*rest, start), end - start);
    *rest = mustls_span_from(*rest, end);
    return word;
}

/* ehlo-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-") */
static bool is_keyword(struct mustls_span s)
{
    if (s.len == 0 || !is_alnum(s.ptr[0]))
        return false;
    for (size_t i = 1; i < s.len; i++)
        if (!is_alnum(s.ptr[i]) && s.ptr[i] != '-')
            return false;
    return true;
}

/* *( SP ehlo-param ), ehlo-param = 1*(%d33-126) */
static bool are_params(struct mustls_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < ' ' || s.ptr[i] > 126)
            return false;
    return true;
}

static struct mustls_span trim(struct mustls_span s)
{
    while (s.len > 0 && s.ptr[0] == ' ')
        s = mustls_span_from(s, 1);
    while (s.len > 0 && s.ptr[s.len - 1] == ' ')
        s.len--;
    return s;
}

void mustls_ehlo_line_parse(struct mustls_span text, struct mustls_ehlo_line *out)
{
    *out = (struct mustls_ehlo_line){0};
    size_t len = 0;
    while (len < text.len && text.ptr[len] != ' ')
        len++;
    const struct mustls_span keyword = mustls_span_first(text, len);
    const struct mustls_span params = mustls_span_from(text, len);
    if (!is_keyword(keyword) || !are_params(params))
        return;
    out->keyword = keyword;
    out->params = trim(params);
}

static uint32_t keyword_bit(struct mustls_span word)
{
    for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
        if (mustls_span_ieq(word, mustls_span_str(keywords[i].word)) ||
            (mustls_smtp_has(MUSTLS_SF_KEYWORD_PREFIX) &&
             mustls_span_istarts(word, mustls_span_str(keywords[i].word))))
            return keywords[i].bit;
    return 0;
}

static uint32_t mech_bit(struct mustls_span word)
{
    for (size_t i = 0; i < sizeof(mechs) / sizeof(mechs[0]); i++)
        if (mustls_span_ieq(word, mustls_span_str(mechs[i].word)))
            return mechs[i].bit;
    return MUSTLS_MECH_OTHER;
}

/* RFC 4954 3: a space-separated list of mechanisms. */
static uint32_t mech_bits(struct mustls_span params)
{
    uint32_t bits = 0;
    for (struct mustls_span w = mustls_word(&params); w.len > 0; w = mustls_word(&params))
        bits |= mech_bit(w);
    return bits;
}

/* RFC 1870 3: size-param ::= [1*DIGIT] */
static uint64_t size_param(struct mustls_span params)
{
    const struct mustls_span word = mustls_word(&params);
    uint64_t size = 0;
    for (size_t i = 0; i < word.len; i++) {
        const unsigned digit = word.ptr[i] - '0';
        if (digit > 9)
            return 0;
        size = size > (UINT64_MAX - digit) / 10 ? UINT64_MAX : size * 10 + digit;
    }
    return size;
}

static void add_line(struct mustls_ehlo *out, struct mustls_span text)
{
    struct mustls_ehlo_line line;
    mustls_ehlo_line_parse(text, &line);
    const uint32_t bit = keyword_bit(line.keyword);
    out->keywords |= bit;
    if (bit == MUSTLS_EHLO_AUTH)
        out->mechs |= mech_bits(line.params);
    if (bit == MUSTLS_EHLO_SIZE)
        out->size = size_param(line.params);
}

void mustls_ehlo_parse(const struct mustls_reply *reply, struct mustls_ehlo *out)
{
    uint32_t unusable = MUSTLS_F_BAD_CODE | MUSTLS_F_BAD_SEP | MUSTLS_F_CUT | MUSTLS_F_EOF;
    if (mustls_smtp_has(MUSTLS_SF_CUT_LINE))
        unusable &= ~(uint32_t)MUSTLS_F_CUT;
    *out = (struct mustls_ehlo){0};
    struct mustls_reply_line line;
    /* From the second line on: the first one is the server's name, even if it reads like a
     * keyword. */
    for (size_t i = mustls_smtp_has(MUSTLS_SF_HOST_LINE) ? 0 : 1; mustls_reply_nth(reply, i, &line);
         i++) {
        if (line.code == 250 && (line.faults & unusable) == 0)
            add_line(out, line.text);
        else if (mustls_smtp_has(MUSTLS_SF_STOPS))
            return;
    }
}
