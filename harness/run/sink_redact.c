/* --redact: the forms in which a run's password can stand in a transcript. */
#include "base/base64.h"
#include "run/sink_internal.h"

static void add(struct mustls_sink *s, struct mustls_span secret)
{
    if (secret.len > 0 && s->num_secrets < MUSTLS_MAX_SECRETS)
        mustls_arena_copy(s->arena, secret, &s->secrets[s->num_secrets++]);
}

/* SASL PLAIN (RFC 4616) is the one form that joins both. */
static void add_base64(struct mustls_sink *s, const char *before, const char *user,
                       const char *password)
{
    struct mustls_buf plain, encoded;
    mustls_buf_init(&plain, 1024);
    mustls_buf_init(&encoded, 2048);
    if (user) {
        mustls_buf_puts(&plain, before);
        mustls_buf_putc(&plain, 0);
        mustls_buf_puts(&plain, user);
        mustls_buf_putc(&plain, 0);
    }
    mustls_buf_puts(&plain, password);
    mustls_base64_put(&encoded, mustls_buf_span(&plain));
    add(s, mustls_buf_span(&encoded));
    mustls_buf_deinit(&plain);
    mustls_buf_deinit(&encoded);
}

void mustls_sink_set_secrets(struct mustls_sink *s, const struct mustls_case *c)
{
    s->num_secrets = 0;
    if (!s->o.report.redact || !c->password || !*c->password)
        return;
    add(s, mustls_span_str(c->password));
    add_base64(s, "", NULL, c->password);
    add_base64(s, "", c->user, c->password);
    add_base64(s, c->user, c->user, c->password);
    s->o.report.secrets = s->secrets;
    s->o.report.num_secrets = s->num_secrets;
}
