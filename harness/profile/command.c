/* `-- COMMAND ARG...`: any program as the subject, without a file. */
#include "profile/internal.h"

/* The name becomes a folder and a column of reports. */
static char *name_of(struct mustls_arena *a, const char *command)
{
    const char *slash = strrchr(command, '/');
    char *name = mustls_arena_str(a, mustls_span_str(slash && slash[1] ? slash + 1 : command));
    for (char *c = name; c && *c; c++) {
        bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');
        bool inside = (*c >= '0' && *c <= '9') || (c != name && strchr(".+-", *c));
        if (!letter && !inside)
            *c = '_';
    }
    return name;
}

static enum mustls_status take_word(struct mustls_profile_parser *p, const char *arg)
{
    struct mustls_words *run = &p->profile->run;
    struct mustls_words one = {&run->items[run->num], 1};
    if (mustls_arena_copy(p->arena, mustls_span_str(arg), &one.items[0]) != MUSTLS_OK)
        return MUSTLS_ENOMEM;
    run->num++;
    p->line.text = p->line.value = one.items[0];
    p->line.num = (unsigned)run->num;
    mustls_profile_check_words(p, &one, MUSTLS_PH_ALL, MUSTLS_WISH_ANYWHERE);
    return MUSTLS_OK;
}

enum mustls_status mustls_profile_from_command(struct mustls_arena *a, char *const *argv,
                                               size_t argc, struct mustls_diags *d,
                                               struct mustls_profile **out)
{
    size_t errors_before = d->num_errors;
    struct mustls_profile_parser p = {
        .arena = a, .diags = d, .profile = mustls_profile_new(a, "--")};
    if (!p.profile)
        return MUSTLS_ENOMEM;
    if (!argc || !argv[0][0]) {
        mustls_profile_complain(&p, MUSTLS_DIAG_ERROR, &p.line, MUSTLS_LIT(""),
                                "there is no command after --", NULL);
        return MUSTLS_EPARSE;
    }

    p.profile->any_wish = true;
    p.profile->name = name_of(a, argv[0]);
    p.profile->run.items = mustls_arena_array(a, argc, sizeof *p.profile->run.items);
    if (!p.profile->name || !p.profile->run.items)
        return MUSTLS_ENOMEM;
    for (size_t i = 0; i < argc; i++) {
        enum mustls_status st = take_word(&p, argv[i]);
        if (st != MUSTLS_OK)
            return st;
    }
    if (d->num_errors > errors_before)
        return MUSTLS_EPARSE;
    p.profile->gives_up = mustls_profile_tells_timeout(p.profile);
    *out = p.profile;
    return MUSTLS_OK;
}
