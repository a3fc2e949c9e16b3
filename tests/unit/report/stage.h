/* A run for the reporters: a scenario, the events of a trace, the real judge. */
#ifndef MUSTLS_TEST_REPORT_STAGE_H
#define MUSTLS_TEST_REPORT_STAGE_H

#include "report/report.h"
#include "scenario/scenario.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

struct stage {
    struct mustls_arena *arena;
    struct mustls_program *prog;
    struct mustls_trace trace;
    struct mustls_judgement judgement;
    struct mustls_case c;
};

/* One event; all of them on connection `conn`, `ms` from the start. */
struct line {
    unsigned conn, ms;
    enum mustls_event_kind kind;
    enum mustls_from from;
    enum mustls_phase phase;
    unsigned unit, at; /* at 0: nowhere */
    int code;
    const char *raw;
    size_t len; /* of raw, where it holds a NUL; 0: up to it */
};
#define SUBJ MUSTLS_FROM_SUBJECT
#define TOOL MUSTLS_FROM_TOOL
#define RUN  MUSTLS_FROM_RUN
#define NONE MUSTLS_PHASE_NONE
#define CLR  MUSTLS_PHASE_CLEAR
#define TLS  MUSTLS_PHASE_TLS

/* A base with enough rules for the dialogues below; its line numbers stand in goldens. */
static const char stage_base[] = "title  base\n"
                                 "base   none\n"
                                 "[clear]\n"
                                 "C: <connect>\n"
                                 "S: 220 test.example ESMTP\n"
                                 "C: EHLO\n"
                                 "S: 250-test.example\n"
                                 "S: 250-PIPELINING\n"
                                 "S: 250 STARTTLS\n"
                                 "C: STARTTLS\n"
                                 "S: 220 go\n"
                                 "S: <tls>\n"
                                 "[any]\n"
                                 "C: *\n"
                                 "S: 250 ok\n"
                                 "MUST NOT <secret> in clear where tls=required [RFC 4954 9]\n"
                                 "MUST NOT <false-success> [harness]\n";

static inline struct mustls_scenario *stage_parse(struct mustls_arena *a, const char *name,
                                                  const char *path, const char *text)
{
    struct mustls_diags d;
    struct mustls_scenario *s = NULL;
    mustls_diags_init(&d, a);
    if (mustls_scenario_parse(a, name, path, mustls_span_str(text), &d, &s) != MUSTLS_OK) {
        struct mustls_buf out;
        mustls_buf_init(&out, 1u << 20);
        mustls_diags_put(&out, &d);
        fail_msg("%s", mustls_buf_cstr(&out));
    }
    return s;
}

static inline void stage_open(struct stage *s, const char *id, const char *scenario)
{
    struct mustls_diags d;
    *s = (struct stage){.arena = mustls_arena_new(16u << 20)};
    mustls_diags_init(&d, s->arena);
    char *path = mustls_arena_printf(s->arena, "scenarios/%s.scn", id);
    const struct mustls_scenario *chain[2] = {
        stage_parse(s->arena, id, path, scenario),
        stage_parse(s->arena, "base/required", "scenarios/base/required.scn", stage_base)};
    bool alone = mustls_span_eq(mustls_scenario_base(chain[0]), MUSTLS_LIT("none")) ||
                 mustls_scenario_role(chain[0]) == MUSTLS_TEST_SERVER;
    assert_int_equal(mustls_scenario_program(s->arena, chain, alone ? 1 : 2, 0, &d, &s->prog),
                     MUSTLS_OK);
    assert_int_equal(mustls_trace_init(&s->trace, 100000, 16u << 20), MUSTLS_OK);
    s->c = (struct mustls_case){.subject = "acme",
                                .subject_version = "2.1",
                                .scenario = id,
                                .title = "a title",
                                .tags = "one two",
                                .command = "acme --tls",
                                .folder = "out/acme/x/",
                                .again = "mustls run x -c acme --seed 7",
                                .prog = s->prog,
                                .trace = &s->trace,
                                .judgement = &s->judgement,
                                .why = "",
                                .known_why = "",
                                .ms = 200};
}

static inline void stage_add(struct stage *s, const struct line *l)
{
    struct mustls_event ev = {
        .conn = l->conn,
        .us = MUSTLS_MSEC(l->ms),
        .kind = l->kind,
        .from = l->from,
        .phase = l->phase,
        .at = l->at ? (struct mustls_at){(uint8_t)l->unit, l->at} : MUSTLS_NOWHERE,
        .code = l->code,
        .raw = l->len ? mustls_span(l->raw, l->len) : mustls_span_str(l->raw)};
    assert_int_equal(mustls_trace_add(&s->trace, &ev), MUSTLS_OK);
}

static inline void stage_judge(struct stage *s)
{
    assert_int_equal(mustls_judge(s->arena, s->prog, &s->trace, &s->judgement), MUSTLS_OK);
    s->c.verdict = s->judgement.verdict;
    s->c.why = s->judgement.why;
}

static inline void stage_close(struct stage *s)
{
    mustls_trace_deinit(&s->trace);
    mustls_arena_free(s->arena);
}

#endif
