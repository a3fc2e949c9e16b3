#include "cli/teeth.h"

enum { NUM_NAMES = 4 }; /* of the scenarios that catch a fault */

static bool has(uint64_t bits, int fault)
{
    return (bits >> fault & 1) != 0;
}

enum bite { BITE_FAIL, BITE_WARN };

static uint64_t caught(const struct mustls_tooth *t, enum bite how)
{
    return how == BITE_FAIL ? t->bites.fails : t->bites.warns;
}

static size_t count(const struct mustls_teeth *t, int fault, enum bite how)
{
    size_t n = 0;
    for (size_t i = 0; i < t->num; i++)
        n += has(caught(&t->teeth[i], how), fault);
    return n;
}

static bool is_blunt(const struct mustls_tooth *t)
{
    return t->has_must ? t->bites.fails == 0
                       : t->has_should && (t->bites.fails | t->bites.warns) == 0;
}

static bool is_leaning(const struct mustls_tooth *t)
{
    return t->has_must && t->bites.fails != 0 && t->bites.own_must == 0;
}

size_t mustls_teeth_uncaught(const struct mustls_teeth *t)
{
    size_t n = 0;
    for (int f = 0; f < MUSTLS_NUM_CLIENT_FAULTS; f++)
        n += count(t, f, BITE_FAIL) + count(t, f, BITE_WARN) == 0;
    return n;
}

static size_t count_if(const struct mustls_teeth *t, bool (*is)(const struct mustls_tooth *t))
{
    size_t n = 0;
    for (size_t i = 0; i < t->num; i++)
        n += is(&t->teeth[i]);
    return n;
}

size_t mustls_teeth_blunt(const struct mustls_teeth *t)
{
    return count_if(t, is_blunt);
}

size_t mustls_teeth_leaning(const struct mustls_teeth *t)
{
    return count_if(t, is_leaning);
}

/* The first few that fail, or where none does, that warn. */
static void put_names(struct mustls_buf *out, const struct mustls_teeth *t, int fault,
                      const char *quote)
{
    enum bite how = count(t, fault, BITE_FAIL) ? BITE_FAIL : BITE_WARN;
    size_t num = count(t, fault, how), n = 0;
    for (size_t i = 0; i < t->num && n < NUM_NAMES; i++) {
        if (!has(caught(&t->teeth[i], how), fault))
            continue;
        mustls_buf_printf(out, "%s%s%s%s", n ? ", " : "", quote, t->teeth[i].name, quote);
        n++;
    }
    if (num > n)
        mustls_buf_printf(out, " and %zu more", num - n);
}

static void put_sum(struct mustls_buf *out, const struct mustls_teeth *t)
{
    mustls_buf_printf(
        out,
        "%d seeded faults on %zu scenarios (%zu instances). Not caught: %zu faults. No "
        "fault shows in %zu scenarios; in %zu more it shows by a sentence of the base "
        "only.\n",
        (int)MUSTLS_NUM_CLIENT_FAULTS, t->num, t->num_instances, mustls_teeth_uncaught(t),
        mustls_teeth_blunt(t), mustls_teeth_leaning(t));
}

static void put_list(struct mustls_buf *out, const struct mustls_teeth *t,
                     bool (*is)(const struct mustls_tooth *t))
{
    for (size_t i = 0; i < t->num; i++)
        if (is(&t->teeth[i]))
            mustls_buf_printf(out, "- `%s`\n", t->teeth[i].name);
    if (count_if(t, is) == 0)
        mustls_buf_puts(out, "None.\n");
}

void mustls_teeth_put_text(struct mustls_buf *out, const struct mustls_teeth *t)
{
    mustls_buf_puts(out, "fault                      FAIL  WARN  caught by\n");
    for (int f = 0; f < MUSTLS_NUM_CLIENT_FAULTS; f++) {
        mustls_buf_printf(out, "%-26s %4zu  %4zu  ", mustls_client_fault_rows[f].name,
                          count(t, f, BITE_FAIL), count(t, f, BITE_WARN));
        put_names(out, t, f, "");
        mustls_buf_putc(out, '\n');
    }
    mustls_buf_puts(out, "\n");
    for (size_t i = 0; i < t->num; i++) {
        if (is_blunt(&t->teeth[i]))
            mustls_buf_printf(out, "no fault shows in %s\n", t->teeth[i].name);
        else if (is_leaning(&t->teeth[i]))
            mustls_buf_printf(out, "no fault breaks a MUST of %s's own\n", t->teeth[i].name);
    }
    mustls_buf_putc(out, '\n');
    put_sum(out, t);
}

void mustls_teeth_put_markdown(struct mustls_buf *out, const struct mustls_teeth *t)
{
    mustls_buf_puts(out, "\n## Each fault, and what catches it\n\n");
    put_sum(out, t);
    mustls_buf_puts(out, "\n| fault | what it does | FAIL | WARN | caught by |\n"
                         "|---|---|---|---|---|\n");
    for (int f = 0; f < MUSTLS_NUM_CLIENT_FAULTS; f++) {
        mustls_buf_printf(out, "| `%s` | %s | %zu | %zu | ", mustls_client_fault_rows[f].name,
                          mustls_client_fault_rows[f].text, count(t, f, BITE_FAIL),
                          count(t, f, BITE_WARN));
        put_names(out, t, f, "`");
        mustls_buf_puts(out, " |\n");
    }
    mustls_buf_puts(out, "\n## Scenarios that no fault shows in\n\n");
    put_list(out, t, is_blunt);
    mustls_buf_puts(out, "\n## Scenarios whose own MUST no fault breaks\n\n");
    put_list(out, t, is_leaning);
}
