/* Changes in a folder. A folder and not its files: editors and linkers put a new file in the old
 * one's place. */
#include "io/io_internal.h"

#include <string.h>

#include "base/arena.h"

struct mustls_watch {
    uv_fs_event_t handle;
    mustls_watch_cb cb;
    void *arg;
    char *folder;
};

static void on_closed(uv_handle_t *h)
{
    struct mustls_watch *w = h->data;
    mustls_free(w->folder);
    mustls_free(w);
}

static void on_event(uv_fs_event_t *h, const char *name, int events, int status)
{
    struct mustls_watch *w = h->data;
    (void)events;
    w->cb(w->arg, w->folder, status == 0 ? name : NULL);
}

struct mustls_watch *mustls_io_watch(struct mustls_io *io, const char *folder, mustls_watch_cb cb,
                                     void *arg, struct mustls_error *err)
{
    size_t size = strlen(folder) + 1;
    struct mustls_watch *w = mustls_alloc(sizeof *w);
    char *copy = w ? mustls_alloc(size) : NULL;
    if (!copy || uv_fs_event_init(&io->loop, &w->handle) != 0) {
        mustls_error_set(err, "out of memory");
        mustls_free(copy);
        mustls_free(w);
        return NULL;
    }
    memcpy(copy, folder, size);
    w->folder = copy;
    w->cb = cb;
    w->arg = arg;
    w->handle.data = w;
    int rc = uv_fs_event_start(&w->handle, on_event, folder, 0);
    if (rc == 0)
        return w;
    mustls_error_set(err, "can't watch the folder %s: %s%s", folder, uv_strerror(rc),
                     rc == UV_ENOSPC ? " (fs.inotify.max_user_watches is used up)" : "");
    uv_close((uv_handle_t *)&w->handle, on_closed);
    return NULL;
}

void mustls_watch_close(struct mustls_watch *w)
{
    if (w && !uv_is_closing((uv_handle_t *)&w->handle))
        uv_close((uv_handle_t *)&w->handle, on_closed);
}
