#define _GNU_SOURCE
#include "run/library.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum mustls_status read_all(int fd, struct mustls_arena *a, size_t max, const char *path,
                                   struct mustls_span *out, struct mustls_error *err)
{
    struct mustls_buf buf;
    mustls_buf_init(&buf, max);
    char block[65536];
    ssize_t n;
    while ((n = read(fd, block, sizeof block)) > 0 && !buf.failed)
        mustls_buf_put(&buf, mustls_span(block, (size_t)n));
    enum mustls_status st = MUSTLS_OK;
    if (n < 0) {
        mustls_error_set(err, "can't read %s: %s", path, strerror(errno));
        st = MUSTLS_EIO;
    } else if (buf.failed) {
        mustls_error_set(err, "%s is larger than %zu bytes", path, max);
        st = MUSTLS_ELIMIT;
    } else {
        st = mustls_arena_copy(a, mustls_buf_span(&buf), out);
        if (st != MUSTLS_OK)
            mustls_error_set(err, "out of memory");
    }
    mustls_buf_deinit(&buf);
    return st;
}

enum mustls_status mustls_read_file(struct mustls_arena *a, const char *path, size_t max,
                                    struct mustls_span *out, struct mustls_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hang us */
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        enum mustls_status why = errno == ENOENT ? MUSTLS_ENOENT : MUSTLS_EIO;
        mustls_error_set(err, "can't open %s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return why;
    }
    if (!S_ISREG(st.st_mode)) {
        mustls_error_set(err, "%s is not a regular file", path);
        close(fd);
        return MUSTLS_EIO;
    }
    enum mustls_status rc = read_all(fd, a, max, path, out, err);
    close(fd);
    return rc;
}

enum mustls_status mustls_write_file(const char *path, struct mustls_span text, bool append,
                                     struct mustls_error *err)
{
    FILE *f = fopen(path, append ? "ae" : "we");
    bool good = f && fwrite(text.ptr, 1, text.len, f) == text.len;
    if (f && fclose(f) != 0)
        good = false;
    if (good)
        return MUSTLS_OK;
    mustls_error_set(err, "can't write %s: %s", path, strerror(errno));
    return MUSTLS_EIO;
}

static bool write_all(int fd, struct mustls_span text)
{
    while (text.len > 0) {
        ssize_t n = write(fd, text.ptr, text.len);
        if (n < 0 && errno != EINTR)
            return false;
        text = mustls_span_from(text, n > 0 ? (size_t)n : 0);
    }
    return fsync(fd) == 0;
}

/* As an open() would have made it. */
static mode_t new_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static bool put_beside(const char *path, char *tmp, size_t size, struct mustls_span text)
{
    struct stat old;
    mode_t mode = stat(path, &old) == 0 ? old.st_mode & 07777 : new_mode();
    int n = snprintf(tmp, size, "%s.XXXXXX", path);
    int fd = n > 0 && (size_t)n < size ? mkostemp(tmp, O_CLOEXEC) : -1;
    if (fd < 0)
        return false;
    bool good = write_all(fd, text) && fchmod(fd, mode) == 0;
    if (close(fd) != 0)
        good = false;
    int why = errno;
    if (!good)
        unlink(tmp);
    errno = why;
    return good;
}

enum mustls_status mustls_replace_file(const char *path, struct mustls_span text,
                                       struct mustls_error *err)
{
    char tmp[PATH_MAX + 8];
    char *real = realpath(path, NULL); /* NULL: it is new */
    const char *to = real ? real : path;
    bool good = (!real || access(real, W_OK) == 0) && put_beside(to, tmp, sizeof tmp, text);
    if (good && rename(tmp, to) != 0) {
        int why = errno;
        unlink(tmp);
        errno = why;
        good = false;
    }
    if (!good)
        mustls_error_set(err, "can't write %s: %s", path, strerror(errno));
    free(real);
    return good ? MUSTLS_OK : MUSTLS_EIO;
}

static bool is_dir(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

enum mustls_status mustls_make_like(const char *path, const char *like, struct mustls_error *err)
{
    struct stat st;
    if (stat(path, &st) == 0)
        return MUSTLS_OK;
    if (!is_dir(like))
        return mustls_write_file(path, MUSTLS_LIT(""), false, err);
    if (mkdir(path, 0755) == 0)
        return MUSTLS_OK;
    mustls_error_set(err, "can't make the folder %s: %s", path, strerror(errno));
    return MUSTLS_EIO;
}

static bool beside_command(const char *sub, char *buf, size_t size)
{
    char exe[2048];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n <= 0)
        return false;
    exe[n] = 0;
    /* build/release/mustls: its folder, then up to three above it */
    for (int up = 0; up < 4; up++) {
        char *slash = strrchr(exe, '/');
        if (!slash)
            return false;
        *slash = 0;
        int len = snprintf(buf, size, "%s/%s", exe, sub);
        if (len > 0 && (size_t)len < size && is_dir(buf))
            return true;
    }
    return false;
}

const char *mustls_default_folder(const char *env, const char *sub, char *buf, size_t size)
{
    const char *set = getenv(env);
    if (set && *set)
        return set;
    if (is_dir(sub))
        return sub;
    if (beside_command(sub, buf, size))
        return buf;
    int n = snprintf(buf, size, "%s/%s", MUSTLS_SOURCE_DIR, sub);
    return n > 0 && (size_t)n < size && is_dir(buf) ? buf : NULL;
}

bool mustls_make_folders(char *path)
{
    for (char *p = path + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = 0;
        bool good = mkdir(path, 0777) == 0 || errno == EEXIST;
        *p = '/';
        if (!good)
            return false;
    }
    return mkdir(path, 0777) == 0 || errno == EEXIST;
}
