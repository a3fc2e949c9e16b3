/* Shared by the files of this room only. */
#ifndef MUSTLS_CAMPAIGN_INTERNAL_H
#define MUSTLS_CAMPAIGN_INTERNAL_H

#include "base/arena.h"
#include "campaign/campaign.h"
#include "campaign/finds.h"
#include "campaign/probe.h"
#include "campaign/state.h"
#include "flat/reduce.h"
#include "io/io.h"

/* Of an engine's process: its last words, with the report of a crash. */
#define MUSTLS_JOB_TAIL (256u << 10)
/* No input of an engine, and no find, is longer. */
#define MUSTLS_FIND_INPUT_MAX (2u << 20)

struct job {
    struct campaign *c;
    unsigned no;
    char dir[MUSTLS_PATH]; /* its own, OUT/ENGINE/NO */
    const char **argv;
    struct mustls_proc *proc;
    struct mustls_timer *after; /* what is to be done about its end */
    mustls_usec started;
    int code, sig;
    unsigned bad_ends; /* one after the other, soon after the start, without a find */
    uint64_t past;     /* executions of its earlier processes */
    uint64_t execs;    /* of this one, by its last word */
    mustls_usec heard; /* when it said so */
    uint64_t rate;     /* executions a second */
    uint64_t cov, corpus;
    uint64_t rss;     /* MiB at most, of all its processes; 0: the engine does not say */
    unsigned next_id; /* afl: what of its queue is in the corpus */
};

/* What differs between engines. */
struct engine {
    /* The command line of a job, in the arena; NULL without memory. */
    const char **(*argv)(struct campaign *c, struct job *j);
    /* Fills in execs, rate, cov, corpus from what it says. */
    void (*listen)(struct campaign *c, struct job *j);
    /* A find's file: its name tells. */
    bool (*is_find)(const char *path);
    /* New inputs of its own go to the corpus; NULL: it writes there itself. */
    void (*harvest)(struct campaign *c, struct job *j);
    /* Before the first job starts; NULL: nothing. */
    enum mustls_status (*prepare)(struct campaign *c, struct mustls_error *err);
};
extern const struct engine mustls_engine_libfuzzer, mustls_engine_afl;

/* --- examine.c: finds that are looked at again and made smaller, one at a time --- */

struct examine {
    enum { EXAMINE_IDLE, EXAMINE_RAW, EXAMINE_AGAIN, EXAMINE_SMALLER, EXAMINE_CONFIRM } step;
    struct mustls_probe *probe;
    struct mustls_probe_setup setup;
    char raw[MUSTLS_PATH];       /* EXAMINE_RAW: the file */
    struct mustls_buf input;     /* as it is kept now */
    struct mustls_bucket bucket; /* where it is kept */
    struct mustls_reduce *reduce;
    mustls_usec until; /* then it is small enough */
};

struct campaign {
    const struct mustls_campaign_opts *o;
    const struct engine *engine;
    struct mustls_arena *arena;
    struct mustls_io *io;
    char out[MUSTLS_PATH], corpus[MUSTLS_PATH], work[MUSTLS_PATH], raw[MUSTLS_PATH],
        skip[MUSTLS_PATH], engine_dir[MUSTLS_PATH], state_path[MUSTLS_PATH];
    char token[64], symbolizer[MUSTLS_PATH];
    char **engine_env, **probe_env;
    int lock;
    struct mustls_finds finds;
    struct mustls_campaign_state state; /* of earlier runs, but for `lost` */
    struct job jobs[MUSTLS_CAMPAIGN_JOBS];
    struct examine examine;
    struct mustls_timer *tick;
    mustls_usec started;
    mustls_usec told;    /* when the last line was shown, and the state saved */
    mustls_usec stopped; /* when the engines were told to end */
    bool all_done;       /* no bucket needs to be looked at again */
    bool stopping;       /* no job is started any more */
    bool failed;         /* err says why */
    struct mustls_campaign_result result;
    struct mustls_error *err;
};

/* --- campaign.c --- */

/* The campaign can't go on. */
void mustls_campaign_fail(struct campaign *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The engines end; finds may still be looked at. */
void mustls_campaign_stop(struct campaign *c);

/* --- folder.c: OUT --- */

enum mustls_status mustls_campaign_open(struct campaign *c, struct mustls_error *err);
void mustls_campaign_close(struct campaign *c);
/* Seeds into the corpus, named by content. */
enum mustls_status mustls_campaign_import(struct campaign *c, struct mustls_error *err);
/* The same for one file. */
bool mustls_campaign_keep(struct campaign *c, const char *path, size_t size);
/* Engines can't begin with an input that crashes: out of the corpus, and never in again. False: the
 * corpus has no such file. */
bool mustls_campaign_skip(struct campaign *c, struct mustls_span input);
/* All finds below `dir` that are at least so many seconds old, to OUT/raw. */
void mustls_campaign_gather(struct campaign *c, const char *dir, unsigned age);
/* Another number for each time that a find's file is written. */
uint64_t mustls_campaign_id(const char *path);
enum mustls_status mustls_campaign_save(struct campaign *c, struct mustls_error *err);

/* --- seeds.c --- */

/* Runs the corpus once: inputs that crash or never end become finds to look at, and leave it. For
 * an engine that passes over them in silence. */
enum mustls_status mustls_campaign_check_seeds(struct campaign *c, struct mustls_error *err);

/* --- env.c --- */

bool mustls_campaign_env(struct campaign *c);

/* --- file_find.c --- */

/* Files a find and says so. report: what told of it. */
void mustls_campaign_file(struct campaign *c, struct mustls_bucket *b, struct mustls_span input,
                          struct mustls_span report, uint64_t id);

/* --- job.c --- */

bool mustls_job_init(struct campaign *c, struct job *j, unsigned no);
bool mustls_job_start(struct job *j);
void mustls_job_stop(struct job *j, int sig); /* tells it to end */
void mustls_job_free(struct job *j);

/* --- examine.c --- */

bool mustls_examine_init(struct campaign *c);
void mustls_examine_free(struct campaign *c);
/* Begins with the next find, if none is looked at; false when there is none left. */
bool mustls_examine_next(struct campaign *c);

/* --- show.c --- */

uint64_t mustls_campaign_execs(const struct campaign *c, mustls_usec now);
/* The most memory that one process of an engine had, in MiB; 0 where it does not say. */
uint64_t mustls_campaign_rss(const struct campaign *c);
void mustls_show_line(struct campaign *c, bool last);
void mustls_show_text(struct campaign *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void mustls_show_end(struct campaign *c);

#endif
