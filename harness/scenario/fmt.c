/* The text in columns, comments and blank lines kept. Payloads are not touched. */
#include "scenario/internal.h"

void mustls_scenario_fmt(struct mustls_buf *out, const struct mustls_scenario *s)
{
    struct scn_columns columns = {0};
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < s->num_lines; i++)
            if (s->lines[i].kind == SCN_SENTENCE)
                scn_measure_sentence(&columns, s->lines[i].text);

    for (size_t i = 0; i < s->num_lines; i++) {
        const struct scn_line *line = &s->lines[i];
        switch (line->kind) {
        case SCN_SENTENCE:
            scn_put_sentence_line(out, &columns, line->text);
            continue;
        case SCN_HEADER:
            scn_put_header_line(out, s, line);
            break;
        case SCN_BLANK:
        case SCN_COMMENT:
        case SCN_SECTION:
        case SCN_TALK:
        case SCN_BROKEN:
            mustls_buf_put(out, line->text);
            break;
        }
        mustls_buf_putc(out, '\n');
    }
}
