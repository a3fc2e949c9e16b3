/* The words of <tls ...> and of the header `tls`, there and back. */
#include "world.h"

/* What the step comes to is printed as it would be written. */
static const struct {
    const char *header, *step, *shown;
} rows[] = {
    {"", "", "<tls cert=good>"},
    {"cert=expired", "", "<tls cert=expired>"},
    {"cert=expired", "cert=sha1", "<tls cert=sha1>"},
    {"", "min=1.0 max=1.1", "<tls cert=good min=1.0 max=1.1>"},
    {"max=1.2", "alert=unknown_ca at=certificate",
     "<tls cert=good max=1.2 alert=unknown_ca at=certificate>"},
    {"alert=unknown_ca at=hello", "at=finished", "<tls cert=good alert=unknown_ca at=finished>"},
    {"", "cut=hello", "<tls cert=good cut=hello>"},
    {"", "cut=certificate", "<tls cert=good cut=certificate>"},
    {"cut=17", "", "<tls cert=good cut=17>"},
    {"cut=17", "cut=finished", "<tls cert=good cut=finished>"},
    {"close=none", "close=text", "<tls cert=good close=text>"},
    {"", "records=split warnings=1000", "<tls cert=good records=split warnings=1000>"},
    {"", "min=1.3 records=full empty=20000 key-updates=3",
     "<tls cert=good min=1.3 records=full empty=20000 key-updates=3>"},
    {"", "group=p521", "<tls cert=good group=p521>"},
    {"", "max=1.2 ciphers=cbc renegotiate=yes downgrade=yes",
     "<tls cert=good max=1.2 ciphers=cbc renegotiate=yes downgrade=yes>"},
    {"tickets=apart", "tickets=glued request-cert=yes",
     "<tls cert=good tickets=glued request-cert=yes>"},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct world w;
        char text[300], line[200];
        world_open(&w);
        snprintf(text, sizeof(text), "%s%s%s[clear]\nC: STARTTLS\nS: <tls%s%s>\n",
                 rows[i].header[0] ? "tls " : "", rows[i].header, rows[i].header[0] ? "\n" : "",
                 rows[i].step[0] ? " " : "", rows[i].step);
        const struct mustls_program *p = world_program(&w, text, 0);
        mustls_program_show(&w.out, p);
        snprintf(line, sizeof(line), "S: %s", rows[i].shown);
        if (!strstr(mustls_buf_cstr(&w.out), line))
            fail_msg("no %s in\n%s", line, mustls_buf_cstr(&w.out));
        world_close(&w);
    }
}

/* A word counts as the enum of its list does. */
static void test_values(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    const struct mustls_program *p = world_program(
        &w,
        "[clear]\nC: STARTTLS\n"
        "S: <tls alert=unknown_ca at=certificate cut=finished close=text records=split>\n"
        "S: <tls group=x25519 max=1.2 ciphers=export tickets=glued warnings=7 renegotiate=yes>\n"
        "S: <tls min=1.3 records=full key-updates=5 empty=6 cut=65535 request-cert=yes>\n",
        0);
    const struct mustls_tls_quirks *q = &p->steps[0].tls->quirks;
    assert_int_equal(q->alert_at, MUSTLS_TLS_AT_CERTIFICATE);
    assert_int_equal(q->cut, MUSTLS_TLS_AT_FINISHED);
    assert_int_equal(q->cut_bytes, 0);
    assert_int_equal(q->close, MUSTLS_TLS_CLOSE_TEXT);
    assert_int_equal(q->records, MUSTLS_TLS_RECORDS_SPLIT);
    q = &p->steps[1].tls->quirks;
    assert_int_equal(q->group, MUSTLS_TLS_GROUP_X25519);
    assert_int_equal(q->ciphers, MUSTLS_TLS_CIPHERS_EXPORT);
    assert_int_equal(q->tickets, MUSTLS_TLS_TICKETS_GLUED);
    assert_int_equal(q->warnings, 7);
    assert_true(q->renegotiate && !q->downgrade && !q->request_cert);
    q = &p->steps[2].tls->quirks;
    assert_int_equal(q->records, MUSTLS_TLS_RECORDS_FULL);
    assert_int_equal(q->key_updates, 5);
    assert_int_equal(q->empty, 6);
    assert_int_equal(q->cut, MUSTLS_TLS_AT_NOWHERE);
    assert_int_equal(q->cut_bytes, 65535);
    assert_true(q->request_cert);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
