/* How many runs side by side. Most of a run is waiting: for a deadline of the scenario, or for a
 * client that hangs until we end it. A run in which nothing has happened for as long as a good
 * delivery takes costs the machine nothing, so it does not keep another one from starting. */
#include <stdio.h>
#include <unistd.h>

#include "run/suite_internal.h"

/* Connections, files and processes are bounded by this. */
#define WAITING_PER_JOB 8
#define PATIENCE_MS     500 /* at the least: a program that starts says nothing, either */
#define LOOK_AGAIN_MS   250 /* nothing tells when a processor gets idle */

bool mustls_suite_machine_idle(void)
{
    unsigned runnable = 0;
    FILE *f = fopen("/proc/loadavg", "re");
    bool known = f && fscanf(f, "%*f %*f %*f %u/", &runnable) == 1;
    if (f)
        fclose(f);
    return known && runnable <= (unsigned)sysconf(_SC_NPROCESSORS_ONLN); /* we are one of them */
}

/* From when on it counts as waiting. */
static mustls_usec waits_from(const struct mustls_suite *s, const struct mustls_job *j)
{
    const struct mustls_trace *t = &j->exec->trace;
    mustls_usec last = t->num_events ? t->events[t->num_events - 1].us : 0;
    uint64_t good = s->subjects[j->subject].good_ms;
    return j->exec->start + last + MUSTLS_MSEC(good > PATIENCE_MS ? good : PATIENCE_MS);
}

bool mustls_suite_has_room(const struct mustls_suite *s, mustls_usec now, bool (*idle)(void),
                           mustls_usec *again)
{
    unsigned at_work = s->running;
    *again = MUSTLS_NEVER;
    if (at_work < s->o.jobs)
        return true;
    if (at_work >= s->o.jobs * WAITING_PER_JOB)
        return false;
    for (size_t i = s->freed; i < s->num_jobs && i < s->next + MUSTLS_SUITE_LOOK_AHEAD; i++) {
        const struct mustls_job *j = &s->jobs[i];
        if (j->state != MUSTLS_JOB_RUNS || !j->exec)
            continue;
        mustls_usec from = waits_from(s, j);
        if (from <= now)
            at_work--;
        else if (from < *again)
            *again = from;
    }
    if (at_work >= s->o.jobs)
        return false;
    /* A client that gets no processor is silent, too; ever more of them would make it worse. */
    if (s->running < 2 * s->o.jobs || idle())
        return true;
    *again = now + MUSTLS_MSEC(LOOK_AGAIN_MS);
    return false;
}
