// What the drivers in C and C++ share. What to do comes from the environment, MUSTLS_HOST and so
// on.
#pragma once
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline const char *env(const char *name)
{
    char whole[64];
    snprintf(whole, sizeof whole, "MUSTLS_%s", name);
    const char *value = getenv(whole);
    return value ? value : "";
}

static inline bool env_is(const char *name, const char *value)
{
    return strcmp(env(name), value) == 0;
}

// The message in {tmp}, with its length: message.eml has CRLF, message.lf has LF line ends.
static inline char *read_message(const char *file, size_t *len)
{
    char path[4096];
    static char text[1 << 16];
    snprintf(path, sizeof path, "%s/%s", env("TMP"), file);
    FILE *f = fopen(path, "rb");
    *len = f ? fread(text, 1, sizeof text - 1, f) : 0;
    if (f)
        fclose(f);
    return text;
}

#ifdef __cplusplus
[[noreturn]]
#else
_Noreturn
#endif
static inline void
ended(const char *what, const char *why)
{
    printf("%s: %s\n", what, why);
    exit(1);
}
