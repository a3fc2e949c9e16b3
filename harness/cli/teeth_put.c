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
    return t->has_must ? t->bites.own_must == 0 : t->has_should && t->bites.own_should == 0;
}

size_t mustls_teeth_uncaught(const struct mustls_teeth *t)
{
    size_t n = 0;
    for (int f = 0; f < MUSTLS_NUM_CLIENT_FAULTS; f++)
        n += count(t, f, BITE_FAIL) + count(t, f, BITE_WARN) == 0;
    return n;
}

size_t mustls_teeth_blunt(const struct mustls_teeth *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->num; i++)
        n += is_blunt(&t->teeth[i]);
    return n;
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
    mustls_buf_printf(out,
                      "%d seeded faults on %zu scenarios (%zu instances): %zu faults not caught, "
                      "%zu scenarios whose own sentences no fault breaks.\n",
                      (int)MUSTLS_NUM_CLIENT_FAULTS, t->num, t->num_instances,
                      mustls_teeth_uncaught(t), mustls_teeth_blunt(t));
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
    for (size_t i = 0; i < t->num; i++)
        if (is_blunt(&t->teeth[i]))
            mustls_buf_printf(out, "no fault %s: %s\n", t->teeth[i].has_must ? "fails" : "shows in",
                              t->teeth[i].name);
    put_sum(out, t);
}

static void put_blunt(struct mustls_buf *out, const struct mustls_teeth *t, bool must)
{
    size_t n = 0;
    for (size_t i = 0; i < t->num; i++) {
        if (!is_blunt(&t->teeth[i]) || t->teeth[i].has_must != must)
            continue;
        mustls_buf_printf(out, "- `%s`\n", t->teeth[i].name);
        n++;
    }
    if (n == 0)
        mustls_buf_puts(out, "None.\n");
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
    mustls_buf_puts(out, "\n## Scenarios with a MUST of their own that no fault breaks\n\n");
    put_blunt(out, t, true);
    mustls_buf_puts(out, "\n## Scenarios with a SHOULD at most that no fault breaks\n\n");
    put_blunt(out, t, false);
}
