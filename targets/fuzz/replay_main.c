/* Runs a target on files and on all files of folders, with any compiler: regressions under ctest,
 * gdb, valgrind. Some inputs are built in, so that a target without a corpus runs, too.
 *
 *   replay_NAME [--go-on] FILE|FOLDER...
 *
 * With --go-on a broken oracle is told and counted, and the rest is run all the same. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

enum { MAX_INPUT = 1 << 20, MAX_DEPTH = 8 };

/* Few targets have it, and an engine calls it where it is there. */
#pragma weak LLVMFuzzerInitialize

static unsigned num_inputs;

/* Twice: with every check and on the heap, then as an engine runs it. The exact size, so that a
 * sanitizer sees one byte too many. */
static void run(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    if (size > 0)
        memcpy(copy, data, size);
    fuzz_thorough = true;
    LLVMFuzzerTestOneInput(copy, size);
    fuzz_thorough = false;
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    num_inputs++;
}

static bool replay_file(const char *path)
{
    static uint8_t data[MAX_INPUT];
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    size_t size = fread(data, 1, sizeof data, f);
    bool good = !ferror(f);
    fclose(f);
    if (good)
        run(data, size);
    return good;
}

static bool replay(const char *path, int depth);

static bool replay_folder(const char *path, int depth)
{
    struct dirent **names;
    int num = scandir(path, &names, NULL, alphasort);
    bool good = num >= 0;
    for (int i = 0; i < num; i++) {
        char sub[4096];
        int n = snprintf(sub, sizeof sub, "%s/%s", path, names[i]->d_name);
        if (names[i]->d_name[0] != '.')
            good &= n > 0 && (size_t)n < sizeof sub && replay(sub, depth + 1);
        free(names[i]);
    }
    if (num >= 0)
        free(names);
    return good;
}

static bool replay(const char *path, int depth)
{
    struct stat st;
    bool good = false;
    if (stat(path, &st) == 0)
        good = !S_ISDIR(st.st_mode) ? replay_file(path)
                                    : depth < MAX_DEPTH && replay_folder(path, depth);
    if (!good)
        fprintf(stderr, "replay: can't read %s: %s\n", path, strerror(errno));
    return good;
}

static void replay_built_in(void)
{
    static const struct mustls_span inputs[] = {
        {(const uint8_t *)"", 0},
        {(const uint8_t *)"\0", 1},
        {(const uint8_t *)"\r\n", 2},
        {(const uint8_t *)"\xff\xff\xff\xff", 4},
        {(const uint8_t *)"250-a\r\n250 STARTTLS\r\n530 5.7.0 x\n", 33},
    };
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        run(inputs[i].ptr, inputs[i].len);
}

int main(int argc, char **argv)
{
    bool good = true;
    fuzz_goes_on = argc > 1 && strcmp(argv[1], "--go-on") == 0;
    if (LLVMFuzzerInitialize)
        LLVMFuzzerInitialize(&argc, &argv);
    replay_built_in();
    for (int i = 1 + fuzz_goes_on; i < argc; i++)
        good &= replay(argv[i], 0);
    printf("%u inputs\n", num_inputs);
    if (fuzz_num_broken > 0)
        printf("%lu times an oracle was broken\n", fuzz_num_broken);
    return good && fuzz_num_broken == 0 ? 0 : 1;
}
