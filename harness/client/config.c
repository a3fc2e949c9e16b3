/* What the caller asks for. A CR LF inside an address would be a command of its own. */
#include "client/internal.h"

/* RFC 5321 4.5.3.1.2 and 4.5.3.1.3. */
#define MAX_DOMAIN 255
#define MAX_PATH   256
/* AUTH lines may be long, but RFC 4954 4 calls 12288 octets of base64 enough. */
#define MAX_CREDENTIAL 2048

static bool is_word(struct mustls_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] <= ' ' || s.ptr[i] >= 127)
            return false;
    return true;
}

static bool is_path(struct mustls_span s)
{
    if (!is_word(s) || s.len + 2 > MAX_PATH)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '<' || s.ptr[i] == '>')
            return false;
    return true;
}

/* NUL separates the parts of a PLAIN response. */
static bool is_credential(struct mustls_span s)
{
    return s.len <= MAX_CREDENTIAL && mustls_span_find(s, mustls_span("", 1)) == MUSTLS_NPOS;
}

const char *mustls_client_config_check(const struct mustls_client_config *cfg)
{
    if (cfg->helo.len == 0 || cfg->helo.len > MAX_DOMAIN || !is_word(cfg->helo))
        return "the EHLO name is empty, too long, or holds blanks, line ends or 8-bit octets";
    if (!is_path(cfg->from)) /* may be empty: the null reverse-path */
        return "the sender is too long, or holds brackets, blanks, line ends or 8-bit octets";
    if (cfg->num_to == 0)
        return "there is no recipient";
    for (size_t i = 0; i < cfg->num_to; i++)
        if (cfg->to[i].len == 0 || !is_path(cfg->to[i]))
            return "a recipient is empty, too long, or holds brackets, blanks, line ends or 8-bit "
                   "octets";
    if (!is_credential(cfg->user) || !is_credential(cfg->password))
        return "the user name or password is too long or holds a NUL";
    return NULL;
}

void mustls_client_config_defaults(struct mustls_client_config *cfg)
{
    if (cfg->reply_timeout == 0) /* RFC 5321 4.5.3.2: 5 minutes for most commands */
        cfg->reply_timeout = MUSTLS_SEC(300);
    if (cfg->total_timeout == 0)
        cfg->total_timeout =
            cfg->reply_timeout < MUSTLS_NEVER / 10 ? 10 * cfg->reply_timeout : MUSTLS_NEVER;
    if (cfg->max_reply == 0)
        cfg->max_reply = 64 * 1024;
    if (cfg->max_lines == 0)
        cfg->max_lines = 2000;
}
