#include "profile/profile.h"

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("_@%+:,./-", c));
}

/* `=` is plain in an argument, but A=b in the place of the command would be an assignment. */
static bool needs_quotes(const char *word, bool is_command)
{
    if (!*word)
        return true;
    for (; *word; word++)
        if (!is_plain(*word) && (is_command || *word != '='))
            return true;
    return false;
}

static void put_quoted(struct mustls_buf *out, const char *word)
{
    mustls_buf_putc(out, '\'');
    for (; *word; word++) {
        if (*word == '\'')
            mustls_buf_puts(out, "'\\''");
        else
            mustls_buf_putc(out, (unsigned char)*word);
    }
    mustls_buf_putc(out, '\'');
}

void mustls_shell_quote(struct mustls_buf *out, char *const *argv)
{
    for (size_t i = 0; argv[i]; i++) {
        if (i)
            mustls_buf_putc(out, ' ');
        if (needs_quotes(argv[i], i == 0))
            put_quoted(out, argv[i]);
        else
            mustls_buf_puts(out, argv[i]);
    }
}
