/* Needles in every form, at every alignment, cut anywhere. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/base64.h"
#include "play/secret_internal.h"

static const char value[] = "pa+ss/wd9";

static unsigned search(const struct mustls_play_secrets *s, const char *in, size_t len, size_t cut)
{
    struct mustls_play_search f = {0};
    unsigned all = 0, found;
    for (size_t at = 0; at < len;) {
        size_t end = at < cut && cut < len ? cut : len;
        at += mustls_play_search_feed(&f, s, mustls_span(in + at, end - at), &found);
        assert_int_equal(all & found, 0); /* each is told once */
        all |= found;
    }
    return all;
}

/* The characters around it must not matter. */
static void test_base64(void **state)
{
    (void)state;
    struct mustls_arena *a = mustls_arena_new(1u << 20);
    struct mustls_play_secrets s;
    assert_int_equal(mustls_play_secrets_init(&s, a, mustls_span(NULL, 0), mustls_span_str(value)),
                     MUSTLS_OK);
    for (int around = 0; around < 256; around++) {
        for (size_t before = 0; before < 7; before++) {
            struct mustls_buf plain, text;
            mustls_buf_init(&plain, 100);
            mustls_buf_init(&text, 200);
            for (size_t i = 0; i < before; i++)
                mustls_buf_putc(&plain, around);
            mustls_buf_puts(&plain, value);
            mustls_buf_putc(&plain, around);
            mustls_base64_put(&text, mustls_buf_span(&plain));
            for (size_t cut = 0; cut < text.len; cut++)
                assert_int_equal(search(&s, (const char *)text.ptr, text.len, cut),
                                 1u << MUSTLS_PLAY_PASSWORD_BASE64);
            mustls_buf_deinit(&plain);
            mustls_buf_deinit(&text);
        }
    }
    mustls_arena_free(a);
}

static const struct {
    const char *label, *user, *password, *in;
    unsigned found;
} rows[] = {
    {"raw", "", "secret", "xxsecretxx", 1u << MUSTLS_PLAY_PASSWORD},
    {"user", "muser1", "", "a muser1", 1u << MUSTLS_PLAY_USER},
    {"both", "muser1", "secret", "muser1secret",
     1u << MUSTLS_PLAY_USER | 1u << MUSTLS_PLAY_PASSWORD},
    {"twice is once", "", "secret", "secretsecret", 1u << MUSTLS_PLAY_PASSWORD},
    {"behind its own begin", "", "ababac", "abababac", 1u << MUSTLS_PLAY_PASSWORD},
    {"too short to be looked for", "", "short", "short", 0},
    {"another case", "", "secret", "SECRET", 0},
    {"nearly", "", "secret", "secre\r\nt", 0},
    {"percent", "", "a+b/c=d", "a%2Bb%2Fc%3Dd", 1u << MUSTLS_PLAY_PASSWORD_PERCENT},
    {"nothing to look for", "", "", "anything", 0},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mustls_arena *a = mustls_arena_new(1u << 20);
        struct mustls_play_secrets s;
        assert_int_equal(mustls_play_secrets_init(&s, a, mustls_span_str(rows[i].user),
                                                  mustls_span_str(rows[i].password)),
                         MUSTLS_OK);
        for (size_t cut = 0; cut < strlen(rows[i].in); cut++) {
            if (search(&s, rows[i].in, strlen(rows[i].in), cut) != rows[i].found)
                fail_msg("%s (cut %zu)", rows[i].label, cut);
        }
        mustls_arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base64),
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
