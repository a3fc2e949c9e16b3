/* Programs from scenario text, traces from one line of notation, outcomes as letters.
 *
 * Notation: words separated by ";", each one event:
 *   connect        the next connection opens, in clear
 *   tls            handshake done; what follows is in TLS
 *   on 2t          what follows is on connection 2, in TLS (c: in clear)
 *   +500           half a second goes by
 *   C MAIL ...     a command line          L dGVzdA==   a line that is no command
 *   S 530 ...      a reply with that code
 *   <close>        any event, from the subject        >close   the same from the tool
 *   rule 8         the rule on line 8 of the scenario fires; rule C: EHLO: the first such line
 *   output ...     what was printed         cut ...     what is left of it
 *   printed        the password stands in it
 *   exit fail 3    the run's end            turn ...    whose turn it was; turn 1 ... is ours,
 *                                                       turn 2 ... that of a patient client
 *   script 0 12    the script ended by a mismatch on line 12
 *
 * Outcomes: K kept, B broken, N n/a, S seen, - not seen. */
#ifndef MUSTLS_TESTS_JUDGE_BENCH_H
#define MUSTLS_TESTS_JUDGE_BENCH_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "judge/judge.h"
#include "scenario/scenario.h"

#include <stdio.h>
#include <stdlib.h>

struct bench {
    struct mustls_arena *arena;
    struct mustls_program *prog;
    struct mustls_trace trace;
    struct mustls_judgement j;
    uint32_t conn, num_conns;
    enum mustls_phase phase;
    mustls_usec now;
};

static const char bench_base[] =
    "title base\nbase none\n\n[any]\nC: *\nS: 250 ok\n\n"
    "MUST NOT <secret> in clear where tls=required [RFC 4954 9]\n"
    "MUST NOT MAIL|RCPT|DATA|BDAT in clear where tls=required [RFC 3207 6]\n"
    "MUST NOT <false-success> [harness]\n"
    "SHOULD NOT <false-failure> [harness]\n"
    "MUST NOT <bad-command> [RFC 5321 4.1.1]\n"
    "MUST NOT <early> [RFC 5321 4.3.1]\n";

/* --- program --- */

static void bench_fail(const char *text, struct mustls_diags *d)
{
    struct mustls_buf out;
    mustls_buf_init(&out, 1 << 16);
    mustls_diags_put(&out, d);
    print_error("%s\n%s\n", text, mustls_buf_cstr(&out));
    mustls_buf_deinit(&out);
    fail();
}

static struct mustls_scenario *bench_parse(struct bench *b, const char *name, const char *text,
                                           struct mustls_diags *d)
{
    struct mustls_scenario *s = NULL;
    if (mustls_scenario_parse(b->arena, name, name, mustls_span_str(text), d, &s) != MUSTLS_OK)
        bench_fail(text, d);
    return s;
}

static void bench_program(struct bench *b, const char *text)
{
    struct mustls_diags d;
    mustls_diags_init(&d, b->arena);
    struct mustls_scenario *chain[2] = {bench_parse(b, "t", text, &d), NULL};
    size_t num = 1;
    if (mustls_scenario_base(chain[0]).len > 0)
        chain[num++] = bench_parse(b, "base/required", bench_base, &d);
    unsigned instance = mustls_scenario_instances(chain[0]) > 0;
    if (mustls_scenario_program(b->arena, (const struct mustls_scenario *const *)chain, num,
                                instance, &d, &b->prog) != MUSTLS_OK)
        bench_fail(text, &d);
}

/* --- trace --- */

static enum mustls_from bench_talker(const struct bench *b)
{
    return b->prog->role == MUSTLS_TEST_CLIENT ? MUSTLS_FROM_SUBJECT : MUSTLS_FROM_TOOL;
}

static void bench_add(struct bench *b, struct mustls_event ev)
{
    ev.us = b->now;
    if (ev.from != MUSTLS_FROM_RUN) {
        ev.conn = b->conn;
        ev.phase = b->phase;
    }
    assert_int_equal(mustls_trace_add(&b->trace, &ev), MUSTLS_OK);
}

static void bench_add_line(struct bench *b, enum mustls_event_kind kind, const char *text)
{
    char line[512];
    snprintf(line, sizeof line, "%s\r\n", text);
    enum mustls_from talker = bench_talker(b);
    enum mustls_from other = talker == MUSTLS_FROM_SUBJECT ? MUSTLS_FROM_TOOL : MUSTLS_FROM_SUBJECT;
    bool reply = kind == MUSTLS_E_REPLY;
    bench_add(b, (struct mustls_event){.kind = kind,
                                       .from = reply ? other : talker,
                                       .code = reply ? atoi(text) : 0,
                                       .raw = mustls_span_str(line)});
}

static void bench_add_rule(struct bench *b, const char *which)
{
    uint32_t line = (uint32_t)atoi(which);
    if (line == 0) {
        const char *text = (const char *)b->prog->units[0].text.ptr;
        const char *at = strstr(text, which);
        assert_non_null(at);
        line = 1;
        for (; text < at; text++)
            line += *text == '\n';
    }
    bench_add(
        b, (struct mustls_event){.kind = MUSTLS_E_RULE, .from = MUSTLS_FROM_TOOL, .at = {0, line}});
}

static void bench_add_named(struct bench *b, enum mustls_from from, const char *name, size_t len)
{
    enum mustls_event_kind kind = mustls_event_by_name(mustls_span(name, len));
    assert_int_not_equal(kind, MUSTLS_NUM_EVENTS);
    if (kind == MUSTLS_E_FALSE_SUCCESS || kind == MUSTLS_E_FALSE_FAILURE)
        from = MUSTLS_FROM_RUN;
    bench_add(b, (struct mustls_event){.kind = kind, .from = from});
}

static void bench_add_end(struct bench *b, enum mustls_event_kind kind, const char *text)
{
    struct mustls_event ev = {.kind = kind, .from = MUSTLS_FROM_RUN, .raw = mustls_span_str(text)};
    if (kind == MUSTLS_E_EXIT) {
        ev.raw.len = strcspn(text, " ");
        ev.code = atoi(text + ev.raw.len);
    } else if (kind == MUSTLS_E_TURN && (*text == '1' || *text == '2')) {
        ev.code = *text - '0';
        ev.raw = mustls_span_from(ev.raw, 2);
    }
    bench_add(b, ev);
}

static const char *bench_after(const char *word, const char *prefix)
{
    size_t len = strlen(prefix);
    return strncmp(word, prefix, len) == 0 ? word + len : NULL;
}

static void bench_step(struct bench *b, const char *word)
{
    const char *rest;
    if (strcmp(word, "connect") == 0) {
        b->conn = ++b->num_conns;
        b->phase = MUSTLS_PHASE_CLEAR;
        bench_add_named(b, bench_talker(b), word, strlen(word));
    } else if (strcmp(word, "tls") == 0) {
        b->phase = MUSTLS_PHASE_TLS;
        bench_add_named(b, MUSTLS_FROM_SUBJECT, word, strlen(word));
    } else if ((rest = bench_after(word, "on "))) {
        b->conn = (uint32_t)(rest[0] - '0');
        b->phase = rest[1] == 't' ? MUSTLS_PHASE_TLS : MUSTLS_PHASE_CLEAR;
    } else if ((rest = bench_after(word, "+"))) {
        b->now += MUSTLS_MSEC((mustls_usec)atoi(rest));
    } else if ((rest = bench_after(word, "C "))) {
        bench_add_line(b, MUSTLS_E_COMMAND, rest);
    } else if ((rest = bench_after(word, "C? "))) {
        bench_add_line(b, MUSTLS_E_COMMAND, rest);
        b->trace.events[b->trace.num_events - 1].faults = MUSTLS_COMMAND_DOUBTFUL;
    } else if ((rest = bench_after(word, "L "))) {
        bench_add_line(b, MUSTLS_E_LINE, rest);
    } else if ((rest = bench_after(word, "S "))) {
        bench_add_line(b, MUSTLS_E_REPLY, rest);
    } else if ((rest = bench_after(word, "<"))) {
        bench_add_named(b, MUSTLS_FROM_SUBJECT, rest, strcspn(rest, ">"));
    } else if ((rest = bench_after(word, ">"))) {
        bench_add_named(b, MUSTLS_FROM_TOOL, rest, strlen(rest));
    } else if ((rest = bench_after(word, "rule "))) {
        bench_add_rule(b, rest);
    } else if ((rest = bench_after(word, "output "))) {
        bench_add_end(b, MUSTLS_E_OUTPUT, rest);
    } else if (strcmp(word, "printed") == 0) {
        struct mustls_event ev = {.kind = MUSTLS_E_SECRET, .us = b->now};
        assert_int_equal(mustls_trace_add(&b->trace, &ev), MUSTLS_OK);
    } else if ((rest = bench_after(word, "cut "))) {
        bench_add(b, (struct mustls_event){.kind = MUSTLS_E_OUTPUT,
                                           .from = MUSTLS_FROM_RUN,
                                           .faults = 1,
                                           .raw = mustls_span_str(rest)});
    } else if ((rest = bench_after(word, "exit "))) {
        bench_add_end(b, MUSTLS_E_EXIT, rest);
    } else if ((rest = bench_after(word, "differs"))) {
        bench_add_end(b, MUSTLS_E_DIFFERS, rest + (*rest == ' '));
    } else if ((rest = bench_after(word, "turn "))) {
        bench_add_end(b, MUSTLS_E_TURN, rest);
    } else if ((rest = bench_after(word, "script "))) {
        bench_add(b, (struct mustls_event){.kind = MUSTLS_E_SCRIPT,
                                           .from = MUSTLS_FROM_TOOL,
                                           .code = atoi(rest),
                                           .at = {0, (uint32_t)atoi(rest + 2)}});
    } else {
        fail_msg("unknown word in a trace: %s", word);
    }
}

static void bench_trace(struct bench *b, const char *events)
{
    while (*events) {
        char word[256];
        events += strspn(events, " ");
        size_t len = strcspn(events, ";");
        assert_true(len < sizeof word);
        memcpy(word, events, len);
        word[len] = '\0';
        if (len > 0)
            bench_step(b, word);
        events += len + (events[len] == ';');
    }
}

/* --- all of it --- */

static void bench_open(struct bench *b, const char *text, const char *events)
{
    *b = (struct bench){.arena = mustls_arena_new(16 << 20)};
    assert_non_null(b->arena);
    assert_int_equal(mustls_trace_init(&b->trace, 1000, 1 << 20), MUSTLS_OK);
    bench_program(b, text);
    bench_trace(b, events);
}

static void bench_judge(struct bench *b)
{
    assert_int_equal(mustls_judge(b->arena, b->prog, &b->trace, &b->j), MUSTLS_OK);
    assert_int_equal(b->j.num_findings, b->prog->num_sentences);
}

static void bench_close(struct bench *b)
{
    mustls_trace_deinit(&b->trace);
    mustls_arena_free(b->arena);
}

/* Outcomes of the file's own sentences. */
static void bench_letters(const struct bench *b, char *out, size_t size)
{
    static const char letters[] = {[MUSTLS_BROKEN] = 'B',
                                   [MUSTLS_KEPT] = 'K',
                                   [MUSTLS_NA] = 'N',
                                   [MUSTLS_SEEN] = 'S',
                                   [MUSTLS_NOT_SEEN] = '-'};
    size_t n = 0;
    for (size_t i = 0; i < b->j.num_findings && n + 1 < size; i++) {
        if (b->j.findings[i].sentence->at.unit == 0)
            out[n++] = letters[b->j.findings[i].outcome];
    }
    out[n] = '\0';
}

#endif
