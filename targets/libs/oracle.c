#include "oracle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../fuzz/fuzz.h"
#include "flat/frame.h"

enum { MAX_SENTENCES = 64, MAX_TEXT = 256 };

/* Beside the sentences of flat inputs. */
static const char hang[] = "MUST client ends";
static const char leak[] = "SHOULD NOT <secret> in output";

static const char *name;
static bool go_on;
static char known[MAX_SENTENCES][MAX_TEXT];
static size_t num_known;

/* In the order of their first find. */
static struct told {
    char text[MAX_TEXT];
    unsigned frame;
    unsigned long times;
} told[MAX_SENTENCES];
static size_t num_told;

static void summary(void)
{
    for (size_t i = 0; i < num_told; i++)
        fprintf(stderr, "%s: broken %lu times: %s  (%s)\n", name, told[i].times, told[i].text,
                mustls_flat_wishes(told[i].frame));
}

static void read_known(const char *path)
{
    char line[MAX_TEXT];
    FILE *f = fopen(path, "r");
    if (!f) {
        fprintf(stderr, "%s: MUSTLS_FUZZ_KNOWN: can't read %s: %s\n", name, path, strerror(errno));
        _exit(2); /* not exit: an engine would call it a find */
    }
    while (num_known < MAX_SENTENCES && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] && line[0] != '#')
            memcpy(known[num_known++], line, sizeof line);
    }
    fclose(f);
}

void oracle_start(const char *of)
{
    const char *path = getenv("MUSTLS_FUZZ_KNOWN"), *on = getenv("MUSTLS_FUZZ_GO_ON");
    name = of;
    go_on = on && on[0] && strcmp(on, "0") != 0;
    if (path && path[0])
        read_known(path);
    if (go_on)
        atexit(summary);
}

static bool is_known(const char *text)
{
    for (size_t i = 0; i < num_known; i++)
        if (strcmp(known[i], text) == 0)
            return true;
    return false;
}

/* Counts it; true when it is to be told. */
static bool is_news(const char *text, unsigned frame)
{
    for (size_t i = 0; i < num_told; i++)
        if (told[i].frame == frame && strcmp(told[i].text, text) == 0)
            return told[i].times++ == 0;
    if (num_told == MAX_SENTENCES)
        return false;
    struct told *t = &told[num_told++];
    snprintf(t->text, sizeof t->text, "%s", text);
    t->frame = frame;
    t->times = 1;
    return true;
}

static void tell(const char *text, const struct session *s, struct mustls_span in)
{
    struct mustls_buf b;
    char title[MAX_TEXT];
    snprintf(title, sizeof title, "a find of %s", name);
    mustls_buf_init(&b, 1u << 20);
    mustls_flat_scenario(&b, in, title);
    fprintf(stderr, "%s: broken: %s\n%s%s%s\n", name, text, s->cut ? s->cut : s->judgement.why,
            "\n\n", mustls_buf_cstr(&b));
    mustls_buf_deinit(&b);
}

static void find(const char *text, const struct session *s, struct mustls_span in)
{
    if (is_known(text) || !is_news(text, mustls_flat_frame(in)))
        return;
    tell(text, s, in);
    fuzz_require(go_on, text);
}

/* In what the library gave out: on no connection. */
static bool said_secret(const struct mustls_trace *t)
{
    for (size_t i = t->num_events; i > 0; i--)
        if (t->events[i - 1].kind == MUSTLS_E_SECRET && t->events[i - 1].conn == 0)
            return true;
    return false;
}

void oracle_look(const struct session *s, struct mustls_span in)
{
    const struct mustls_judgement *j = &s->judgement;
    fuzz_require(j->verdict != MUSTLS_ERROR, "the record is whole");
    for (size_t i = 0; i < j->num_findings; i++) {
        const struct mustls_finding *f = &j->findings[i];
        char text[MAX_TEXT];
        if (f->outcome != MUSTLS_BROKEN || f->sentence->level != MUSTLS_MUST)
            continue;
        snprintf(text, sizeof text, "%.*s", (int)f->sentence->text.len,
                 (const char *)f->sentence->text.ptr);
        find(text, s, in);
    }
    if (s->cut)
        find(hang, s, in);
    if (said_secret(&s->trace))
        find(leak, s, in);
}
