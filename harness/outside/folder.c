/* The folder of a campaign. */
#define _GNU_SOURCE
#include "outside/internal.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

/* What a killed campaign started dies within this. */
enum { LOCK_TRIES = 100, LOCK_WAIT_MS = 100 };

static enum mustls_status lock(struct outside *o)
{
    char path[MUSTLS_PATH];
    if (mustls_path(path, o->out, "lock"))
        o->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    for (int i = 0; o->lock >= 0 && i < LOCK_TRIES; i++) {
        if (flock(o->lock, LOCK_EX | LOCK_NB) == 0)
            return MUSTLS_OK;
        nanosleep(&(struct timespec){.tv_nsec = LOCK_WAIT_MS * 1000000L}, NULL);
    }
    mustls_error_set(o->err, "another campaign works in %s; wait for it, or take another --out",
                     o->out);
    return MUSTLS_EIO;
}

static enum mustls_status absolute(const char *dir, char out[MUSTLS_PATH], struct mustls_error *err)
{
    char real[PATH_MAX];
    enum mustls_status st = mustls_make_folder(dir, err);
    if (st != MUSTLS_OK)
        return st;
    if (!realpath(dir, real) || strlen(real) + 200 > MUSTLS_PATH) {
        mustls_error_set(err, "can't work in %s: its path is too long", dir);
        return MUSTLS_EUSAGE;
    }
    snprintf(out, MUSTLS_PATH, "%s", real);
    return MUSTLS_OK;
}

static enum mustls_status read_state(struct outside *o)
{
    snprintf(o->name, sizeof o->name, "program %s", o->o->subject->name);
    enum mustls_status st = mustls_state_read(o->state_path, &o->state, o->err);
    if (st != MUSTLS_OK)
        return st;
    if (o->state.target[0] && strcmp(o->state.target, o->name) != 0) {
        mustls_error_set(o->err, "%s holds a campaign of %s; take another --out for %s", o->out,
                         o->state.target, o->o->subject->name);
        return MUSTLS_EUSAGE;
    }
    snprintf(o->state.target, sizeof o->state.target, "%s", o->name);
    o->state.runs++;
    return mustls_state_write(o->state_path, &o->state, o->err);
}

enum mustls_status outside_open(struct outside *o)
{
    char finds[MUSTLS_PATH], unsure[MUSTLS_PATH], corpus[MUSTLS_PATH];
    enum mustls_status st = absolute(o->o->out, o->out, o->err);
    if (st != MUSTLS_OK)
        return st;
    /* They fit: absolute() left room. */
    if (!mustls_path(finds, o->out, "finds") || !mustls_path(unsure, o->out, "unsure") ||
        !mustls_path(corpus, o->out, "corpus") || !mustls_path(o->work, o->out, "work.jsonl") ||
        !mustls_path(o->state_path, o->out, "state.json"))
        return MUSTLS_EUSAGE;
    st = lock(o);
    if (st == MUSTLS_OK)
        st = read_state(o);
    if (st == MUSTLS_OK)
        st = absolute(o->o->corpus ? o->o->corpus : corpus, o->corpus_dir, o->err);
    if (st == MUSTLS_OK)
        st = mustls_finds_open(&o->finds, finds, o->err);
    return st == MUSTLS_OK ? mustls_finds_open(&o->unsure, unsure, o->err) : st;
}

enum mustls_status outside_save(struct outside *o)
{
    struct mustls_campaign_state s = o->state;
    s.seconds += (mustls_io_now(o->o->world->io) - o->started) / MUSTLS_SEC(1);
    s.execs += o->execs;
    s.lost += o->result.num_unsure;
    return mustls_state_write(o->state_path, &s, o->err);
}

void outside_close(struct outside *o)
{
    if (o->lock >= 0)
        close(o->lock);
}
