/* A find goes to its bucket, and is told when that is new. */
#include <time.h>

#include "campaign/internal.h"

void mustls_campaign_file(struct campaign *c, struct mustls_bucket *b, struct mustls_span input,
                          struct mustls_span report, uint64_t id)
{
    bool is_new = false;
    struct mustls_buf again;
    mustls_buf_init(&again, 32u << 10);
    mustls_probe_put_again(&again, &c->examine.setup, c->o->timeout);
    struct mustls_find find = {.bucket = *b,
                               .target = c->o->target.name,
                               .input = input,
                               .report = report,
                               .flat = c->o->target.flat,
                               .again = mustls_buf_span(&again),
                               .id = id};
    enum mustls_status st =
        mustls_finds_add(&c->finds, &find, (uint64_t)time(NULL), &is_new, c->err);
    mustls_buf_deinit(&again);
    *b = find.bucket;
    if (st != MUSTLS_OK) {
        c->failed = true;
        return;
    }
    if (!is_new) {
        c->result.num_again++;
        return;
    }
    c->result.num_new++;
    c->all_done = false;
    mustls_show_text(c, "FIND  %s\n      %s/%s/ (%zu bytes)", b->title, c->finds.dir, b->name,
                     input.len);
    if (c->o->max_finds && c->result.num_new >= c->o->max_finds)
        mustls_campaign_stop(c);
}
