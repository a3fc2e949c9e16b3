#include "run/world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/rng.h"
#include "run/library.h"
#include "run/watchdog.h"

#define WORLD_ARENA (16u << 20)
#define OWN_NAME    "mx.example.test"

static enum mustls_status make_tls(struct mustls_world *w, bool null_tls, struct mustls_error *err)
{
    if (null_tls) {
        w->tls = mustls_tls_null_factory_new();
        return w->tls ? MUSTLS_OK : MUSTLS_ENOMEM;
    }
    /* The first is the name where a certificate has only one. */
    const char *hosts[] = {w->host, w->isolated ? "localhost" : OWN_NAME, "127.0.0.1", "::1"};
    w->zoo = mustls_zoo_new(hosts, sizeof hosts / sizeof *hosts, err);
    if (!w->zoo)
        return MUSTLS_EIO;
    w->tls = mustls_tls_ssl_factory_new(w->zoo, err);
    return w->tls ? MUSTLS_OK : MUSTLS_EIO;
}

enum mustls_status mustls_world_init(struct mustls_world *w, const struct mustls_world_opts *o,
                                     struct mustls_error *err)
{
    *w = (struct mustls_world){.seed = o->seed, .host = "localhost"};
    if (o->isolation) {
        w->isolated = true;
        w->isolation = *o->isolation;
        w->host = OWN_NAME;
    }
    w->real_root = mustls_isolate_real_root();
    w->listen = o->listen ? o->listen : "127.0.0.1";
    w->arena = mustls_arena_new(WORLD_ARENA);
    if (!w->arena) {
        mustls_error_set(err, "out of memory");
        return MUSTLS_ENOMEM;
    }
    enum mustls_status st = make_tls(w, o->null_tls, err);
    if (st != MUSTLS_OK)
        mustls_world_deinit(w);
    return st;
}

static enum mustls_status write_ca(struct mustls_world *w, struct mustls_error *err)
{
    snprintf(w->ca_path, sizeof w->ca_path, "%s/ca.pem", w->dir);
    struct mustls_span pem = w->zoo ? mustls_zoo_ca_pem(w->zoo) : mustls_span("", 0);
    return mustls_write_file(w->ca_path, pem, false, err);
}

/* Names come from the files of the run and its name server, not from a service of the machine. */
static enum mustls_status write_system_files(const struct mustls_world *w, struct mustls_error *err)
{
    static const char switches[] = "passwd: files\ngroup: files\nshadow: files\n"
                                   "hosts: files dns\nservices: files\nprotocols: files\n";
    char path[300];
    snprintf(path, sizeof path, "%s/empty", w->dir);
    if (mkdir(path, 0755) != 0) {
        mustls_error_set(err, "can't make the folder %s: %s", path, strerror(errno));
        return MUSTLS_EIO;
    }
    snprintf(path, sizeof path, "%s/nsswitch.conf", w->dir);
    return mustls_write_file(path, mustls_span_str(switches), false, err);
}

enum mustls_status mustls_world_prepare(struct mustls_world *w, struct mustls_error *err)
{
    if (w->dir[0])
        return MUSTLS_OK;
    const char *tmp = getenv("TMPDIR");
    if (!tmp || !*tmp)
        tmp = "/tmp";
    int n = snprintf(w->dir, sizeof w->dir, "%s/mustls-XXXXXX", tmp);
    if (n < 0 || (size_t)n >= sizeof w->dir || !mkdtemp(w->dir)) {
        w->dir[0] = 0;
        mustls_error_set(err,
                         "can't make a folder in %s: %s; set TMPDIR to one that can be written",
                         tmp, strerror(errno));
        return MUSTLS_EIO;
    }
    if (w->isolated && write_system_files(w, err) != MUSTLS_OK)
        return MUSTLS_EIO;
    snprintf(w->token, sizeof w->token, "%s.%ld", strrchr(w->dir, '-') + 1, (long)getpid());
    enum mustls_status st = mustls_watchdog_start(w->token, w->dir, err);
    return st == MUSTLS_OK ? write_ca(w, err) : st;
}

enum mustls_status mustls_world_start_io(struct mustls_world *w, bool any_address,
                                         struct mustls_error *err)
{
    if (w->io)
        return MUSTLS_OK;
    w->io = mustls_io_new(err);
    if (!w->io)
        return MUSTLS_EIO;
    mustls_io_allow_any(w->io, any_address || w->isolated);
    return mustls_io_check_address(w->io, w->listen, err);
}

void mustls_world_deinit(struct mustls_world *w)
{
    mustls_io_free(w->io);
    if (w->tls)
        w->tls->free(w->tls);
    mustls_zoo_free(w->zoo);
    if (w->dir[0]) {
        mustls_kill_children(); /* what left the run's environment and folder behind, too */
        mustls_remove_tree(w->dir);
    }
    mustls_arena_free(w->arena);
    *w = (struct mustls_world){0};
}

/* The nonce stands in the last line only: a message that was cut, or that ended at an unstuffed
 * dot, lacks it. */
static const char message_format[] = "From: <%s>\r\n"
                                     "To: <%s>\r\n"
                                     "Subject: a message of mustls\r\n"
                                     "Date: Thu, 01 Jan 2026 00:00:00 +0000\r\n"
                                     "Message-ID: <%.3s@%s>\r\n"
                                     "\r\n"
                                     "A line, a lone dot, and a line that begins with one:\r\n"
                                     ".\r\n"
                                     ".dot\r\n"
                                     "%s\r\n";

void mustls_values_names(const struct mustls_world *w, const char *id, const char *subject,
                         struct mustls_values *out)
{
    struct mustls_rng rng;
    mustls_rng_init(&rng, w->seed ^ mustls_hash(mustls_span_str(id)) ^
                              (mustls_hash(mustls_span_str(subject)) * 31));
    *out = (struct mustls_values){.from = "sender@probe.example.test",
                                  .to = "recipient@mx.example.test",
                                  .helo = "probe.example.test"};
    out->user[0] = 'u';
    mustls_rng_name(&rng, out->user + 1, 11);
    mustls_rng_name(&rng, out->password, 16);
    mustls_rng_name(&rng, out->nonce, 20);
}

enum mustls_status mustls_values_make(struct mustls_arena *a, const struct mustls_world *w,
                                      const char *id, const char *subject,
                                      struct mustls_values *out)
{
    mustls_values_names(w, id, subject, out);
    char *text = mustls_arena_printf(a, message_format, out->from, out->to, out->user, out->helo,
                                     out->nonce);
    if (!text)
        return MUSTLS_ENOMEM;
    out->message = mustls_span_str(text);
    return MUSTLS_OK;
}

void mustls_values_params(const struct mustls_values *v, mustls_usec start, mustls_usec gap,
                          struct mustls_play_params *out)
{
    *out = (struct mustls_play_params){
        .user = mustls_span_str(v->user),
        .password = mustls_span_str(v->password),
        .nonce = mustls_span_str(v->nonce),
        .gap = gap,
        .start = start,
    };
}
