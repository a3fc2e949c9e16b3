/* In the style of such programs, not of the harness: an example of a library under test. */
#include "tiny.h"

#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static char error[1200];

enum { PATIENCE_MS = 30000, MAX_LINES = 100 };

struct session {
    int fd;
    SSL *ssl;
    char in[4096];
    size_t len; /* bytes in `in` */
    int failed;
    int starttls, auth; /* offered */
};

/* keeps-plaintext  what came behind 220 to STARTTLS is read as if it had come by TLS
 * clear-fallback   without STARTTLS it goes on in the clear, whatever was asked
 * false-success    whatever is said to the message is success
 * no-timeout       waits for a reply for ever
 * says-password    what the server refused is in the error text, AUTH too
 * never-sends      does nothing */
static int has_hole(const char *name)
{
    const char *hole = getenv("TINY_HOLE");
    return hole && strcmp(hole, name) == 0;
}

/* --- bytes --- */

static int receive(struct session *s, char *to, size_t size)
{
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    int pending = s->ssl && SSL_pending(s->ssl) > 0;
    if (!pending && poll(&p, 1, has_hole("no-timeout") ? -1 : PATIENCE_MS) <= 0)
        return -1;
    return s->ssl ? SSL_read(s->ssl, to, (int)size) : (int)recv(s->fd, to, size, 0);
}

static void transmit(struct session *s, const char *from, size_t len)
{
    while (len > 0 && !s->failed) {
        int n =
            s->ssl ? SSL_write(s->ssl, from, (int)len) : (int)send(s->fd, from, len, MSG_NOSIGNAL);
        if (n <= 0)
            s->failed = 1;
        else
            from += n, len -= (size_t)n;
    }
}

/* One line without its end, or -1. */
static int read_line(struct session *s, char *line, size_t size)
{
    for (;;) {
        char *end = memchr(s->in, '\n', s->len);
        if (end) {
            size_t n = (size_t)(end - s->in) + 1;
            snprintf(line, size, "%.*s", (int)(n - 1), s->in);
            memmove(s->in, s->in + n, s->len - n);
            s->len -= n;
            line[strcspn(line, "\r")] = '\0';
            return 0;
        }
        int n = s->len < sizeof s->in ? receive(s, s->in + s->len, sizeof s->in - s->len) : -1;
        if (n <= 0)
            return -1;
        s->len += (size_t)n;
    }
}

/* The code of the next reply; 0 for none. */
static int read_reply(struct session *s)
{
    char line[4096];
    for (int i = 0; i < MAX_LINES && !s->failed; i++) {
        if (read_line(s, line, sizeof line) != 0 || strspn(line, "0123456789") != 3)
            break;
        s->starttls |= strcmp(line + 3, "-STARTTLS") == 0 || strcmp(line + 3, " STARTTLS") == 0;
        s->auth |= strncmp(line + 4, "AUTH ", 5) == 0 && strstr(line, " PLAIN") != NULL;
        if (line[3] != '-')
            return atoi(line);
    }
    s->failed = 1;
    return 0;
}

static int command(struct session *s, const char *verb, const char *argument)
{
    char line[1024];
    int n = snprintf(line, sizeof line, "%s%s\r\n", verb, argument);
    transmit(s, line, (size_t)n);
    return s->failed ? 0 : read_reply(s);
}

/* --- the conversation --- */

static int hello(struct session *s)
{
    s->starttls = s->auth = 0;
    return command(s, "EHLO ", "tiny.example.test") == 250;
}

static int handshake(struct session *s, const struct tiny_mail *m)
{
    static SSL_CTX *ctx;
    if (!ctx) {
        ctx = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
        if (SSL_CTX_load_verify_locations(ctx, m->ca_file, NULL) != 1)
            return 0;
    }
    SSL *ssl = SSL_new(ctx);
    SSL_set_tlsext_host_name(ssl, m->host);
    SSL_set1_host(ssl, m->host);
    SSL_set_fd(ssl, s->fd);
    s->ssl = ssl;
    ERR_clear_error();
    return SSL_connect(ssl) == 1;
}

static int start_tls(struct session *s, const struct tiny_mail *m)
{
    if (!s->starttls)
        return !m->need_tls || has_hole("clear-fallback");
    if (command(s, "STARTTLS", "") != 220)
        return 0;
    if (s->len > 0 && !has_hole("keeps-plaintext"))
        return 0; /* somebody put something in between */
    return handshake(s, m) && hello(s);
}

static int log_in(struct session *s, const struct tiny_mail *m)
{
    unsigned char plain[512], text[1024];
    if (!m->user)
        return 1;
    if (!s->auth)
        return 0;
    int n = snprintf((char *)plain, sizeof plain, "%c%s%c%s", 0, m->user, 0, m->password);
    EVP_EncodeBlock(text, plain, n);
    int code = command(s, "AUTH PLAIN ", (char *)text);
    if (code != 235)
        snprintf(error, sizeof error, "%d to AUTH PLAIN %s", code,
                 has_hole("says-password") ? (char *)text : "***");
    return code == 235;
}

static int mail(struct session *s, const struct tiny_mail *m)
{
    char path[512];
    snprintf(path, sizeof path, "<%s>", m->from);
    if (command(s, "MAIL FROM:", path) / 100 != 2)
        return 0;
    snprintf(path, sizeof path, "<%s>", m->to);
    if (command(s, "RCPT TO:", path) / 100 != 2 || command(s, "DATA", "") != 354)
        return 0;
    for (const char *line = m->text; *line;) {
        size_t len = strcspn(line, "\n") + 1;
        if (*line == '.')
            transmit(s, ".", 1);
        transmit(s, line, len);
        line += len;
    }
    int code = command(s, ".", "");
    return code / 100 == 2 || has_hole("false-success");
}

static int dial(const struct tiny_mail *m)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *a;
    if (getaddrinfo(m->host, m->port, &hints, &a) != 0)
        return -1;
    struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
    int fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
    if (fd >= 0) /* for the handshake, which waits by itself */
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
        close(fd);
        fd = -1;
    }
    freeaddrinfo(a);
    return fd;
}

const char *tiny_error(void)
{
    return error;
}

int tiny_send(const struct tiny_mail *m)
{
    error[0] = '\0';
    struct session s = {.fd = has_hole("never-sends") ? -1 : dial(m)};
    if (s.fd < 0)
        return 0;
    int sent =
        read_reply(&s) == 220 && hello(&s) && start_tls(&s, m) && log_in(&s, m) && mail(&s, m);
    if (!s.failed && !(s.ssl && !SSL_is_init_finished(s.ssl)))
        command(&s, "QUIT", "");
    SSL_free(s.ssl);
    close(s.fd);
    return sent;
}
