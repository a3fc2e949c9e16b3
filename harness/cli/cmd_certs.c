#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "tls_ssl/ssl.h"

enum { CERTS_HOST, CERTS_LIST };
#define MAX_HOSTS 16
const struct mustls_cli_option mustls_certs_options[] = {
    {0, "host", "NAME",
     "a name or address in the good certificate; several (default: localhost and its addresses)"},
    {0, "list", NULL, "list them and write nothing"},
    {0},
};

struct certs {
    const char *hosts[MAX_HOSTS];
    size_t num;
    bool list;
};

static bool set(void *arg, int i, const char *value)
{
    struct certs *c = arg;
    if (i == CERTS_LIST) {
        c->list = true;
        return true;
    }
    if (c->num == MAX_HOSTS) {
        mustls_cli_say("at most %d hosts", MAX_HOSTS);
        return false;
    }
    c->hosts[c->num++] = value;
    return true;
}

static int list(void)
{
    for (const char *const *n = mustls_zoo_names(); *n; n++)
        printf("%-21s %s\n", *n, mustls_zoo_describe(*n));
    return 0;
}

int mustls_cmd_certs(int argc, char **argv)
{
    static const char *const usual[] = {"localhost", "mx.example.test", "127.0.0.1", "::1"};
    struct certs c = {0};
    struct mustls_error err;
    int first;
    if (!mustls_cli_options(argc, argv, mustls_certs_options, set, &c, &first))
        return MUSTLS_EXIT_USAGE;
    if (c.list)
        return list();
    if (first + 1 != argc) {
        mustls_cli_say("certs needs one folder: mustls certs /tmp/certs");
        return MUSTLS_EXIT_USAGE;
    }
    if (mkdir(argv[first], 0700) != 0 && errno != EEXIST) {
        mustls_cli_say("can't make the folder %s: %s", argv[first], strerror(errno));
        return MUSTLS_EXIT_TOOL;
    }
    struct mustls_zoo *z = mustls_zoo_new(c.num ? c.hosts : usual, c.num ? c.num : 4, &err);
    enum mustls_status st = z ? mustls_zoo_write(z, argv[first], &err) : MUSTLS_EIO;
    mustls_zoo_free(z);
    if (st != MUSTLS_OK) {
        mustls_cli_say_error(&err);
        return MUSTLS_EXIT_TOOL;
    }
    printf("ca.pem and the certificates are in %s\n", argv[first]);
    return list();
}
