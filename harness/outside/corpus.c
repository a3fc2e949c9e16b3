/* What was worth keeping, and what is played next. */
#include "outside/internal.h"

#include <stdio.h>
#include <unistd.h>

#include "flat/mutate.h"

/* Of each hundred inputs: two corpus entries crossed, and wishes changed. */
enum { CROSSED = 15, OTHER_WISHES = 10 };
#define MAX_CORPUS_FILE (1u << 20)

static bool add(struct outside *o, struct input **list, size_t *num, size_t *cap,
                struct mustls_span input)
{
    struct input in = {0};
    if (*num >= OUTSIDE_CORPUS || mustls_arena_copy(o->arena, input, &in.bytes) != MUSTLS_OK ||
        mustls_arena_grow(o->arena, (void **)list, cap, *num, sizeof in) != MUSTLS_OK)
        return false;
    (*list)[(*num)++] = in;
    return true;
}

bool outside_seed_add(struct outside *o, struct mustls_span input)
{
    return input.len == 0 || input.len > o->o->max_len ||
           add(o, &o->seeds, &o->num_seeds, &o->cap_seeds, input);
}

static bool read_seed(void *arg, const char *path, size_t size)
{
    struct outside *o = arg;
    struct mustls_buf b;
    bool good = true;
    if (size > o->o->max_len)
        return true;
    mustls_buf_init(&b, MAX_CORPUS_FILE);
    /* A file that went away in the meantime is no harm. */
    if (mustls_file_get(path, &b, NULL) == MUSTLS_OK)
        good = outside_seed_add(o, mustls_buf_span(&b));
    mustls_buf_deinit(&b);
    return good;
}

enum mustls_status outside_corpus_load(struct outside *o)
{
    static const uint8_t least[] = {0, 0, 0}; /* a connect */
    mustls_each_file(o->corpus_dir, read_seed, o);
    for (size_t i = 0; i < o->o->num_seeds; i++)
        mustls_each_file(o->o->seeds[i], read_seed, o);
    enum mustls_status st = o->o->suite_seeds ? outside_suite_seeds(o) : MUSTLS_OK;
    if (st == MUSTLS_OK && o->num_seeds == 0 &&
        !outside_seed_add(o, mustls_span(least, sizeof least)))
        st = MUSTLS_ENOMEM;
    return st;
}

enum mustls_status outside_corpus_keep(struct outside *o, struct mustls_span input)
{
    char name[20], path[MUSTLS_PATH];
    if (!add(o, &o->corpus, &o->num_corpus, &o->cap_corpus, input))
        return MUSTLS_OK; /* full: nothing is lost but one starting point */
    snprintf(name, sizeof name, "%016llx", (unsigned long long)mustls_hash(input));
    if (!mustls_path(path, o->corpus_dir, name) || access(path, F_OK) == 0)
        return MUSTLS_OK;
    return mustls_file_put(path, input, false, o->err);
}

/* Of two by chance the one that was taken less often. */
static struct mustls_span pick(struct outside *o)
{
    struct input *a = &o->corpus[mustls_rng_below(&o->rng, (uint32_t)o->num_corpus)];
    struct input *b = &o->corpus[mustls_rng_below(&o->rng, (uint32_t)o->num_corpus)];
    struct input *in = b->picks < a->picks ? b : a;
    in->picks++;
    return in->bytes;
}

static void fit_frame(struct outside *o, struct slot *s, bool other)
{
    unsigned frame = mustls_flat_frame(mustls_buf_span(&s->input));
    for (size_t i = 0; i < o->num_frames && !other; i++)
        if (o->frames[i] == frame)
            return;
    frame = o->frames[mustls_rng_below(&o->rng, (uint32_t)o->num_frames)];
    mustls_flat_set_frame(s->input.ptr, s->input.len, frame);
}

static void change(struct outside *o, struct slot *s)
{
    static uint8_t data[1u << 20];
    size_t max = o->o->max_len, size;
    struct mustls_span a = pick(o);
    if (mustls_rng_below(&o->rng, 100) < CROSSED) {
        size = mustls_flat_cross(a, pick(o), data, max, &o->rng);
    } else {
        memcpy(data, a.ptr, a.len);
        size = a.len;
    }
    size = mustls_flat_mutate(data, size, max, &o->rng);
    mustls_buf_clear(&s->input);
    mustls_buf_put(&s->input, mustls_span(data, size));
    if (size == 0)
        mustls_buf_put(&s->input, mustls_span("\0\0\0", 3));
}

/* Seeds and new inputs take turns as long as there are seeds: a short campaign has both. */
void outside_next_input(struct slot *s)
{
    struct outside *o = s->o;
    bool left = o->next_seed < o->num_seeds;
    s->seed = o->num_corpus == 0 || (left && o->execs % 2 == 0);
    if (s->seed && !left) { /* not one seed made a behaviour: all again, from the first */
        o->next_seed = 0;
    }
    if (s->seed) {
        mustls_buf_clear(&s->input);
        mustls_buf_put(&s->input, o->seeds[o->next_seed++].bytes);
    } else {
        change(o, s);
    }
    fit_frame(o, s, !s->seed && mustls_rng_below(&o->rng, 100) < OTHER_WISHES);
}
