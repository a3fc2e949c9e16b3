/* The same scenario for a subject that takes longer here than its author had in mind. */
#include "base/arena.h"
#include "scenario/program.h"

static mustls_usec paced(mustls_usec t, unsigned percent)
{
    return t == MUSTLS_NEVER || t > MUSTLS_NEVER / percent ? MUSTLS_NEVER : t * percent / 100;
}

const struct mustls_program *mustls_program_paced(struct mustls_arena *a,
                                                  const struct mustls_program *p, unsigned percent)
{
    if (percent <= 100)
        return p;
    struct mustls_program *slow = mustls_arena_alloc(a, sizeof *slow);
    struct mustls_sentence *sentences = mustls_arena_array(a, p->num_sentences, sizeof *sentences);
    if (!slow || !sentences)
        return NULL;
    *slow = *p;
    slow->sentences = sentences;
    slow->limit = paced(p->limit, percent);
    for (size_t i = 0; i < p->num_sentences; i++) {
        sentences[i] = p->sentences[i];
        sentences[i].within = paced(p->sentences[i].within, percent);
    }
    return slow;
}
