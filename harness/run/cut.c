/* A cut as the text that stands behind a scenario's name, and back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/exec.h"

#define MAX_AT 16777216 /* no segment is longer */

void mustls_cut_text(struct mustls_cut cut, char out[MUSTLS_CUT_TEXT])
{
    switch (cut.kind) {
    case MUSTLS_CUT_NONE:
        *out = '\0';
        break;
    case MUSTLS_CUT_AT:
        snprintf(out, MUSTLS_CUT_TEXT, "~%zu", cut.at);
        break;
    case MUSTLS_CUT_BYTES:
        snprintf(out, MUSTLS_CUT_TEXT, "~1by1");
        break;
    case MUSTLS_CUT_JOINED:
        snprintf(out, MUSTLS_CUT_TEXT, "~joined");
        break;
    }
}

bool mustls_cut_by_text(const char *text, struct mustls_cut *out)
{
    *out = (struct mustls_cut){MUSTLS_CUT_BYTES, 0};
    if (strcmp(text, "1by1") == 0)
        return true;
    out->kind = MUSTLS_CUT_JOINED;
    if (strcmp(text, "joined") == 0)
        return true;
    out->kind = MUSTLS_CUT_AT;
    if (strspn(text, "0123456789") != strlen(text) || strlen(text) > 8)
        return false;
    out->at = strtoul(text, NULL, 10);
    return out->at > 0 && out->at <= MAX_AT;
}
