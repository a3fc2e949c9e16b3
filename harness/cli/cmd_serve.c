/* mustls serve: one scenario for a program that a person starts. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/arena.h"
#include "base/escape.h"
#include "cli/cli.h"
#include "cli/select.h"
#include "report/report.h"
#include "run/capture.h"
#include "run/link.h"
#include "run/world.h"

enum { SERVE_PORT, SERVE_LISTEN, SERVE_ANY, SERVE_CA, SERVE_SCENARIOS, SERVE_SEED, SERVE_PCAP };
const struct mustls_cli_option mustls_serve_options[] = {
    {0, "port", "N", "default: any free one"},
    {0, "listen", "ADDRESS", "default 127.0.0.1"},
    {0, "any-address", NULL, "allow other addresses than loopback"},
    {0, "ca", "FILE",
     "write the CA certificate there, for the client to trust (default: mustls-ca.pem in TMPDIR)"},
    {0, "scenarios", "DIR", "the scenario folder"},
    {0, "seed", "N", "of user name, password and nonce"},
    {0, "pcap", "FILE", "what went over the wire, TLS secrets included, for Wireshark"},
    {0},
};

struct serve_link {
    struct mustls_link link;
    struct serve_link *next;
};

struct serve {
    struct mustls_cli_select sel;
    struct mustls_world_opts opts;
    struct mustls_world world;
    unsigned port;
    const char *ca, *pcap;
    struct mustls_capture *capture; /* NULL: none */
    const struct mustls_program *prog;
    struct mustls_trace trace;
    struct mustls_play *play;
    struct serve_link *links;
};

static bool set(void *arg, int i, const char *value)
{
    struct serve *s = arg;
    unsigned long long n = 0;
    bool good = true;
    switch (i) {
    case SERVE_PORT:
        good = mustls_cli_number("--port", value, 0, 65535, &n);
        s->port = (unsigned)n;
        break;
    case SERVE_LISTEN:
        s->opts.listen = value;
        break;
    case SERVE_ANY:
        s->opts.any_address = true;
        break;
    case SERVE_CA:
        s->ca = value;
        break;
    case SERVE_SCENARIOS:
        s->sel.root = value;
        break;
    case SERVE_SEED:
        good = mustls_cli_number("--seed", value, 0, UINT64_MAX, &n);
        s->opts.seed = n;
        break;
    case SERVE_PCAP:
        s->pcap = value;
        break;
    default:
        break;
    }
    return good;
}

static void on_accept(void *arg, struct mustls_conn *c)
{
    struct serve *s = arg;
    struct mustls_talker t;
    struct serve_link *l = mustls_alloc(sizeof *l);
    if (!l || !mustls_play_accept(s->play, mustls_io_now(s->world.io), &t) ||
        !mustls_link_init(&l->link, s->world.io, t, s->world.tls, true, NULL, NULL)) {
        mustls_free(l);
        mustls_conn_reset(c);
        return;
    }
    l->next = s->links;
    s->links = l;
    if (s->capture) {
        l->link.end.secrets = mustls_capture_secrets(s->capture);
        mustls_capture_conn(s->capture, c, true);
    }
    mustls_link_attach(&l->link, c);
}

static void on_signal(void *arg, int signum)
{
    struct serve *s = arg;
    (void)signum;
    mustls_io_stop(s->world.io);
}

static void on_event(void *arg, const struct mustls_event *ev)
{
    struct serve *s = arg;
    struct mustls_buf b;
    if (s->capture)
        mustls_capture_event(s->capture, ev);
    mustls_buf_init(&b, 1u << 20);
    mustls_buf_printf(&b, "%8.1f ms  %s  ", (double)ev->us / 1000,
                      ev->from == MUSTLS_FROM_TOOL      ? "S:"
                      : ev->from == MUSTLS_FROM_SUBJECT ? "C:"
                                                        : "--");
    mustls_buf_printf(&b, "%s ", mustls_event_name(ev->kind));
    mustls_put_escaped(&b, mustls_span_first(ev->raw, 512));
    printf("%s\n", mustls_buf_cstr(&b));
    fflush(stdout);
    mustls_buf_deinit(&b);
}

static void pick(void *arg, const struct mustls_program *p)
{
    struct serve *s = arg;
    if (!s->prog)
        s->prog = p;
}

static int write_capture(struct serve *s, const struct mustls_judgement *j)
{
    struct mustls_error err;
    struct mustls_capture_head head = {s->prog->id, "your-program", "", s->prog, j, ""};
    bool full = false;
    if (!s->capture)
        return 0;
    if (mustls_capture_write(s->capture, &head, s->pcap, &full, &err) != MUSTLS_OK) {
        mustls_cli_say_error(&err);
        return MUSTLS_EXIT_TOOL;
    }
    printf("pcap: %s%s\n", s->pcap, full ? " (cut: it says where)" : "");
    return 0;
}

static int show_end(struct serve *s)
{
    struct mustls_judgement j;
    struct mustls_arena *a = mustls_arena_new(64u << 20);
    struct mustls_buf b;
    struct mustls_play_end end = {.kind = MUSTLS_END_FAIL, .code = 0};
    mustls_play_end(s->play, &end, mustls_io_now(s->world.io));
    if (!a || mustls_judge(a, s->prog, &s->trace, &j) != MUSTLS_OK) {
        mustls_arena_free(a);
        return MUSTLS_EXIT_TOOL;
    }
    struct mustls_case c = {.subject = "your-program",
                            .subject_version = "",
                            .scenario = s->prog->name,
                            .instance = s->prog->instance,
                            .title = "",
                            .tags = "",
                            .command = "",
                            .folder = "",
                            .again = "",
                            .prog = s->prog,
                            .trace = &s->trace,
                            .judgement = &j,
                            .verdict = j.verdict,
                            .why = j.why,
                            .known_why = "",
                            .exit_code = -1};
    struct mustls_report_opts o = {.verbose = true};
    mustls_buf_init(&b, 16u << 20);
    mustls_report_long(&b, &c, &o);
    fwrite(b.ptr, 1, b.len, stdout);
    printf("\nYour program's exit status is not known here: sentences about its end, and about "
           "false success, do not "
           "count.\n");
    mustls_buf_deinit(&b);
    int code = write_capture(s, &j);
    mustls_arena_free(a);
    return code;
}

static int write_ca(struct serve *s)
{
    struct mustls_error err;
    if (mustls_write_file(s->ca, mustls_zoo_ca_pem(s->world.zoo), false, &err) == MUSTLS_OK)
        return 0;
    mustls_cli_say("%s; --ca FILE names another place", err.text);
    return MUSTLS_EXIT_TOOL;
}

static int play(struct serve *s)
{
    struct mustls_error err;
    struct mustls_values v;
    struct mustls_play_params params;
    struct mustls_listener *l =
        mustls_io_listen(s->world.io, s->world.listen, s->port, on_accept, s, &err);
    if (!l) {
        mustls_cli_say_error(&err);
        return MUSTLS_EXIT_TOOL;
    }
    if (mustls_values_make(s->world.arena, &s->world, s->prog->id, "serve", &v) != MUSTLS_OK)
        return MUSTLS_EXIT_TOOL;
    if (s->pcap && !(s->capture = mustls_capture_new(s->world.io, mustls_io_now(s->world.io)))) {
        mustls_cli_say("out of memory");
        return MUSTLS_EXIT_TOOL;
    }
    mustls_values_params(&v, mustls_io_now(s->world.io), MUSTLS_MSEC(10), &params);
    params.max_conns = 100000; /* whoever tries things by hand comes back often */
    s->trace.on_event = on_event;
    s->trace.on_event_arg = s;
    s->play = mustls_play_new(s->prog, &s->trace, &params);
    if (!s->play)
        return MUSTLS_EXIT_TOOL;
    printf(
        "%s on %s port %u; trust %s\nuser %s password %s; put %s into the message; Ctrl-C ends\n",
        s->prog->id, s->world.listen, mustls_listener_port(l), s->ca, v.user, v.password, v.nonce);
    fflush(stdout);
    mustls_io_on_signal(s->world.io, SIGINT, on_signal, s);
    mustls_io_on_signal(s->world.io, SIGTERM, on_signal, s);
    mustls_io_run(s->world.io);
    mustls_listener_close(l);
    return show_end(s);
}

static int start(struct serve *s)
{
    struct mustls_error err;
    enum mustls_status st = mustls_world_init(&s->world, &s->opts, &err);
    if (st == MUSTLS_OK)
        st = mustls_world_start_io(&s->world, s->opts.any_address, &err);
    if (st != MUSTLS_OK) {
        mustls_cli_say_error(&err);
        return mustls_cli_exit_of(st);
    }
    if (!s->ca) {
        const char *tmp = getenv("TMPDIR");
        s->ca = mustls_arena_printf(s->world.arena, "%s/mustls-ca.pem", tmp && *tmp ? tmp : "/tmp");
    }
    int code = s->ca ? write_ca(s) : MUSTLS_EXIT_TOOL;
    if (code == 0 && mustls_trace_init(&s->trace, 100000, 64u << 20) != MUSTLS_OK)
        code = MUSTLS_EXIT_TOOL;
    return code == 0 ? play(s) : code;
}

static void stop(struct serve *s)
{
    while (s->links) {
        struct serve_link *l = s->links;
        s->links = l->next;
        mustls_link_deinit(&l->link);
        mustls_free(l);
    }
    mustls_capture_free(s->capture);
    mustls_play_free(s->play);
    mustls_trace_deinit(&s->trace);
    mustls_world_deinit(&s->world);
    mustls_cli_select_free(&s->sel);
}

int mustls_cmd_serve(int argc, char **argv)
{
    static struct serve serve;
    struct serve *s = &serve;
    int first;
    s->opts.seed = (unsigned long long)time(NULL);
    if (!mustls_cli_options(argc, argv, mustls_serve_options, set, s, &first))
        return MUSTLS_EXIT_USAGE;
    if (first + 1 != argc) {
        mustls_cli_say("serve plays one scenario: mustls serve injection/after-220 --port 2525");
        return MUSTLS_EXIT_USAGE;
    }
    int code = mustls_cli_select(&s->sel, argv + first);
    if (code == 0)
        code = mustls_cli_select_each(&s->sel, pick, s);
    if (code == 0 && s->prog->role != MUSTLS_TEST_CLIENT) {
        mustls_cli_say("%s tests servers; serve plays the server's side", s->prog->id);
        code = MUSTLS_EXIT_USAGE;
    }
    if (code == 0)
        code = start(s);
    stop(s);
    return code;
}
