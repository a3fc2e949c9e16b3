/* What a person sees. */
#include "outside/internal.h"

#include <stdarg.h>
#include <stdio.h>

void outside_show_line(struct outside *o, bool last)
{
    struct mustls_buf b;
    FILE *f = o->o->terminal;
    mustls_usec us = mustls_io_now(o->o->world->io) - o->started;
    unsigned s = (unsigned)(us / MUSTLS_SEC(1));
    mustls_buf_init(&b, 1024);
    mustls_buf_printf(&b, "%s  %u:%02u:%02u  %llu runs  %llu/s  corpus %zu  behaviours %zu",
                      o->o->subject->name, s / 3600, s / 60 % 60, s % 60,
                      (unsigned long long)o->execs,
                      (unsigned long long)(us ? o->execs * MUSTLS_SEC(1) / us : 0), o->num_corpus,
                      o->num_behaviours);
    mustls_buf_printf(&b, "  finds %u new, %u again", o->result.num_new, o->result.num_again);
    if (o->result.num_known)
        mustls_buf_printf(&b, ", %u known", o->result.num_known);
    if (o->result.num_unsure)
        mustls_buf_printf(&b, ", %u flaky", o->result.num_unsure);
    if (o->errors)
        mustls_buf_printf(&b, "  %llu without a verdict", (unsigned long long)o->errors);
    if (o->examine.step != EXAMINE_IDLE)
        mustls_buf_puts(&b, "  looking at one");
    if (o->o->tty && !last) {
        mustls_buf_truncate(&b, o->o->width > 1 ? o->o->width - 1 : 0);
        fprintf(f, "\r%s\033[K", mustls_buf_cstr(&b));
    } else {
        fprintf(f, "%s%s\n", o->o->tty ? "\r\033[K" : "", mustls_buf_cstr(&b));
    }
    fflush(f);
    mustls_buf_deinit(&b);
}

void outside_show_text(struct outside *o, const char *fmt, ...)
{
    va_list ap;
    if (o->o->tty)
        fputs("\r\033[K", o->o->terminal);
    va_start(ap, fmt);
    vfprintf(o->o->terminal, fmt, ap);
    va_end(ap);
    fputc('\n', o->o->terminal);
    fflush(o->o->terminal);
}

static bool show_row(void *arg, const struct mustls_find_row *r)
{
    struct outside *o = arg;
    fprintf(o->o->terminal, "%6llu  %s\n        sh %s/%s/again\n", (unsigned long long)r->count,
            r->bucket.title, o->finds.dir, r->bucket.name);
    return true;
}

static bool show_unsure(void *arg, const struct mustls_find_row *r)
{
    struct outside *o = arg;
    fprintf(o->o->terminal, "%6llu  %s: %s\n        sh %s/%s/again\n", (unsigned long long)r->count,
            r->done ? "flaky, no find" : "not looked at yet", r->bucket.title, o->unsure.dir,
            r->bucket.name);
    return true;
}

void outside_show_end(struct outside *o)
{
    outside_show_line(o, true);
    if (o->finds.num + o->unsure.num > 0)
        fprintf(o->o->terminal, "\n times  find\n");
    mustls_finds_each(&o->finds, show_row, o);
    mustls_finds_each(&o->unsure, show_unsure, o);
    fflush(o->o->terminal);
}
