/* One run at a time writes into a folder of reports: two of them would mix their lines, and neither
 * could be gone on with. */
#define _DEFAULT_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>

#include "campaign/files.h"
#include "cli/cli.h"
#include "cli/run_internal.h"

int mustls_run_lock_out(struct mustls_cli_run *r)
{
    const char *dir = r->sink.out;
    if (!dir)
        return 0;
    struct mustls_error err;
    if (mustls_make_folder(dir, &err) != MUSTLS_OK) {
        mustls_cli_say("%s", err.text);
        return MUSTLS_EXIT_TOOL;
    }
    int fd =
        open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* the lock ends with us, however we end */
    if (fd < 0) {
        mustls_cli_say("can't open the folder %s: %s", dir, strerror(errno));
        return MUSTLS_EXIT_TOOL;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        mustls_cli_say("another run is writing into %s: wait for its end, or choose another --out",
                       dir);
        return MUSTLS_EXIT_TOOL;
    }
    return 0; /* file systems that know no locks do without */
}
