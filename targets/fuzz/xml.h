/* Is this well-formed XML 1.0, as far as our reporter's subset of it goes? Elements, attributes in
 * double quotes, the five entities, comments and one declaration; every character legal. */
#ifndef TARGETS_FUZZ_XML_H
#define TARGETS_FUZZ_XML_H

#include "base/escape.h"

struct xml {
    struct mustls_span left;
    struct mustls_span open[8]; /* names of open elements */
    size_t depth;
    bool bad;
};

static inline bool xml_take(struct xml *x, const char *word)
{
    struct mustls_span w = mustls_span_str(word);
    if (!mustls_span_starts(x->left, w))
        return false;
    x->left = mustls_span_from(x->left, w.len);
    return true;
}

/* One character of text; false at `stop` and at the end. */
static inline bool xml_char(struct xml *x, uint8_t stop)
{
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    if (!x->left.len || x->left.ptr[0] == stop)
        return false;
    for (size_t i = 0; x->left.ptr[0] == '&' && i < 5; i++)
        if (xml_take(x, entities[i]))
            return true;
    size_t n = mustls_utf8_len(x->left);
    uint8_t c = x->left.ptr[0];
    bool legal = n > 1 || c >= 0x20 || c == '\t' || c == '\n';
    bool last = n == 3 && c == 0xef && x->left.ptr[1] == 0xbf && x->left.ptr[2] >= 0xbe;
    x->bad = x->bad || !n || !legal || last || c == '<' || c == '&';
    x->left = mustls_span_from(x->left, n ? n : 1);
    return true;
}

static inline struct mustls_span xml_name(struct xml *x)
{
    size_t n = 0;
    while (n < x->left.len &&
           ((x->left.ptr[n] >= 'a' && x->left.ptr[n] <= 'z') || x->left.ptr[n] == '-'))
        n++;
    struct mustls_span name = mustls_span_first(x->left, n);
    x->left = mustls_span_from(x->left, n);
    x->bad = x->bad || !n;
    return name;
}

static inline void xml_tag(struct xml *x)
{
    struct mustls_span name = xml_name(x);
    while (!x->bad && xml_take(x, " ")) {
        (void)xml_name(x);
        x->bad = x->bad || !xml_take(x, "=\"");
        while (xml_char(x, '"') && !x->bad)
            ;
        x->bad = x->bad || !xml_take(x, "\"");
    }
    if (xml_take(x, "/>"))
        return;
    x->bad = x->bad || !xml_take(x, ">") || x->depth == 8;
    if (!x->bad)
        x->open[x->depth++] = name;
}

static inline void xml_end_tag(struct xml *x)
{
    struct mustls_span name = xml_name(x);
    x->bad =
        x->bad || !x->depth || !mustls_span_eq(name, x->open[x->depth - 1]) || !xml_take(x, ">");
    x->depth -= !x->bad;
}

static inline bool xml_well_formed(struct mustls_span text)
{
    struct xml x = {.left = text};
    x.bad = !xml_take(&x, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if (xml_take(&x, "<!--")) {
        size_t end = mustls_span_find(x.left, MUSTLS_LIT("--"));
        x.left = mustls_span_from(x.left, end);
        x.bad = x.bad || !xml_take(&x, "-->\n");
    }
    while (!x.bad && x.left.len) {
        if (xml_take(&x, "</"))
            xml_end_tag(&x);
        else if (xml_take(&x, "<"))
            xml_tag(&x);
        else if (!x.depth)
            x.bad = !xml_take(&x, "\n"); /* text outside the root */
        else
            (void)xml_char(&x, '<');
    }
    return !x.bad && !x.depth;
}

#endif
