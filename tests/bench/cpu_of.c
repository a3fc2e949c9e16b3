/* Runs a command and tells the CPU seconds of all processes that came of it, also of those that it
 * left behind unwaited for, as afl-fuzz does with its target: they fall to this program, which
 * waits for them.
 *
 *   cpu_of FILE COMMAND...
 *
 * Writes one number into FILE; exits as the command does. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    int status, code = 3;
    struct rusage used;
    if (argc < 3 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
        return 3;
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    for (pid_t pid; (pid = wait(&status)) > 0;)
        if (pid == child)
            code = WIFEXITED(status) ? WEXITSTATUS(status) : 3;
    FILE *out = fopen(argv[1], "w");
    if (!out || getrusage(RUSAGE_CHILDREN, &used) != 0)
        return 3;
    fprintf(out, "%.3f\n", seconds(used.ru_utime) + seconds(used.ru_stime));
    return fclose(out) == 0 ? code : 3;
}
