#define _GNU_SOURCE
#include "run/capture.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "pcap/pcap.h"
#include "trace/record.h"

#define ARENA       (64u << 20)
#define MAX_SECRETS (4u << 20)
#define MAX_TEXT    4096

/* Where Wireshark expects SMTP, which can be told of no other port in the file. */
#define SMTP       25
#define SUBMISSION 587

struct mustls_capture {
    struct mustls_arena *arena;
    struct mustls_io *io;
    struct mustls_pcap *pcap;
    struct mustls_buf secrets;
    mustls_usec start, epoch; /* the same moment on the run's clock and since 1970 */
    uint32_t *packets;        /* for each event the last packet before it */
    size_t num_packets, cap_packets;
    uint16_t moved; /* a server's port that is written as SMTP's */
};

struct watched {
    struct mustls_capture *capture;
    uint32_t conn;
    bool we_serve;
};

static mustls_usec since_1970(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return MUSTLS_SEC((mustls_usec)ts.tv_sec) + (mustls_usec)ts.tv_nsec / 1000;
}

struct mustls_capture *mustls_capture_new(struct mustls_io *io, mustls_usec now)
{
    struct mustls_arena *a = mustls_arena_new(ARENA);
    struct mustls_capture *c = a ? mustls_arena_alloc(a, sizeof *c) : NULL;
    struct mustls_pcap *pcap = c ? mustls_pcap_new(MUSTLS_PCAP_MAX) : NULL;
    if (!pcap) {
        mustls_arena_free(a);
        return NULL;
    }
    *c = (struct mustls_capture){
        .arena = a, .io = io, .pcap = pcap, .start = now, .epoch = since_1970()};
    mustls_buf_init(&c->secrets, MAX_SECRETS);
    return c;
}

void mustls_capture_free(struct mustls_capture *c)
{
    if (!c)
        return;
    mustls_pcap_free(c->pcap);
    mustls_buf_deinit(&c->secrets);
    mustls_arena_free(c->arena);
}

struct mustls_buf *mustls_capture_secrets(struct mustls_capture *c)
{
    return &c->secrets;
}

bool mustls_capture_empty(const struct mustls_capture *c)
{
    return mustls_pcap_last(c->pcap, 0) == 0;
}

/* --- what passes --- */

static mustls_usec when(const struct mustls_capture *c, mustls_usec now)
{
    return c->epoch + (now - c->start);
}

static void on_act(void *arg, enum mustls_conn_act act, struct mustls_span bytes)
{
    const struct watched *w = arg;
    struct mustls_pcap *p = w->capture->pcap;
    mustls_usec at = when(w->capture, mustls_io_now(w->capture->io));
    switch (act) {
    case MUSTLS_CONN_IN:
        mustls_pcap_data(p, w->conn, !w->we_serve, bytes, at);
        break;
    case MUSTLS_CONN_OUT:
        mustls_pcap_data(p, w->conn, w->we_serve, bytes, at);
        break;
    case MUSTLS_CONN_FIN_IN:
        mustls_pcap_fin(p, w->conn, !w->we_serve, at);
        break;
    case MUSTLS_CONN_FIN_OUT:
        mustls_pcap_fin(p, w->conn, w->we_serve, at);
        break;
    case MUSTLS_CONN_RESET_IN:
        mustls_pcap_reset(p, w->conn, !w->we_serve, at);
        break;
    case MUSTLS_CONN_RESET_OUT:
        mustls_pcap_reset(p, w->conn, w->we_serve, at);
        break;
    }
}

static struct mustls_pcap_end pcap_end(const struct mustls_conn_end *e)
{
    struct mustls_pcap_end out = {.v6 = e->v6, .port = e->port};
    memcpy(out.ip, e->ip, sizeof out.ip);
    return out;
}

static void move_port(struct mustls_capture *c, struct mustls_pcap_end *server)
{
    if (server->port == SMTP || server->port == SUBMISSION)
        return;
    c->moved = server->port;
    server->port = SMTP;
}

void mustls_capture_conn(struct mustls_capture *c, struct mustls_conn *conn, bool we_serve)
{
    struct mustls_conn_end ours, theirs;
    struct watched *w = mustls_arena_alloc(c->arena, sizeof *w);
    /* A peer that is gone already has no address: nothing but its end would come. */
    if (!w || !mustls_conn_ends(conn, &ours, &theirs))
        return;
    struct mustls_pcap_end client = pcap_end(we_serve ? &theirs : &ours),
                           server = pcap_end(we_serve ? &ours : &theirs);
    move_port(c, &server);
    *w = (struct watched){.capture = c, .we_serve = we_serve};
    w->conn = mustls_pcap_open(c->pcap, &client, &server, when(c, mustls_io_now(c->io)));
    mustls_conn_watch(conn, on_act, w);
}

static void loop_opens(struct mustls_capture *c, const struct mustls_loop_seen *s)
{
    struct mustls_pcap_end client = {.ip = {127, 0, 0, 1}, .port = (uint16_t)(40000 + s->conn)},
                           server = {.ip = {127, 0, 0, 1}, .port = SMTP};
    mustls_pcap_open(c->pcap, &client, &server, when(c, s->now));
}

void mustls_capture_saw(void *arg, const struct mustls_loop_seen *s)
{
    struct mustls_capture *c = arg;
    switch (s->act) {
    case MUSTLS_LOOP_OPENS:
        loop_opens(c, s);
        break;
    case MUSTLS_LOOP_SENDS:
        mustls_pcap_data(c->pcap, s->conn, s->from_server, s->bytes, when(c, s->now));
        break;
    case MUSTLS_LOOP_ENDS:
        mustls_pcap_fin(c->pcap, s->conn, s->from_server, when(c, s->now));
        break;
    case MUSTLS_LOOP_RESETS:
        mustls_pcap_reset(c->pcap, s->conn, s->from_server, when(c, s->now));
        break;
    }
}

void mustls_capture_event(struct mustls_capture *c, const struct mustls_event *ev)
{
    if (ev->seq != c->num_packets ||
        mustls_arena_grow(c->arena, (void **)&c->packets, &c->cap_packets, c->num_packets,
                          sizeof *c->packets) != MUSTLS_OK)
        return;
    c->packets[c->num_packets++] = mustls_pcap_last(c->pcap, ev->conn);
}

/* --- the file --- */

static void comment_at(struct mustls_capture *c, uint32_t event, struct mustls_span text)
{
    if (event < c->num_packets)
        mustls_pcap_comment(c->pcap, c->packets[event], text);
}

static void comment_finding(struct mustls_capture *c, const struct mustls_program *p,
                            const struct mustls_finding *f)
{
    const struct mustls_sentence *s = f->sentence;
    struct mustls_buf b;
    mustls_buf_init(&b, MAX_TEXT);
    if (f->num_events == 0)
        mustls_buf_puts(&b, "expected here or later: ");
    mustls_buf_put(&b, s->text);
    mustls_buf_puts(&b, " [");
    mustls_buf_put(&b, s->source);
    mustls_buf_puts(&b, "]");
    if (s->at.unit < p->num_units)
        mustls_buf_printf(&b, " %s:%u", p->units[s->at.unit].path, s->at.line);
    for (size_t i = 0; i < f->num_events; i++)
        comment_at(c, f->events[i], mustls_buf_span(&b));
    if (f->num_events == 0)
        comment_at(c, f->expected_after, mustls_buf_span(&b));
    mustls_buf_deinit(&b);
}

static void comment_findings(struct mustls_capture *c, const struct mustls_capture_head *head)
{
    for (size_t i = 0; i < head->judgement->num_findings; i++)
        if (head->judgement->findings[i].outcome == MUSTLS_BROKEN)
            comment_finding(c, head->prog, &head->judgement->findings[i]);
}

static void put_head(struct mustls_buf *b, const struct mustls_capture *c,
                     const struct mustls_capture_head *head)
{
    mustls_buf_printf(b, "%s on %s%s%s: %s", head->id, head->subject, *head->version ? " " : "",
                      head->version, mustls_verdict_name(head->judgement->verdict));
    if (head->judgement->why && *head->judgement->why)
        mustls_buf_printf(b, ", %.500s", head->judgement->why);
    if (*head->again)
        mustls_buf_printf(b, "\nagain: %.500s", head->again);
    mustls_buf_puts(b, c->io ? "\nWhat mustls saw at its sockets" : "\nA run in memory");
    mustls_buf_puts(b, "; SYNs and ACKs are made up.");
    if (c->moved)
        mustls_buf_printf(b, " The server's port was %u; it is shown as 25, where SMTP is known.",
                          c->moved);
    if (mustls_capture_empty(c))
        mustls_buf_puts(b, "\nNo connection was made.");
    if (mustls_pcap_full(c->pcap))
        mustls_buf_printf(b, "\nCut: more went over the wire than the %u MiB that a file holds.",
                          (unsigned)(MUSTLS_PCAP_MAX >> 20));
}

struct file {
    FILE *f;
    int failed; /* errno; 0: it has not */
};

static void put(void *arg, struct mustls_span piece)
{
    struct file *out = arg;
    if (piece.len > 0 && fwrite(piece.ptr, 1, piece.len, out->f) != piece.len)
        out->failed = errno;
}

static enum mustls_status write_to(const struct mustls_capture *c, const struct mustls_pcap_head *h,
                                   const char *path, struct mustls_error *err)
{
    struct file out = {.f = fopen(path, "we")};
    enum mustls_status st = out.f ? mustls_pcap_write(c->pcap, h, put, &out) : MUSTLS_EIO;
    if (!out.f || (fclose(out.f) != 0 && !out.failed))
        out.failed = errno;
    if (st == MUSTLS_OK && !out.failed)
        return MUSTLS_OK;
    mustls_error_set(err, "can't write %s: %s", path,
                     st == MUSTLS_ENOMEM ? "out of memory" : strerror(out.failed));
    return MUSTLS_EIO;
}

enum mustls_status mustls_capture_write(struct mustls_capture *c,
                                        const struct mustls_capture_head *head, const char *path,
                                        bool *full, struct mustls_error *err)
{
    struct mustls_buf text;
    mustls_buf_init(&text, MAX_TEXT);
    comment_findings(c, head);
    if (mustls_pcap_full(c->pcap))
        mustls_pcap_comment(c->pcap, mustls_pcap_last(c->pcap, 0),
                            MUSTLS_LIT("the capture is cut here: the file is full"));
    put_head(&text, c, head);
    struct mustls_pcap_head h = {.tool = "mustls " MUSTLS_VERSION,
                                 .comment = mustls_buf_span(&text),
                                 .secrets = mustls_buf_span(&c->secrets)};
    enum mustls_status st = write_to(c, &h, path, err);
    *full = mustls_pcap_full(c->pcap);
    mustls_buf_deinit(&text);
    return st;
}
