#include "tls_ssl/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A new or emptied file that others can't read where it holds a key. NULL and *err on failure. */
static FILE *create(const char *dir, const char *name, const char *suffix, mode_t mode,
                    struct mustls_error *err)
{
    char path[4096];
    int len = snprintf(path, sizeof path, "%s/%s%s", dir, name, suffix);
    if (len < 0 || (size_t)len >= sizeof path) {
        mustls_error_set(err, "the folder's name is too long: \"%.64s...\"", dir);
        return NULL;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (file)
        return file;
    mustls_error_set(err, "cannot write %s: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return NULL;
}

static enum mustls_status finish(FILE *file, bool written, const char *what,
                                 struct mustls_error *err)
{
    bool closed = fclose(file) == 0;
    if (written && closed)
        return MUSTLS_OK;
    mustls_error_set(err, "cannot write the file of %s", what);
    return MUSTLS_EIO;
}

/* The certificate, and what is sent behind it. */
static enum mustls_status write_cert(X509 *cert, STACK_OF(X509) * chain, const char *dir,
                                     const char *name, struct mustls_error *err)
{
    FILE *file = create(dir, name, ".pem", 0644, err);
    if (!file)
        return MUSTLS_EIO;
    bool ok = PEM_write_X509(file, cert) > 0;
    for (size_t i = 0; ok && chain && i < (size_t)sk_X509_num(chain); i++)
        ok = PEM_write_X509(file, sk_X509_value(chain, (int)i)) > 0;
    return finish(file, ok, name, err);
}

static enum mustls_status write_key(EVP_PKEY *key, const char *dir, const char *name,
                                    struct mustls_error *err)
{
    FILE *file = create(dir, name, ".key", 0600, err);
    if (!file)
        return MUSTLS_EIO;
    return finish(file, PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) > 0, name, err);
}

enum mustls_status mustls_zoo_write(struct mustls_zoo *z, const char *dir, struct mustls_error *err)
{
    enum mustls_status st = write_cert(z->ca, NULL, dir, "ca", err);
    for (size_t i = 0; st == MUSTLS_OK && i < MUSTLS_NUM_CERTS; i++) {
        const char *name = mustls_cert_kinds[i].name;
        const struct mustls_zoo_cert *c = mustls_zoo_get(z, i, err);
        if (!c)
            return MUSTLS_EIO;
        st = write_cert(c->leaf, c->chain, dir, name, err);
        if (st == MUSTLS_OK)
            st = write_key(c->key, dir, name, err);
    }
    return st;
}
