/* mustls send: the reference client as a command. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/escape.h"
#include "cli/addresses.h"
#include "cli/cli.h"
#include "client/client.h"
#include "run/link.h"
#include "tls_ssl/ssl.h"

enum {
    SEND_FROM,
    SEND_TO,
    SEND_USER,
    SEND_AUTH,
    SEND_CA,
    SEND_TLS,
    SEND_NO_VERIFY,
    SEND_HELO,
    SEND_MESSAGE,
    SEND_TIMEOUT,
    SEND_VERBOSE
};
const struct mustls_cli_option mustls_send_options[] = {
    {'f', "from", "ADDRESS", "envelope sender"},
    {'r', "to", "ADDRESS", "envelope recipient; several"},
    {'u', "user", "NAME", "log in as; the password is in the environment variable MUSTLS_PASSWORD"},
    {0, "auth", "MECHANISM", "any (default), plain, login, cram-md5, none"},
    {0, "ca", "FILE", "trust this CA instead of the system's"},
    {0, "tls", "WORD", "required (default), opportunistic, off"},
    {0, "no-verify", NULL, "do not check the certificate"},
    {0, "helo", "NAME", "what EHLO says (default: the host's name)"},
    {'m', "message", "FILE", "the message (default: standard input)"},
    {0, "timeout", "SECONDS", "for each reply (default 300)"},
    {'v', "verbose", NULL, "show the dialogue"},
    {0},
};

#define MAX_TO      100
#define MAX_MESSAGE (64u << 20)

struct sending {
    struct mustls_client_config cfg;
    struct mustls_span to[MAX_TO];
    const char *ca, *message; /* NULL: the system's store, standard input */
    bool verbose;
    unsigned port;
    char host[256], name[256];
    struct mustls_addresses at;
    size_t try; /* of them, the one in use */
    struct mustls_io *io;
    struct mustls_tls_factory *tls;
    struct mustls_client *client;
    struct mustls_link link;
    char trouble[1024];
};

static bool set_tls(struct sending *s, const char *v)
{
    bool known = mustls_client_tls_by_word(mustls_span_str(v), &s->cfg.tls);
    if (!known)
        mustls_cli_say("--tls knows required, opportunistic, off; not '%s'", v);
    return known;
}

static bool set_auth(struct sending *s, const char *v)
{
    bool known = mustls_client_auth_by_word(mustls_span_str(v), &s->cfg.auth);
    if (!known)
        mustls_cli_say("--auth knows any, plain, login, cram-md5, none; not '%s'", v);
    return known;
}

/* CR, LF and other controls in an address would be commands of their own on the wire. */
static bool plain_text(const char *what, const char *v)
{
    for (const char *p = v; *p; p++) {
        if ((unsigned char)*p < 33 || *p == 127) {
            mustls_cli_say("%s has a blank or control character", what);
            return false;
        }
    }
    return true;
}

static bool add_to(struct sending *s, const char *v)
{
    if (s->cfg.num_to == MAX_TO) {
        mustls_cli_say("at most %d recipients", MAX_TO);
        return false;
    }
    s->to[s->cfg.num_to++] = mustls_span_str(v);
    return plain_text("--to", v);
}

static bool set(void *arg, int i, const char *v)
{
    struct sending *s = arg;
    unsigned long long n;
    switch (i) {
    case SEND_FROM:
        s->cfg.from = mustls_span_str(v);
        return plain_text("--from", v);
    case SEND_TO:
        return add_to(s, v);
    case SEND_USER:
        s->cfg.user = mustls_span_str(v);
        if (s->cfg.auth == MUSTLS_CLIENT_AUTH_NONE)
            s->cfg.auth = MUSTLS_CLIENT_AUTH_ANY;
        return true;
    case SEND_AUTH:
        return set_auth(s, v);
    case SEND_CA:
        s->ca = v;
        return true;
    case SEND_TLS:
        return set_tls(s, v);
    case SEND_NO_VERIFY:
        s->cfg.verify = false;
        return true;
    case SEND_HELO:
        s->cfg.helo = mustls_span_str(v);
        return plain_text("--helo", v);
    case SEND_MESSAGE:
        s->message = v;
        return true;
    case SEND_TIMEOUT:
        if (!mustls_cli_number("--timeout", v, 1, 3600, &n))
            return false;
        s->cfg.reply_timeout = MUSTLS_SEC(n);
        return true;
    case SEND_VERBOSE:
        s->verbose = true;
        return true;
    default:
        return false;
    }
}

static bool no_url(const char *url, const char *why)
{
    mustls_cli_say("'%s' is no smtp://HOST[:PORT]%s", url, why);
    return false;
}

/* smtp://host, smtp://host:port, smtp://[::1]:port */
static bool parse_url(struct sending *s, const char *url)
{
    unsigned long long port = 587;
    if (strncmp(url, "smtp://", 7) != 0)
        return no_url(url, "");
    const char *p = url + 7;
    if (strchr(p, '@'))
        return no_url(url, "; the user is named by --user");
    bool bracket = *p == '[';
    p += bracket;
    size_t n = strcspn(p, bracket ? "]" : ":/");
    if (n == 0 || n >= sizeof s->host)
        return no_url(url, ": it names no host");
    if (bracket && p[n] != ']')
        return no_url(url, ": there is no ']' behind the address");
    memcpy(s->host, p, n);
    p += n + bracket;
    char digits[8] = "";
    if (*p == ':') {
        n = strcspn(++p, "/");
        snprintf(digits, sizeof digits, "%.*s", (int)(n < 7 ? n : 7), p);
        if (!mustls_cli_number("the port", digits, 1, 65535, &port))
            return false;
        p += n;
    }
    if (*p && strcmp(p, "/") != 0)
        return no_url(url, ": nothing may follow the port");
    s->port = (unsigned)port;
    return plain_text("the host", s->host);
}

static bool read_all(int fd, struct mustls_buf *m)
{
    char block[65536];
    ssize_t n;
    while ((n = read(fd, block, sizeof block)) > 0 && !m->failed)
        mustls_buf_put(m, mustls_span(block, (size_t)n));
    if (n < 0)
        mustls_cli_say("can't read the message: %s", strerror(errno));
    else if (m->failed)
        mustls_cli_say("the message is larger than %u bytes", MAX_MESSAGE);
    return n == 0 && !m->failed;
}

static bool read_message(const char *path, struct mustls_buf *m)
{
    if (!path)
        return read_all(STDIN_FILENO, m);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        mustls_cli_say("%s: %s", path, strerror(errno));
        return false;
    }
    bool good = read_all(fd, m);
    close(fd);
    return good;
}

static void log_line(void *arg, char dir, struct mustls_span line)
{
    struct mustls_buf b;
    (void)arg;
    mustls_buf_init(&b, 1u << 20);
    mustls_put_escaped(&b, line);
    fprintf(stderr, "%c %s\n", dir, mustls_buf_cstr(&b));
    mustls_buf_deinit(&b);
}

static void connect_now(struct sending *s);

static void on_moved(void *arg, struct mustls_link *l)
{
    struct sending *s = arg;
    if (l->conn)
        return;
    if (mustls_client_result(s->client) != MUSTLS_CLIENT_BUSY)
        mustls_io_stop(s->io);
    else if (mustls_endpoint_wants(&l->end, mustls_io_now(s->io)) & MUSTLS_WANT_CONNECT)
        connect_now(s);
}

/* The next address, if there is one; else the last one's reason is ours. */
static void cant_connect(struct sending *s, const char *why)
{
    if (s->try + 1 < s->at.num) {
        s->try++;
        connect_now(s);
        return;
    }
    snprintf(s->trouble, sizeof s->trouble, "%s port %u: %s%s", s->host, s->port, why,
             s->at.num > 1 ? ", the last of its addresses" : "");
    mustls_io_stop(s->io);
}

static void on_connected(void *arg, struct mustls_conn *c, const char *why)
{
    struct sending *s = arg;
    if (c)
        mustls_link_attach(&s->link, c);
    else
        cant_connect(s, why);
}

static void connect_now(struct sending *s)
{
    struct mustls_error err;
    if (mustls_io_connect(s->io, s->at.text[s->try], s->port, on_connected, s, &err) != MUSTLS_OK)
        cant_connect(s, err.text);
}

static bool open_all(struct sending *s)
{
    struct mustls_error err = {.text = "out of memory"};
    s->io = mustls_io_new(&err);
    s->tls = s->io ? mustls_tls_ssl_client_factory_new(s->ca, &err) : NULL;
    s->client = s->tls ? mustls_client_new(&s->cfg) : NULL;
    if (s->client && mustls_link_init(&s->link, s->io, mustls_client_talker(s->client), s->tls,
                                      false, on_moved, s)) {
        mustls_io_allow_any(s->io, true); /* the user named the host */
        if (s->verbose)
            mustls_client_set_log(s->client, log_line, NULL);
        return true;
    }
    mustls_cli_say_error(&err);
    return false;
}

static int result(struct sending *s)
{
    if (s->trouble[0]) {
        mustls_cli_say("%s", s->trouble);
        return MUSTLS_EXIT_TOOL;
    }
    struct mustls_span out = mustls_client_output(s->client);
    fwrite(out.ptr, 1, out.len, stderr);
    switch (mustls_client_result(s->client)) {
    case MUSTLS_CLIENT_DELIVERED:
        return 0;
    case MUSTLS_CLIENT_BUSY:
    case MUSTLS_CLIENT_PARTIAL:
    case MUSTLS_CLIENT_TEMPORARY:
    case MUSTLS_CLIENT_PERMANENT:
        return MUSTLS_EXIT_RED;
    }
    return MUSTLS_EXIT_RED;
}

static int deliver(struct sending *s)
{
    int code = MUSTLS_EXIT_TOOL;
    if (open_all(s)) {
        connect_now(s);
        if (!s->trouble[0])
            mustls_io_run(s->io);
        code = result(s);
    }
    mustls_link_deinit(&s->link);
    mustls_client_free(s->client);
    mustls_io_free(s->io);
    if (s->tls)
        s->tls->free(s->tls);
    return code;
}

static bool complete(struct sending *s)
{
    const char *password = getenv("MUSTLS_PASSWORD");
    if (s->cfg.num_to == 0 || s->cfg.from.len == 0) {
        mustls_cli_say("send needs --from and at least one --to");
        return false;
    }
    if (s->cfg.auth != MUSTLS_CLIENT_AUTH_NONE && (!password || s->cfg.user.len == 0)) {
        mustls_cli_say("logging in needs --user, and the password in the environment variable "
                       "MUSTLS_PASSWORD");
        return false;
    }
    s->cfg.password = mustls_span_str(password);
    s->cfg.to = s->to;
    s->cfg.host = mustls_span_str(s->host);
    if (s->cfg.helo.len == 0 && gethostname(s->name, sizeof s->name - 1) == 0)
        s->cfg.helo = mustls_span_str(s->name);
    return true;
}

int mustls_cmd_send(int argc, char **argv)
{
    static struct sending sending; /* large */
    struct sending *s = &sending;
    struct mustls_buf message;
    int first;
    s->cfg.verify = true;
    s->cfg.tls = MUSTLS_CLIENT_TLS_REQUIRED;
    s->cfg.hmac_md5 = mustls_hmac_md5;
    if (!mustls_cli_options(argc, argv, mustls_send_options, set, s, &first))
        return MUSTLS_EXIT_USAGE;
    if (first + 1 != argc) {
        mustls_cli_say(
            "send needs one server: mustls send smtp://mail.example:587 --from A --to B < message");
        return MUSTLS_EXIT_USAGE;
    }
    if (!parse_url(s, argv[first]) || !complete(s))
        return MUSTLS_EXIT_USAGE;
    mustls_buf_init(&message, MAX_MESSAGE);
    int code = MUSTLS_EXIT_TOOL;
    if (mustls_addresses_find(s->host, &s->at) && read_message(s->message, &message)) {
        s->cfg.message = mustls_buf_span(&message);
        code = deliver(s);
    }
    mustls_buf_deinit(&message);
    return code;
}
