#include "judge/judge.h"

const char *mustls_outcome_name(enum mustls_outcome o)
{
    switch (o) {
    case MUSTLS_BROKEN:
        return "broken";
    case MUSTLS_KEPT:
        return "kept";
    case MUSTLS_NA:
        return "n/a";
    case MUSTLS_SEEN:
        return "seen";
    case MUSTLS_NOT_SEEN:
        return "not seen";
    }
    return "";
}

bool mustls_verdict_red(enum mustls_verdict v, bool known, bool strict)
{
    switch (v) {
    case MUSTLS_PASS:
    case MUSTLS_SKIP:
        return false;
    case MUSTLS_WARN:
        return strict && !known;
    case MUSTLS_FAIL:
    case MUSTLS_INCONCLUSIVE:
        return !known;
    case MUSTLS_ERROR: /* ours, and never expected */
    case MUSTLS_NUM_VERDICTS:
        break;
    }
    return true;
}
