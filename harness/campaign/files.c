#define _GNU_SOURCE
#include "campaign/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_DEPTH = 8 };

bool mustls_absolute(char out[MUSTLS_PATH], const char *path)
{
    char real[PATH_MAX];
    if (!realpath(path, real) || strlen(real) >= MUSTLS_PATH)
        return false;
    memcpy(out, real, strlen(real) + 1);
    return true;
}

bool mustls_path(char out[MUSTLS_PATH], const char *dir, const char *name)
{
    int n = snprintf(out, MUSTLS_PATH, "%s/%s", dir, name);
    return n > 0 && n < MUSTLS_PATH;
}

static enum mustls_status refused(struct mustls_error *err, const char *what, const char *path)
{
    mustls_error_set(err, "can't %s %s: %s", what, path, strerror(errno));
    return MUSTLS_EIO;
}

enum mustls_status mustls_make_folder(const char *path, struct mustls_error *err)
{
    char part[MUSTLS_PATH];
    if (snprintf(part, sizeof part, "%s", path) >= MUSTLS_PATH) {
        errno = ENAMETOOLONG;
        return refused(err, "make the folder", path);
    }
    for (char *p = part + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = 0;
        mkdir(part, 0777);
        *p = '/';
    }
    if (mkdir(part, 0777) != 0 && !mustls_is_folder(part))
        return refused(err, "make the folder", path);
    return MUSTLS_OK;
}

static bool put_all(int fd, struct mustls_span bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = mustls_span_from(bytes, (size_t)n);
    }
    return true;
}

enum mustls_status mustls_file_put(const char *path, struct mustls_span bytes, bool executable,
                                   struct mustls_error *err)
{
    char beside[MUSTLS_PATH];
    if (snprintf(beside, sizeof beside, "%s.new", path) >= MUSTLS_PATH) {
        errno = ENAMETOOLONG;
        return refused(err, "write", path);
    }
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, executable ? 0777 : 0666);
    if (fd < 0)
        return refused(err, "write", beside);
    bool good = put_all(fd, bytes);
    good = close(fd) == 0 && good;
    if (!good || rename(beside, path) != 0) {
        enum mustls_status st = refused(err, "write", path);
        unlink(beside);
        return st;
    }
    return MUSTLS_OK;
}

enum mustls_status mustls_file_get(const char *path, struct mustls_buf *out,
                                   struct mustls_error *err)
{
    char piece[16384];
    size_t n;
    FILE *f = fopen(path, "re");
    if (!f)
        return refused(err, "read", path);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0 && !out->failed)
        mustls_buf_put(out, mustls_span(piece, n));
    bool good = !ferror(f);
    fclose(f);
    if (!good)
        return refused(err, "read", path);
    if (out->failed) {
        mustls_error_set(err, "%s is longer than %zu bytes", path, out->max);
        return MUSTLS_ELIMIT;
    }
    return MUSTLS_OK;
}

static bool each_below(const char *path, unsigned depth,
                       bool (*each)(void *arg, const char *path, size_t size), void *arg)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return true;
    if (S_ISREG(st.st_mode))
        return each(arg, path, (size_t)st.st_size);
    DIR *d = S_ISDIR(st.st_mode) && depth < MAX_DEPTH ? opendir(path) : NULL;
    struct dirent *e;
    bool go_on = true;
    while (d && go_on && (e = readdir(d)) != NULL) {
        char below[MUSTLS_PATH];
        if (e->d_name[0] != '.' && mustls_path(below, path, e->d_name))
            go_on = each_below(below, depth + 1, each, arg);
    }
    if (d)
        closedir(d);
    return go_on;
}

void mustls_each_file(const char *dir, bool (*each)(void *arg, const char *path, size_t size),
                      void *arg)
{
    each_below(dir, 0, each, arg);
}

size_t mustls_count_files(const char *dir)
{
    DIR *d = opendir(dir);
    struct dirent *e;
    size_t n = 0;
    while (d && (e = readdir(d)) != NULL)
        n += e->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

bool mustls_is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool mustls_is_program(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

bool mustls_find_program(const char *name, char out[MUSTLS_PATH])
{
    const char *path = getenv("PATH");
    while (path && *path) {
        size_t n = strcspn(path, ":");
        int len = snprintf(out, MUSTLS_PATH, "%.*s/%s", (int)n, path, name);
        if (n > 0 && len < MUSTLS_PATH && mustls_is_program(out))
            return true;
        path += n + (path[n] == ':');
    }
    return false;
}
