/* Sockets, clocks and names in memory (targets/libs), as a library sees them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "net.h"

/* A server that greets, answers each input with "ok", closes at "bye", and after a minute without
 * input says "late". */
struct server {
    struct mustls_span out;
    mustls_usec due;
    bool over, eof;
};

static unsigned wants(const void *self)
{
    const struct server *s = self;
    unsigned w = MUSTLS_WANT_READ | MUSTLS_WANT_TIME;
    if (s->out.len > 0)
        w |= MUSTLS_WANT_WRITE;
    return s->over ? w | MUSTLS_WANT_CLOSE : w;
}

static void input(void *self, struct mustls_span in, mustls_usec now)
{
    struct server *s = self;
    s->due = now + MUSTLS_SEC(60);
    s->over = mustls_span_starts(in, MUSTLS_LIT("bye"));
    s->out = MUSTLS_LIT("ok");
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

static void on_eof(void *self, bool reset, mustls_usec now)
{
    (void)reset;
    (void)now;
    ((struct server *)self)->eof = true;
}

static void tick(void *self, mustls_usec now)
{
    struct server *s = self;
    (void)now;
    s->due = MUSTLS_NEVER;
    s->out = MUSTLS_LIT("late");
}

static mustls_usec deadline(const void *self)
{
    return ((const struct server *)self)->due;
}

static const struct mustls_talker_ops ops = {.wants = wants,
                                             .input = input,
                                             .output = output,
                                             .sent = sent,
                                             .eof = on_eof,
                                             .tick = tick,
                                             .deadline = deadline};

static struct server server;

static bool accept_one(void *arg, mustls_usec now, struct mustls_talker *out)
{
    (void)arg;
    server = (struct server){.out = MUSTLS_LIT("hello"), .due = now + MUSTLS_SEC(60)};
    *out = (struct mustls_talker){&ops, &server};
    return true;
}

static struct net n;

static int set_up(void **state)
{
    (void)state;
    n = (struct net){.accept = accept_one, .limit = MUSTLS_SEC(3600), .max_calls = 1000};
    net_enter(&n);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    net_leave(&n);
    return 0;
}

static int dial(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(587)};
    to.sin_addr.s_addr = htonl(0xc0000207); /* 192.0.2.7: it ends in memory all the same */
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void expect(int fd, const char *text)
{
    char got[64] = "";
    assert_int_equal(recv(fd, got, sizeof got - 1, 0), (ssize_t)strlen(text));
    assert_string_equal(got, text);
}

static void test_blocking(void **state)
{
    char got[8] = "";
    (void)state;
    int fd = dial();
    assert_int_equal(recv(fd, got, 3, MSG_PEEK), 3);
    assert_int_equal(read(fd, got, 3), 3);
    assert_string_equal(got, "hel");
    expect(fd, "lo");
    assert_int_equal(write(fd, "a", 1), 1);
    expect(fd, "ok");
    expect(fd, "late"); /* a minute on */
    assert_true(n.now == MUSTLS_SEC(60));
    assert_int_equal(close(fd), 0);
    assert_true(server.eof);
    assert_int_equal(write(fd, "a", 1), -1);
    assert_int_equal(errno, EBADF); /* the number is nobody's socket now */
    assert_int_equal(close(fd), -1);
}

static void test_pieces(void **state)
{
    char a[3] = "", b[8] = "", by[] = "by", e[] = "e";
    struct iovec in[] = {{a, 2}, {b, 7}}, out[] = {{by, 2}, {e, 1}};
    (void)state;
    int fd = dial();
    assert_int_equal(readv(fd, in, 2), 2);
    expect(fd, "llo");
    assert_int_equal(writev(fd, out, 2), 3);
    expect(fd, "ok");
}

static void test_server_closes(void **state)
{
    (void)state;
    int fd = dial();
    expect(fd, "hello");
    assert_int_equal(send(fd, "bye", 3, MSG_NOSIGNAL), 3);
    expect(fd, "ok");
    expect(fd, "");
    assert_int_equal(send(fd, "x", 1, MSG_NOSIGNAL), 1); /* it reads for a second */
    server.out = mustls_span(NULL, 0);
    sleep(2);
    assert_int_equal(send(fd, "x", 1, MSG_NOSIGNAL), -1);
    assert_int_equal(errno, EPIPE);
}

static void test_non_blocking(void **state)
{
    char got[8];
    (void)state;
    int fd = dial();
    expect(fd, "hello");
    assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
    assert_int_equal(recv(fd, got, sizeof got, 0), -1);
    assert_int_equal(errno, EAGAIN);
    assert_true(n.now == 0);

    struct pollfd p = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&p, 1, 30000), 0);
    assert_true(n.now == MUSTLS_SEC(30));
    assert_int_equal(poll(&p, 1, -1), 1);
    assert_true(n.now == MUSTLS_SEC(60));
    p.events = POLLOUT;
    assert_int_equal(poll(&p, 1, -1), 1);
    assert_int_equal(p.revents, POLLOUT);
}

static void test_select(void **state)
{
    (void)state;
    int fd = dial();
    struct timeval t = {.tv_sec = 5};
    fd_set in, out;
    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_SET(fd, &in);
    FD_SET(fd, &out);
    assert_int_equal(select(fd + 1, &in, &out, NULL, &t), 2);
    assert_true(FD_ISSET(fd, &in) && FD_ISSET(fd, &out));
    expect(fd, "hello");
    assert_int_equal(select(fd + 1, &in, NULL, NULL, &t), 0);
    assert_false(FD_ISSET(fd, &in));
    assert_true(n.now == MUSTLS_SEC(5));
}

static void test_receive_timeout(void **state)
{
    char got[8];
    struct timeval t = {.tv_sec = 7};
    (void)state;
    int fd = dial();
    expect(fd, "hello");
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t), 0);
    assert_int_equal(recv(fd, got, sizeof got, 0), -1);
    assert_int_equal(errno, EAGAIN);
    assert_true(n.now == MUSTLS_SEC(7));
}

static void test_clock(void **state)
{
    struct timespec before, after, second = {.tv_sec = 1};
    (void)state;
    time_t t = time(NULL);
    clock_gettime(CLOCK_MONOTONIC, &before);
    sleep(3600 - 2);
    nanosleep(&second, NULL);
    clock_gettime(CLOCK_MONOTONIC, &after);
    assert_int_equal(after.tv_sec - before.tv_sec, 3599);
    assert_int_equal(time(NULL) - t, 3599);
    struct net *kept = net_suspend();
    assert_true(time(NULL) != t + 3599); /* outside of a run the clock is the system's */
    net_resume(kept);
}

static void test_for_ever(void **state)
{
    char got[8];
    (void)state;
    int fd = dial();
    expect(fd, "hello");
    expect(fd, "late");
    assert_null(n.cut);
    assert_int_equal(recv(fd, got, sizeof got, 0), -1);
    assert_int_equal(errno, ECONNRESET);
    assert_string_equal(n.cut, "waits for ever");
    assert_int_equal(connect(socket(AF_INET, SOCK_STREAM, 0), NULL, 0), -1);
    assert_int_equal(errno, ECONNREFUSED);
}

static void test_budget(void **state)
{
    char got[8];
    (void)state;
    int fd = dial(), calls = 0;
    expect(fd, "hello");
    while (!n.cut && calls++ < 10000)
        recv(fd, got, sizeof got, MSG_DONTWAIT);
    assert_true(n.cut && calls <= 1000);
}

static void test_many(void **state)
{
    (void)state;
    for (int i = 0; i < NET_SOCKETS; i++)
        dial();
    assert_int_equal(socket(AF_INET, SOCK_STREAM, 0), -1);
    assert_int_equal(errno, EMFILE);
}

static void test_names(void **state)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *a;
    (void)state;
    assert_int_equal(getaddrinfo("no-such-name.example", "587", &hints, &a), 0);
    const struct sockaddr_in *at = (const struct sockaddr_in *)a->ai_addr;
    assert_int_equal(ntohl(at->sin_addr.s_addr), INADDR_LOOPBACK);
    assert_int_equal(ntohs(at->sin_port), 587);
    freeaddrinfo(a);
}

/* What is not the run's stays on this machine. */
static void test_outside(void **state)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(25)};
    to.sin_addr.s_addr = htonl(0xc0000207);
    (void)state;
    struct net *kept = net_suspend();
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), -1);
    assert_int_equal(errno, ENETUNREACH);
    close(fd);
    int pair[2];
    char got[4];
    assert_int_equal(pipe(pair), 0);
    assert_int_equal(write(pair[1], "abc", 3), 3);
    net_resume(kept);
    struct pollfd p = {.fd = pair[0], .events = POLLIN};
    assert_int_equal(poll(&p, 1, 1000), 1); /* a foreign file among those waited for */
    assert_int_equal(read(pair[0], got, sizeof got), 3);
    close(pair[0]);
    close(pair[1]);
}

#define ROW(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_blocking),     ROW(test_pieces),   ROW(test_server_closes),
        ROW(test_non_blocking), ROW(test_select),   ROW(test_receive_timeout),
        ROW(test_clock),        ROW(test_for_ever), ROW(test_budget),
        ROW(test_many),         ROW(test_names),    ROW(test_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
