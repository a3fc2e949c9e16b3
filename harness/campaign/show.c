/* What a person sees of a campaign. */
#include <stdarg.h>
#include <stdio.h>

#include "campaign/internal.h"

/* Engines tell their count seldom: between two of their words it goes on at the rate they told. */
static uint64_t execs_of(const struct job *j, mustls_usec now)
{
    uint64_t since = j->proc && now > j->heard ? (now - j->heard) / 1000 * j->rate / 1000 : 0;
    return j->past + j->execs + since;
}

uint64_t mustls_campaign_execs(const struct campaign *c, mustls_usec now)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < c->o->jobs; i++)
        sum += execs_of(&c->jobs[i], now);
    return sum;
}

uint64_t mustls_campaign_rss(const struct campaign *c)
{
    uint64_t most = 0;
    for (unsigned i = 0; i < c->o->jobs; i++)
        most = c->jobs[i].rss > most ? c->jobs[i].rss : most;
    return most;
}

/* 1234567 as "1.2M". */
static void put_count(struct mustls_buf *b, uint64_t n)
{
    static const char units[] = " kMGT";
    unsigned unit = 0;
    uint64_t whole = n, rest = 0;
    while (whole >= 1000 && unit < 4) {
        rest = whole % 1000;
        whole /= 1000;
        unit++;
    }
    if (unit == 0)
        mustls_buf_printf(b, "%u", (unsigned)whole);
    else if (whole < 100)
        mustls_buf_printf(b, "%u.%u%c", (unsigned)whole, (unsigned)(rest / 100), units[unit]);
    else
        mustls_buf_printf(b, "%u%c", (unsigned)whole, units[unit]);
}

/* What the engines say; at the end, when they are gone, that of the whole run. */
static uint64_t rate_of(const struct campaign *c, mustls_usec now, bool last)
{
    uint64_t rate = 0, ms = (now - c->started) / MUSTLS_MSEC(1);
    if (last)
        return ms > 0 ? mustls_campaign_execs(c, now) * 1000 / ms : 0;
    for (unsigned i = 0; i < c->o->jobs; i++)
        rate += c->jobs[i].rate;
    return rate;
}

static void put_line(struct campaign *c, struct mustls_buf *b, bool last)
{
    mustls_usec now = mustls_io_now(c->io);
    unsigned s = (unsigned)((now - c->started) / MUSTLS_SEC(1));
    uint64_t cov = 0;
    for (unsigned i = 0; i < c->o->jobs; i++)
        cov = c->jobs[i].cov > cov ? c->jobs[i].cov : cov;
    mustls_buf_printf(b, "%s  %u:%02u:%02u  ", c->o->target.name, s / 3600, s / 60 % 60, s % 60);
    put_count(b, rate_of(c, now, last));
    mustls_buf_puts(b, "/s  ");
    put_count(b, mustls_campaign_execs(c, now));
    mustls_buf_printf(b, " execs  corpus %zu  cov %llu  finds %u new, %u again",
                      mustls_count_files(c->corpus), (unsigned long long)cov, c->result.num_new,
                      c->result.num_again);
    if (mustls_campaign_rss(c) > 0)
        mustls_buf_printf(b, "  mem %llu MiB", (unsigned long long)mustls_campaign_rss(c));
    if (c->examine.step != EXAMINE_IDLE)
        mustls_buf_puts(b, "  looking at one");
}

void mustls_show_line(struct campaign *c, bool last)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 1024);
    put_line(c, &b, last);
    if (c->o->tty && !last) {
        mustls_buf_truncate(&b, c->o->width > 1 ? c->o->width - 1 : 0);
        fprintf(c->o->terminal, "\r%s\033[K", mustls_buf_cstr(&b));
    } else {
        fprintf(c->o->terminal, "%s%s\n", c->o->tty ? "\r\033[K" : "", mustls_buf_cstr(&b));
    }
    fflush(c->o->terminal);
    mustls_buf_deinit(&b);
}

void mustls_show_text(struct campaign *c, const char *fmt, ...)
{
    va_list ap;
    if (c->o->tty)
        fputs("\r\033[K", c->o->terminal);
    va_start(ap, fmt);
    vfprintf(c->o->terminal, fmt, ap);
    va_end(ap);
    fputc('\n', c->o->terminal);
    fflush(c->o->terminal);
}

static bool show_row(void *arg, const struct mustls_find_row *r)
{
    struct campaign *c = arg;
    fprintf(c->o->terminal, "%6llu  %s%s\n        sh %s/%s/again\n", (unsigned long long)r->count,
            r->bucket.title, r->repeats ? "" : "  (does not show again)", c->finds.dir,
            r->bucket.name);
    return true;
}

void mustls_show_end(struct campaign *c)
{
    mustls_show_line(c, true);
    if (c->finds.num > 0)
        fprintf(c->o->terminal, "\n times  find\n");
    mustls_finds_each(&c->finds, show_row, c);
    fflush(c->o->terminal);
}
