/* JSON Lines, for the tests: an independent reader of what mustls writes.
 *
 *   e2e_json check FILE      every line is an object with a type, and the last one is whole;
 *                            prints the number of lines
 *   e2e_json verdicts FILE   subject, scenario@instance, verdict
 *   e2e_json why FILE        verdict, exit, signal, why
 *   e2e_json end FILE        the last end record: complete, then the counts; "none" without one
 *   e2e_json events FILE     subject, scenario@instance, connection, and of each event all but
 * times
 *   e2e_json sarif FILE      a SARIF 2.1.0 log with what the standard asks for
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_RUNS 100000

static char *runs[MAX_RUNS]; /* "subject<TAB>scenario@instance" by run number */

static const char *text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static long long number(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

/* Control characters would break the table. */
static void put_raw(const char *s)
{
    for (; *s; s++) {
        if ((unsigned char)*s < 32 || *s == 127)
            printf("\\x%02x", (unsigned)(unsigned char)*s);
        else
            putchar(*s);
    }
}

static void put_instance(FILE *f, const json_t *o)
{
    fprintf(f, "%s\t%s", text(o, "subject"), text(o, "scenario"));
    if (number(o, "instance"))
        fprintf(f, "@%lld", number(o, "instance"));
}

static void on_start(const json_t *o)
{
    size_t len;
    long long run = number(o, "run");
    if (run < 0 || run >= MAX_RUNS)
        return;
    free(runs[run]);
    FILE *f = open_memstream(&runs[run], &len);
    put_instance(f, o);
    fclose(f);
}

static void on_event(const json_t *o)
{
    long long run = number(o, "run");
    const char *name = run >= 0 && run < MAX_RUNS && runs[run] ? runs[run] : "?\t?";
    printf("%s\t%lld\t%s\t%s\t%s\t%lld\t%s\t", name, number(o, "conn"), text(o, "kind"),
           text(o, "from"), text(o, "phase"), number(o, "code"), text(o, "at"));
    put_raw(text(o, "raw"));
    putchar('\n');
}

static void on_verdict(const json_t *o)
{
    put_instance(stdout, o);
    printf("\t%s\n", text(o, "verdict"));
}

static void on_why(const json_t *o)
{
    printf("%s\texit %lld\tsignal %lld\t", text(o, "verdict"), number(o, "exit"),
           number(o, "signal"));
    put_raw(text(o, "why"));
    putchar('\n');
}

static void put_end(const json_t *o)
{
    static const char *const names[] = {"PASS", "WARN", "FAIL", "INCONCLUSIVE", "SKIP", "ERROR"};
    const json_t *counts = json_object_get(o, "counts");
    if (!o) {
        printf("none\n");
        return;
    }
    printf("%s", json_is_true(json_object_get(o, "complete")) ? "complete" : "incomplete");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        printf(" %lld", number(counts, names[i]));
    putchar('\n');
}

static void on_record(const char *what, const json_t *o)
{
    const char *type = text(o, "type");
    if (strcmp(type, "start") == 0)
        on_start(o);
    if (strcmp(what, "verdicts") == 0 && strcmp(type, "verdict") == 0)
        on_verdict(o);
    if (strcmp(what, "why") == 0 && strcmp(type, "verdict") == 0)
        on_why(o);
    if (strcmp(what, "events") == 0 && strcmp(type, "event") == 0)
        on_event(o);
}

static int read_all(const char *what, const char *path, FILE *f)
{
    char *line = NULL;
    size_t cap = 0, number_of_line = 0;
    ssize_t n;
    json_t *end = NULL;
    int bad = 0;
    while ((n = getline(&line, &cap, f)) > 0) {
        json_error_t err;
        number_of_line++;
        json_t *o = json_loadb(line, (size_t)n, 0, &err);
        if (!o || !*text(o, "type") || line[n - 1] != '\n') {
            fprintf(stderr, "%s:%zu: %s\n", path, number_of_line,
                    !o                    ? err.text
                    : line[n - 1] != '\n' ? "cut"
                                          : "no type");
            bad = 1;
        }
        on_record(what, o);
        if (strcmp(text(o, "type"), "end") == 0) {
            json_decref(end);
            end = json_incref(o);
        }
        json_decref(o);
    }
    if (strcmp(what, "check") == 0)
        printf("%zu\n", number_of_line);
    if (strcmp(what, "end") == 0)
        put_end(end);
    json_decref(end);
    free(line);
    return bad;
}

/* SARIF 2.1.0, 3.13 to 3.27: what must be there, and that the rule of each result is. */
static int bad_result(const json_t *result, const json_t *rules)
{
    const json_t *rule = json_array_get(rules, (size_t)number(result, "ruleIndex"));
    const char *message = text(json_object_get(result, "message"), "text");
    return !*text(result, "ruleId") || !*message ||
           strcmp(text(result, "ruleId"), text(rule, "id")) != 0;
}

static int check_sarif(FILE *f)
{
    size_t i;
    json_t *result, *log = json_loadf(f, 0, NULL);
    const json_t *run = json_array_get(json_object_get(log, "runs"), 0);
    const json_t *driver = json_object_get(json_object_get(run, "tool"), "driver");
    const json_t *rules = json_object_get(driver, "rules");
    json_t *results = json_object_get(run, "results");
    int bad = strcmp(text(log, "version"), "2.1.0") != 0 || !*text(driver, "name") ||
              !json_is_array(rules) || json_array_size(results) == 0;
    json_array_foreach(results, i, result) bad |= bad_result(result, rules);
    json_decref(log);
    return bad;
}

int main(int argc, char **argv)
{
    FILE *f = argc == 3 ? fopen(argv[2], "re") : NULL;
    if (!f) {
        fprintf(stderr, "usage: e2e_json check|verdicts|why|end|events|sarif FILE\n");
        return 2;
    }
    int bad = strcmp(argv[1], "sarif") == 0 ? check_sarif(f) : read_all(argv[1], argv[2], f);
    fclose(f);
    for (size_t i = 0; i < MAX_RUNS; i++)
        free(runs[i]);
    return bad;
}
