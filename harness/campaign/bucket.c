#include "campaign/bucket.h"

#include <ctype.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/rng.h"
#include "campaign/stack.h"

enum { KEY_FRAMES = 3, MAX_SLUG = 56 };

const char *mustls_find_kind_name(enum mustls_find_kind kind)
{
    static const char *const names[] = {"crash", "broken", "timeout", "oom", "leak"};
    return names[kind];
}

/* --- what kind of report it is --- */

/* A line that has `mark`, at its start or anywhere. What stands behind it, up to `end`, is the
 * class or the words; a `fixed` class has no need of them. */
static const struct sign {
    const char *mark;
    bool at_start;
    enum mustls_find_kind kind;
    const char *fixed;
    enum words_end { FIRST_WORD, WHOLE_LINE } end;
    bool has_stack; /* else the words alone tell one bug from the other */
} signs[] = {
    {"broken: ", true, MUSTLS_FIND_BROKEN, NULL, WHOLE_LINE, false},
    {"oracle broken: ", true, MUSTLS_FIND_BROKEN, NULL, WHOLE_LINE, false},
    {": Assertion `", false, MUSTLS_FIND_CRASH, NULL, WHOLE_LINE, true},
    {": runtime error: ", false, MUSTLS_FIND_CRASH, NULL, WHOLE_LINE, true},
    {"ERROR: LeakSanitizer: ", false, MUSTLS_FIND_LEAK, "leak", FIRST_WORD, true},
    {"ERROR: AddressSanitizer: out of memory", false, MUSTLS_FIND_OOM, "out-of-memory", FIRST_WORD,
     true},
    {"ERROR: AddressSanitizer: requested allocation size", false, MUSTLS_FIND_OOM,
     "allocation-too-big", FIRST_WORD, true},
    {"hard rss limit exhausted", false, MUSTLS_FIND_OOM, "out-of-memory", FIRST_WORD, false},
    {"WARNING: MemorySanitizer: ", false, MUSTLS_FIND_CRASH, NULL, FIRST_WORD, true},
    {"ERROR: libFuzzer: timeout", false, MUSTLS_FIND_TIMEOUT, "timeout", FIRST_WORD, true},
    {MUSTLS_NO_END, true, MUSTLS_FIND_TIMEOUT, "timeout", FIRST_WORD, true},
    {"ERROR: libFuzzer: out-of-memory", false, MUSTLS_FIND_OOM, "out-of-memory", FIRST_WORD, true},
    {"ERROR: libFuzzer: fuzz target exited", false, MUSTLS_FIND_CRASH, "exit", FIRST_WORD, true},
    {"ERROR: libFuzzer: ", false, MUSTLS_FIND_CRASH, NULL, FIRST_WORD, true},
    {"ERROR: AddressSanitizer: ", false, MUSTLS_FIND_CRASH, NULL, FIRST_WORD, true},
};
enum { NUM_SIGNS = sizeof signs / sizeof *signs };

static const struct sign *sign_of(struct mustls_span line, struct mustls_span *words)
{
    for (int i = 0; i < NUM_SIGNS; i++) {
        struct mustls_span mark = mustls_span_str(signs[i].mark);
        size_t at = signs[i].at_start ? (mustls_span_starts(line, mark) ? 0 : MUSTLS_NPOS)
                                      : mustls_span_find(line, mark);
        if (at == MUSTLS_NPOS)
            continue;
        *words = mustls_span_from(line, at + mark.len);
        return &signs[i];
    }
    return NULL;
}

/* A process that is killed because it has no end aborts and says so, too. */
static bool was_killed(struct mustls_span report)
{
    struct mustls_span line;
    while (mustls_take_line(&report, &line))
        if (mustls_span_starts(line, MUSTLS_LIT(MUSTLS_NO_END)))
            return true;
    return false;
}

/* The first sign, and where its line begins. */
static const struct sign *find_sign(struct mustls_span report, struct mustls_span *words,
                                    struct mustls_span *rest)
{
    struct mustls_span line;
    bool killed = was_killed(report);
    for (*rest = report;; mustls_take_line(rest, &line)) {
        struct mustls_span look = *rest;
        if (!mustls_take_line(&look, &line))
            return NULL;
        const struct sign *s = sign_of(line, words);
        if (s && (!killed || s->kind == MUSTLS_FIND_TIMEOUT))
            return s;
    }
}

/* --- names --- */

/* Letters and digits of `s`, the others as one dash; numbers are left out, where they change from
 * run to run. */
static void slug(struct mustls_buf *out, struct mustls_span s, bool numbers)
{
    size_t start = out->len;
    for (size_t i = 0; i < s.len && out->len < MAX_SLUG; i++) {
        uint8_t c = s.ptr[i];
        if (c < 128 && (isalpha(c) || (numbers && isdigit(c))))
            mustls_buf_putc(out, tolower(c));
        else if (out->len > start && out->ptr[out->len - 1] != '-')
            mustls_buf_putc(out, '-');
    }
    while (out->len > start && out->ptr[out->len - 1] == '-')
        mustls_buf_truncate(out, out->len - 1);
}

/* Addresses change from run to run: they are left out. */
static void put_words(struct mustls_buf *out, struct mustls_span s)
{
    for (size_t at; (at = mustls_span_find(s, MUSTLS_LIT("0x"))) != MUSTLS_NPOS;) {
        mustls_buf_put(out, mustls_span_first(s, at));
        s = mustls_span_from(s, at + 2);
        size_t n = 0;
        while (n < s.len && isxdigit(s.ptr[n]))
            n++;
        mustls_buf_puts(out, "..");
        s = mustls_span_from(s, n);
    }
    mustls_buf_put(out, s);
}

static void finish(struct mustls_bucket *out, struct mustls_buf *name, const struct mustls_buf *key,
                   const char *title)
{
    mustls_buf_printf(name, "-%08x", (unsigned)(mustls_hash(mustls_buf_span(key)) & 0xffffffff));
    snprintf(out->name, sizeof out->name, "%s", mustls_buf_cstr(name));
    snprintf(out->title, sizeof out->title, "%s", title);
    for (char *p = out->title; *p; p++) /* it goes to a terminal */
        if ((unsigned char)*p < 32 || (unsigned char)*p > 126)
            *p = '?';
}

void mustls_bucket_of_words(enum mustls_find_kind kind, struct mustls_span words,
                            struct mustls_bucket *out)
{
    struct mustls_buf name, key;
    char title[200];
    out->kind = kind;
    mustls_buf_init(&name, MUSTLS_BUCKET_NAME);
    mustls_buf_init(&key, 4096);
    put_words(&key, mustls_span_first(words, 2000));
    mustls_buf_printf(&name, "%s-", mustls_find_kind_name(kind));
    slug(&name, mustls_buf_span(&key), true);
    snprintf(title, sizeof title, "%s: %.*s", mustls_find_kind_name(kind), (int)words.len,
             (const char *)words.ptr);
    finish(out, &name, &key, title);
    mustls_buf_deinit(&name);
    mustls_buf_deinit(&key);
}

/* --- which frames tell bugs apart --- */

static int by_name(const void *a, const void *b)
{
    const struct mustls_frame *x = a, *y = b;
    size_t n = x->function.len < y->function.len ? x->function.len : y->function.len;
    int order = memcmp(x->function.ptr, y->function.ptr, n);
    return order ? order
                 : (x->function.len > y->function.len) - (x->function.len < y->function.len);
}

/* A few frames, sorted and each once. */
static void sort_frames(struct mustls_stack *s)
{
    for (size_t i = 1; i < s->num; i++)
        for (size_t k = i; k > 0 && by_name(&s->frames[k], &s->frames[k - 1]) < 0; k--) {
            struct mustls_frame f = s->frames[k];
            s->frames[k] = s->frames[k - 1];
            s->frames[k - 1] = f;
        }
    size_t n = 0;
    for (size_t i = 0; i < s->num; i++)
        if (n == 0 || by_name(&s->frames[n - 1], &s->frames[i]) != 0)
            s->frames[n++] = s->frames[i];
    s->num = n;
}

/* Where a loop was interrupted is chance: the frames next to the entry are not. Where a recursion
 * hit the end of the stack is chance, too: who takes part in it is not. */
static void choose_frames(struct mustls_stack *s, enum mustls_find_kind kind,
                          struct mustls_span class)
{
    if (kind == MUSTLS_FIND_TIMEOUT) {
        bool entry = s->num > 1 && mustls_span_eq(s->frames[s->num - 1].function,
                                                  MUSTLS_LIT("LLVMFuzzerTestOneInput"));
        s->num -= entry ? 1 : 0;
        if (s->num > 1)
            s->frames[0] = s->frames[s->num - 1];
        s->num = s->num > 0 ? 1 : 0;
    } else if (mustls_span_eq(class, MUSTLS_LIT("stack-overflow"))) {
        s->num = s->num < 24 ? s->num : 24;
        sort_frames(s);
    }
    s->num = s->num < KEY_FRAMES ? s->num : KEY_FRAMES;
}

static struct mustls_span first_word(struct mustls_span s)
{
    size_t n = 0;
    if (mustls_span_starts(s, MUSTLS_LIT("attempting "))) /* "attempting double-free on 0x..." */
        s = mustls_span_from(s, 11);
    while (n < s.len && s.ptr[n] != ' ' && s.ptr[n] != '(' && s.ptr[n] != ':')
        n++;
    return mustls_span_first(s, n);
}

static void from_stack(const struct sign *sign, struct mustls_span words, struct mustls_span rest,
                       struct mustls_bucket *out)
{
    struct mustls_buf name, key, title;
    struct mustls_stack stack;
    struct mustls_span class = sign->fixed               ? mustls_span_str(sign->fixed)
                               : sign->end == FIRST_WORD ? first_word(words)
                                                         : words;
    mustls_buf_init(&name, MUSTLS_BUCKET_NAME);
    mustls_buf_init(&key, 8192);
    mustls_buf_init(&title, sizeof out->title);
    mustls_stack_read(rest, &stack);
    choose_frames(&stack, sign->kind, class);
    put_words(&title, mustls_span_first(class, 100));
    slug(&name, mustls_span_first(mustls_buf_span(&title), 32), false);
    if (name.len == 0) /* a report without words; a name is no option of a command */
        mustls_buf_puts(&name, mustls_find_kind_name(sign->kind));
    mustls_buf_put(&key, mustls_buf_span(&name));
    for (size_t i = 0; i < stack.num; i++) {
        mustls_buf_putc(&key, ' ');
        mustls_buf_put(&key, mustls_span_first(stack.frames[i].function, 200));
    }
    if (stack.num > 0) {
        const struct mustls_frame *f = &stack.frames[0];
        mustls_buf_putc(&name, '-');
        slug(&name, f->function, true);
        mustls_buf_printf(&title, " in %.*s", (int)(f->function.len < 60 ? f->function.len : 60),
                          (const char *)f->function.ptr);
        if (f->place.len > 0 && f->place.len < 40 && sign->kind != MUSTLS_FIND_TIMEOUT)
            mustls_buf_printf(&title, " (%.*s)", (int)f->place.len, (const char *)f->place.ptr);
    }
    out->kind = sign->kind;
    finish(out, &name, &key, mustls_buf_cstr(&title));
    mustls_buf_deinit(&name);
    mustls_buf_deinit(&key);
    mustls_buf_deinit(&title);
}

bool mustls_bucket_of(struct mustls_span report, struct mustls_bucket *out)
{
    struct mustls_span words, rest;
    const struct sign *s = find_sign(report, &words, &rest);
    if (!s)
        return false;
    if (s->has_stack)
        from_stack(s, words, rest, out);
    else
        mustls_bucket_of_words(s->kind, s->fixed ? mustls_span_str(s->fixed) : words, out);
    return true;
}
