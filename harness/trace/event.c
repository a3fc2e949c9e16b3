#include "trace/event.h"

static const char *const event_names[MUSTLS_NUM_EVENTS] = {
    [MUSTLS_E_CONNECT] = "connect",
    [MUSTLS_E_COMMAND] = "command",
    [MUSTLS_E_LINE] = "line",
    [MUSTLS_E_DATA] = "data",
    [MUSTLS_E_REPLY] = "reply",
    [MUSTLS_E_SEND] = "send",
    [MUSTLS_E_HELLO] = "hello",
    [MUSTLS_E_SNI] = "sni",
    [MUSTLS_E_TLS] = "tls",
    [MUSTLS_E_TLS_FAIL] = "tls-fail",
    [MUSTLS_E_ALERT] = "alert",
    [MUSTLS_E_CLOSE_NOTIFY] = "close-notify",
    [MUSTLS_E_CLOSE] = "close",
    [MUSTLS_E_RESET] = "reset",
    [MUSTLS_E_BYTES] = "bytes",
    [MUSTLS_E_WAIT] = "wait",
    [MUSTLS_E_EARLY] = "early",
    [MUSTLS_E_BAD_COMMAND] = "bad-command",
    [MUSTLS_E_SECRET] = "secret",
    [MUSTLS_E_MESSAGE] = "message",
    [MUSTLS_E_ACCEPTED] = "accepted",
    [MUSTLS_E_FLOOD] = "flood",
    [MUSTLS_E_OUTPUT] = "output",
    [MUSTLS_E_EXIT] = "exit",
    [MUSTLS_E_LEAK] = "leak",
    [MUSTLS_E_TURN] = "turn",
    [MUSTLS_E_FALSE_SUCCESS] = "false-success",
    [MUSTLS_E_FALSE_FAILURE] = "false-failure",
    [MUSTLS_E_SCRIPT] = "script",
    [MUSTLS_E_RULE] = "rule",
    [MUSTLS_E_DIFFERS] = "differs",
};

static const char *const from_names[] = {
    [MUSTLS_FROM_SUBJECT] = "subject",
    [MUSTLS_FROM_TOOL] = "tool",
    [MUSTLS_FROM_RUN] = "run",
};

static const char *const phase_names[] = {
    [MUSTLS_PHASE_NONE] = "none",
    [MUSTLS_PHASE_CLEAR] = "clear",
    [MUSTLS_PHASE_TLS] = "tls",
};

static bool is_name(struct mustls_span s, const char *name)
{
    return s.len > 0 && s.ptr[0] == (uint8_t)name[0] && mustls_span_eq(s, mustls_span_str(name));
}

/* Index of `name`, or `num`. */
static size_t look_up(const char *const *names, size_t num, struct mustls_span name)
{
    size_t i = 0;
    while (i < num && !is_name(name, names[i]))
        i++;
    return i;
}

const char *mustls_event_name(enum mustls_event_kind k)
{
    return (unsigned)k < MUSTLS_NUM_EVENTS ? event_names[k] : "";
}

enum mustls_event_kind mustls_event_by_name(struct mustls_span name)
{
    return (enum mustls_event_kind)look_up(event_names, MUSTLS_NUM_EVENTS, name);
}

bool mustls_event_in_sentences(enum mustls_event_kind k)
{
    switch (k) {
    case MUSTLS_E_CONNECT:
    case MUSTLS_E_HELLO:
    case MUSTLS_E_SNI:
    case MUSTLS_E_TLS:
    case MUSTLS_E_ALERT:
    case MUSTLS_E_CLOSE:
    case MUSTLS_E_RESET:
    case MUSTLS_E_MESSAGE:
    case MUSTLS_E_SECRET:
    case MUSTLS_E_BYTES:
    case MUSTLS_E_EARLY:
    case MUSTLS_E_BAD_COMMAND:
    case MUSTLS_E_FLOOD:
    case MUSTLS_E_FALSE_SUCCESS:
    case MUSTLS_E_FALSE_FAILURE:
        return true;
    case MUSTLS_E_COMMAND: /* these have words of their own: verbs, codes, globs, "client fails" */
    case MUSTLS_E_LINE:
    case MUSTLS_E_DATA:
    case MUSTLS_E_REPLY:
    case MUSTLS_E_SEND:
    case MUSTLS_E_TLS_FAIL:
    case MUSTLS_E_CLOSE_NOTIFY:
    case MUSTLS_E_WAIT:
    case MUSTLS_E_ACCEPTED:
    case MUSTLS_E_OUTPUT:
    case MUSTLS_E_EXIT:
    case MUSTLS_E_LEAK:
    case MUSTLS_E_TURN:
    case MUSTLS_E_SCRIPT:
    case MUSTLS_E_RULE:
    case MUSTLS_E_DIFFERS:
    case MUSTLS_NUM_EVENTS:
        break;
    }
    return false;
}

const char *mustls_from_name(enum mustls_from f)
{
    return (unsigned)f <= MUSTLS_FROM_RUN ? from_names[f] : "";
}

bool mustls_from_by_name(struct mustls_span name, enum mustls_from *out)
{
    size_t i = look_up(from_names, MUSTLS_FROM_RUN + 1, name);
    if (i > MUSTLS_FROM_RUN)
        return false;
    *out = (enum mustls_from)i;
    return true;
}

const char *mustls_phase_name(enum mustls_phase p)
{
    return (unsigned)p <= MUSTLS_PHASE_TLS ? phase_names[p] : "";
}

bool mustls_phase_by_name(struct mustls_span name, enum mustls_phase *out)
{
    size_t i = look_up(phase_names, MUSTLS_PHASE_TLS + 1, name);
    if (i > MUSTLS_PHASE_TLS)
        return false;
    *out = (enum mustls_phase)i;
    return true;
}
