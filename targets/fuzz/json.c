#include "json.h"

#include "base/escape.h"

enum { MAX_DEPTH = 32 };

struct json {
    struct mustls_span left;
    bool bad;
};

static uint8_t peek(const struct json *j)
{
    return j->left.len > 0 ? j->left.ptr[0] : 0;
}

static bool take(struct json *j, const char *word)
{
    struct mustls_span w = mustls_span_str(word);
    if (!mustls_span_starts(j->left, w))
        return false;
    j->left = mustls_span_from(j->left, w.len);
    return true;
}

static void blanks(struct json *j)
{
    while (peek(j) == ' ' || peek(j) == '\t' || peek(j) == '\n' || peek(j) == '\r')
        j->left = mustls_span_from(j->left, 1);
}

static bool digits(struct json *j)
{
    size_t before = j->left.len;
    while (peek(j) >= '0' && peek(j) <= '9')
        j->left = mustls_span_from(j->left, 1);
    return j->left.len < before;
}

static void number(struct json *j)
{
    take(j, "-");
    bool good = take(j, "0") || digits(j);
    if (take(j, "."))
        good = digits(j) && good;
    if (take(j, "e") || take(j, "E")) {
        if (!take(j, "+"))
            take(j, "-");
        good = digits(j) && good;
    }
    j->bad = j->bad || !good;
}

static void escape(struct json *j)
{
    struct mustls_span four = mustls_span_first(mustls_span_from(j->left, 1), 4);
    bool unicode = take(j, "u");
    size_t n = 0;
    while (unicode && n < four.len && strchr("0123456789abcdefABCDEF", four.ptr[n]) && four.ptr[n])
        n++;
    bool nul = mustls_span_eq(four, MUSTLS_LIT("0000"));
    bool plain = !unicode && peek(j) && strchr("\"\\/bfnrt", peek(j));
    j->bad = j->bad || !(plain || (n == 4 && !nul));
    j->left = mustls_span_from(j->left, unicode ? n : 1);
}

static void string(struct json *j)
{
    j->bad = j->bad || !take(j, "\"");
    while (!j->bad && peek(j) != '"') {
        size_t n = mustls_utf8_len(j->left);
        bool escaped = peek(j) == '\\';
        j->bad = n == 0 || peek(j) < ' ';
        j->left = mustls_span_from(j->left, n);
        if (escaped)
            escape(j);
    }
    take(j, "\"");
}

static void value(struct json *j, int depth);

static void member(struct json *j, bool object, int depth)
{
    blanks(j);
    if (object) {
        string(j);
        blanks(j);
        j->bad = j->bad || !take(j, ":");
    }
    value(j, depth);
}

static void members(struct json *j, const char *end, int depth)
{
    bool object = end[0] == '}';
    blanks(j);
    if (take(j, end))
        return;
    do
        member(j, object, depth);
    while (!j->bad && take(j, ","));
    j->bad = j->bad || !take(j, end);
}

static void value(struct json *j, int depth)
{
    blanks(j);
    if (depth == MAX_DEPTH)
        j->bad = true;
    else if (take(j, "{"))
        members(j, "}", depth + 1);
    else if (take(j, "["))
        members(j, "]", depth + 1);
    else if (peek(j) == '"')
        string(j);
    else if (!take(j, "true") && !take(j, "false") && !take(j, "null"))
        number(j);
    blanks(j);
}

bool fuzz_is_json(struct mustls_span text)
{
    struct json j = {.left = text};
    value(&j, 0);
    return !j.bad && j.left.len == 0;
}
