#include "scenario/diag.h"

/* Longer words are no slips of the pen, and the table below stays small. */
enum { MAX_WORD = 48 };

static int lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static unsigned min2(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Edit distance with swaps of neighbours ("MUTS"), without regard to case. */
static unsigned distance(struct mustls_span a, struct mustls_span b)
{
    unsigned d[MAX_WORD + 1][MAX_WORD + 1];

    for (unsigned i = 0; i <= a.len; i++)
        d[i][0] = i;
    for (unsigned j = 0; j <= b.len; j++)
        d[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        for (size_t j = 1; j <= b.len; j++) {
            int ca = lower(a.ptr[i - 1]), cb = lower(b.ptr[j - 1]);
            unsigned best = min2(d[i - 1][j], d[i][j - 1]) + 1;
            best = min2(best, d[i - 1][j - 1] + (ca != cb));
            if (i > 1 && j > 1 && ca == lower(b.ptr[j - 2]) && cb == lower(a.ptr[i - 2]))
                best = min2(best, d[i - 2][j - 2] + 1);
            d[i][j] = best;
        }
    }
    return d[a.len][b.len];
}

/* How many slips a word of this length forgives: a suggestion that is a different word is worse
 * than none. */
static unsigned tolerance(size_t len)
{
    return len <= 4 ? 1 : len <= 7 ? 2 : 3;
}

const char *mustls_nearest(struct mustls_span word, const char *const *words)
{
    if (word.len == 0 || word.len > MAX_WORD)
        return NULL;

    const char *best = NULL;
    unsigned best_d = tolerance(word.len) + 1;
    for (; *words; words++) {
        struct mustls_span w = mustls_span_str(*words);
        if (w.len > MAX_WORD)
            continue;
        unsigned d = distance(word, w);
        if (d < best_d) {
            best_d = d;
            best = *words;
        }
    }
    return best;
}
