/* Resumed handshakes, and a clock that stands still. */
#include "tls/pump.h"
#include "base/arena.h"
#include "tls_ssl/ssl.h"

#define HOST  "mx.example.test"
#define OTHER "localhost"

#define YEAR_1990 INT64_C(631152000) /* before the certificates' time */
#define YEAR_2026 INT64_C(1767225600)

static struct mustls_zoo *zoo;
static struct mustls_tls_factory *factory;

static int set_up(void **state)
{
    (void)state;
    static const char *const hosts[] = {HOST, OTHER};
    struct mustls_error err;
    zoo = mustls_zoo_new(hosts, 2, &err);
    factory = zoo ? mustls_tls_ssl_factory_new(zoo, &err) : NULL;
    return factory ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    factory->free(factory);
    mustls_zoo_free(zoo);
    return 0;
}

static void resume(bool on)
{
    struct mustls_error err = {0};
    if (mustls_tls_ssl_resume(factory, HOST, on, &err) != MUSTLS_OK)
        fail_msg("%s", err.text);
}

static void expect(const char *label, const struct mustls_tls_wish *server,
                   const struct mustls_tls_wish *client, const char *version, bool resumed)
{
    struct pair p = pair_new(factory, server, client);
    pump(&p, 0, 0);
    struct mustls_tls_info ours = {0}, theirs = {0};
    p.client->ops->info(p.client, &ours);
    p.server->ops->info(p.server, &theirs);
    if (strcmp(ours.version, version) != 0 || ours.resumed != resumed || theirs.resumed != resumed)
        fail_msg("%s: %s, resumed %d and %d", label, ours.version, ours.resumed, theirs.resumed);
    pair_free(&p);
}

static void test_who_resumes(void **state)
{
    (void)state;
    struct mustls_tls_wish good = serve("good"), many = serve("many-sans"), plain = visit(HOST),
                           other = visit(OTHER), unnamed = visit(HOST), trusting = visit(HOST),
                           lenient = visit(HOST), careless = {.host = plain.host, .alert = -1};
    unnamed.no_sni = true;
    trusting.verify_host = false;
    lenient.lenient = MUSTLS_TLS_TAKES_EXPIRED;

    expect("before", &good, &plain, "TLSv1.3", false);
    resume(true);
    expect("plain", &good, &plain, "TLSv1.2", true);
    expect("again", &good, &plain, "TLSv1.2", true);
    expect("another certificate", &many, &plain, "TLSv1.2", true);
    expect("another host", &good, &other, "TLSv1.2", false);
    expect("no name sent", &good, &unnamed, "TLSv1.2", false);
    expect("no name checked", &good, &trusting, "TLSv1.2", false);
    expect("lenient", &good, &lenient, "TLSv1.2", false);
    expect("nothing checked", &good, &careless, "TLSv1.2", false);
    resume(false);
    expect("off", &good, &plain, "TLSv1.3", false);
    resume(true);
    expect("on again", &good, &plain, "TLSv1.2", true);
    resume(false);
}

static void garbage_for_client(struct pair *p)
{
    p->client->ops->input(p->client, MUSTLS_LIT("250 hello\r\n"));
}

static void alert_for_client(struct pair *p)
{
    static const uint8_t alert[] = {21, 3, 3, 0, 2, 2, 40};
    p->client->ops->input(p->client, mustls_span(alert, sizeof alert));
}

static void garbage_for_server(struct pair *p)
{
    carry(p->client, p->server, 0, 0);
    p->server->ops->input(p->server, MUSTLS_LIT("EHLO a\r\n"));
}

static void bad_record(struct pair *p)
{
    static const uint8_t record[] = {23, 3, 3, 0, 30, 1};
    pump(p, 0, 0);
    p->server->ops->input(p->server, mustls_span(record, sizeof record));
    static const uint8_t rest[29];
    p->server->ops->input(p->server, mustls_span(rest, sizeof rest));
    pump(p, 0, 0);
}

static void no_goodbye(struct pair *p)
{
    pump(p, 0, 0);
}

/* What becomes of one connection does not show in the next. */
static void test_nothing_is_spoiled(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        void (*harm)(struct pair *p);
    } rows[] = {
        {"garbage for the client", garbage_for_client},
        {"an alert for the client", alert_for_client},
        {"garbage for the server", garbage_for_server},
        {"a bad record", bad_record},
        {"no close_notify", no_goodbye},
    };
    struct mustls_tls_wish good = serve("good"), plain = visit(HOST);
    resume(true);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pair p = pair_new(factory, &good, &plain);
        rows[i].harm(&p);
        pair_free(&p);
        expect(rows[i].label, &good, &plain, "TLSv1.2", true);
    }
    resume(false);
}

static void test_clock(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        int64_t now;
        const char *version;
    } rows[] = {
        {"1990", YEAR_1990, ""},
        {"2026", YEAR_2026, "TLSv1.3"},
    };
    struct mustls_tls_wish good = serve("good"), plain = visit(HOST);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mustls_error err;
        struct mustls_tls_factory *f = mustls_tls_ssl_factory_new(zoo, &err);
        assert_non_null(f);
        mustls_tls_ssl_stop_clock(f, rows[i].now);
        struct pair p = pair_new(f, &good, &plain);
        pump(&p, 0, 0);
        struct mustls_tls_info info;
        p.client->ops->info(p.client, &info);
        if (strcmp(info.version, rows[i].version) != 0)
            fail_msg("%s: \"%s\"", rows[i].label, info.version);
        pair_free(&p);
        f->free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_resumes),
        cmocka_unit_test(test_nothing_is_spoiled),
        cmocka_unit_test(test_clock),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
