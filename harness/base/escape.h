/* Bytes as text, in the scenario language's own syntax, so that what we print can be pasted back:
 * \r \n \t \0 \\ \xHH. Printable ASCII stands for itself; everything else is \xHH. */
#ifndef MUSTLS_BASE_ESCAPE_H
#define MUSTLS_BASE_ESCAPE_H

#include "base/buf.h"

/* For payloads in scenarios and transcripts. `<` is escaped (\<) only at the very start, `${` as
 * \x24{. */
void mustls_put_escaped(struct mustls_buf *out, struct mustls_span s);

/* For JSON strings: writes the quotes too. Valid UTF-8 stands for itself; a byte that is not part
 * of valid UTF-8, or a NUL, becomes the text \xHH (in JSON: \\xHH), and a backslash of the data the
 * text
 * `\\`, so that mustls_unescape_raw restores the bytes. */
void mustls_put_json_raw(struct mustls_buf *out, struct mustls_span s);
/* For JSON strings known to be text: quotes, escapes only what JSON needs; bytes that are not UTF-8
 * become U+FFFD, as does NUL, which many readers refuse. */
void mustls_put_json_text(struct mustls_buf *out, struct mustls_span s);
/* Undoes the \xHH and \\ of mustls_put_json_raw (after JSON itself was decoded). Total: a stray
 * backslash stands for itself. */
void mustls_unescape_raw(struct mustls_buf *out, struct mustls_span s);
/* For XML text and attributes: & < > " escaped; controls other than \t \n as \xHH text, and so
 * bytes that are not UTF-8, U+FFFE and U+FFFF. */
void mustls_put_xml(struct mustls_buf *out, struct mustls_span s);

/* Length in bytes of the valid UTF-8 sequence at the start of s; 0 when there is none. */
size_t mustls_utf8_len(struct mustls_span s);

#endif
