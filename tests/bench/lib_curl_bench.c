/* What the player, the record and the judge cost a fuzz target of a library: libcurl sends one
 * message in the clear to a server of a few lines (bare), and to the same dialogue as an input of
 * fuzz_lib_curl. Both over the same sockets in memory, in turns; a figure is the median over the
 * rounds.
 *
 *   bench_lib_curl [--json] [ROUNDS] */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "curl_mail.h"
#include "flat/flat.h"
#include "net.h"
#include "session.h"
#include "../../targets/fuzz/fuzz.h"

enum { PER_ROUND = 500, MIN_ROUNDS = 5, MAX_ROUNDS = 101, FRAME = 6 };

static double cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* --- the bare server: an answer for each line, none for the message but to its end --- */

struct server {
    struct mustls_span out;
    bool in_data, over;
};

static unsigned wants(const void *self)
{
    const struct server *s = self;
    if (s->out.len > 0)
        return MUSTLS_WANT_WRITE | MUSTLS_WANT_READ;
    return s->over ? MUSTLS_WANT_CLOSE : MUSTLS_WANT_READ;
}

/* The message's own lines never end in a dot. */
static bool ends_data(struct mustls_span in)
{
    return in.len >= 3 && memcmp(in.ptr + in.len - 3, ".\r\n", 3) == 0;
}

static void input(void *self, struct mustls_span in, mustls_usec now)
{
    struct server *s = self;
    (void)now;
    if (s->in_data) {
        s->in_data = !ends_data(in);
        s->out = s->in_data ? s->out : MUSTLS_LIT("250 2.0.0 Queued\r\n");
    } else if (mustls_span_starts(in, MUSTLS_LIT("EHLO"))) {
        s->out = MUSTLS_LIT("250-test.example\r\n250 SIZE 10240000\r\n");
    } else if (mustls_span_starts(in, MUSTLS_LIT("DATA"))) {
        s->out = MUSTLS_LIT("354 End data with <CRLF>.<CRLF>\r\n");
        s->in_data = true;
    } else if (mustls_span_starts(in, MUSTLS_LIT("QUIT"))) {
        s->out = MUSTLS_LIT("221 2.0.0 Bye\r\n");
        s->over = true;
    } else {
        s->out = MUSTLS_LIT("250 2.1.0 OK\r\n");
    }
}

static struct mustls_span output(const void *self)
{
    return ((const struct server *)self)->out;
}

static void sent(void *self, size_t n, mustls_usec now)
{
    struct server *s = self;
    (void)now;
    s->out = mustls_span_from(s->out, n);
}

static void no_tls_wish(const void *self, struct mustls_tls_wish *out)
{
    (void)self;
    (void)out;
}

static void no_eof(void *self, bool reset, mustls_usec now)
{
    (void)self;
    (void)reset;
    (void)now;
}

static const struct mustls_talker_ops ops = {.wants = wants,
                                             .input = input,
                                             .output = output,
                                             .sent = sent,
                                             .tls_wish = no_tls_wish,
                                             .eof = no_eof};

static bool accept_one(void *arg, mustls_usec now, struct mustls_talker *out)
{
    struct server *s = arg;
    (void)now;
    *s = (struct server){.out = MUSTLS_LIT("220 test.example ESMTP\r\n")};
    *out = (struct mustls_talker){&ops, s};
    return true;
}

static struct mustls_job kept;

static void bare(void)
{
    struct server s;
    struct net n = {.accept = accept_one, .arg = &s, .limit = MUSTLS_SEC(60), .max_calls = 10000};
    net_enter(&n);
    enum mustls_sent how = curl_send_mail(&kept);
    net_leave(&n);
    fuzz_require(how == MUSTLS_SENT, "the bare dialogue delivers");
}

/* --- the target --- */

static struct mustls_buf dialogue;

static void make_dialogue(void)
{
    static const char *const replies[] = {
        "250-test.example\r\n250 SIZE 10240000\r\n", "250 2.1.0 OK\r\n", "250 2.1.0 OK\r\n",
        "354 End data with <CRLF>.<CRLF>\r\n", "250 2.0.0 Queued\r\n"};
    mustls_buf_init(&dialogue, 1u << 16);
    mustls_flat_put(&dialogue, MUSTLS_FLAT_CONNECT, MUSTLS_LIT("220 test.example ESMTP\r\n"));
    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++)
        mustls_flat_put(&dialogue, MUSTLS_FLAT_LINE, mustls_span_str(replies[i]));
    mustls_flat_put(&dialogue, MUSTLS_FLAT_LINE, MUSTLS_LIT("221 2.0.0 Bye\r\n"));
    mustls_flat_put(&dialogue, MUSTLS_FLAT_CLOSE, mustls_span(NULL, 0));
    dialogue.ptr[0] = FRAME * MUSTLS_NUM_FLAT_OPS; /* opportunistic, without AUTH */
}

static void target(void)
{
    LLVMFuzzerTestOneInput(dialogue.ptr, dialogue.len);
}

/* --- figures --- */

static double time_of(void (*what)(void))
{
    double begin = cpu_us();
    for (int i = 0; i < PER_ROUND; i++)
        what();
    return (cpu_us() - begin) / PER_ROUND;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v, int num)
{
    qsort(v, (size_t)num, sizeof *v, by_size);
    return v[num / 2];
}

static void print(bool json, int rounds, double bare_us, double target_us, double percent)
{
    if (json)
        printf("{\"rounds\":%d,\"lib_curl_bare_us\":%.3f,\"lib_curl_target_us\":%.3f,"
               "\"lib_curl_percent_of_bare\":%.1f}\n",
               rounds, bare_us, target_us, percent);
    else
        printf("lib_curl_bare %.2f us\nlib_curl_target %.2f us\nlib_curl_of_bare %.1f %%\n",
               bare_us, target_us, percent);
}

int main(int argc, char **argv)
{
    static double bares[MAX_ROUNDS], targets[MAX_ROUNDS], ratios[MAX_ROUNDS];
    bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
    int rounds = argc > 1 + json ? atoi(argv[1 + json]) : 7;
    rounds = rounds < MIN_ROUNDS ? MIN_ROUNDS : rounds > MAX_ROUNDS ? MAX_ROUNDS : rounds;
    make_dialogue();
    target(); /* makes certificates, and tries the good servers */
    kept = (struct mustls_job){.host = SESSION_HOST,
                               .address = "127.0.0.1",
                               .port = SESSION_PORT,
                               .from = "from@test.example",
                               .to = "to@test.example",
                               .message = "Subject: x\r\n\r\n.dot\r\n"};
    for (int i = 0; i < rounds; i++) {
        bares[i] = time_of(bare);
        targets[i] = time_of(target);
        ratios[i] = 100 * bares[i] / targets[i];
    }
    print(json, rounds, median(bares, rounds), median(targets, rounds), median(ratios, rounds));
    mustls_buf_deinit(&dialogue);
    return 0;
}
