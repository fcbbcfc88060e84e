/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture that says what it is: role, title, description, and its figures as a table.

   The table stands as XHTML in a <foreignObject> of no size: nobody sees it, programs and pages can
   take it out. Nowhere else may it stand in a page, where <table> would end the picture. Ids
   in gnuplot's pictures are the same in all of them, and a page may hold each once; so they get
   letters in front that follow from the picture. Only tags are looked at: a `<` within a text is
   written &lt;. */
#include "svg.h"

#include <stdio.h>
#include <string.h>

#include "words.h"
#include "writers.h"

/* FNV-1a (Fowler, Noll and Vo, 1991), 32 bits: not against anybody, only to tell pictures apart. */
static uint32_t mark_of(struct kom_text t) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < t.n; i++)
        h = (h ^ (unsigned char)t.p[i]) * 16777619u;
    return h;
}

/* Where `word` first stands from `at` on; t.n: nowhere. */
static size_t find(struct kom_text t, size_t at, const char *word) {
    size_t n = strlen(word);
    while (at + n <= t.n && memcmp(t.p + at, word, n) != 0)
        at++;
    return at + n <= t.n ? at : t.n;
}

static bool begins(struct kom_text t, size_t at, const char *word) {
    size_t n = strlen(word);
    return at + n <= t.n && memcmp(t.p + at, word, n) == 0;
}

static void add_twin(struct kom_buf *out, const struct kom_sheet *sheet) {
    static const char opening[] = "<table ";
    struct kom_buf table = {0};
    kom_write_html(&table, sheet, KOM_HTML_ELEMENT);
    out->failed = out->failed || table.failed;
    kom_buf_str(out, "<foreignObject width=\"0\" height=\"0\">\n"
                     "<table xmlns=\"http://www.w3.org/1999/xhtml\" ");
    if (table.n > strlen(opening))
        kom_buf_add(out, table.p + strlen(opening), table.n - strlen(opening));
    kom_buf_str(out, "</foreignObject>\n");
    kom_buf_fini(&table);
}

static void add_head(struct kom_buf *out, const struct kom_canvas *c,
                     const struct kom_plot_rows *rows, struct kom_text description,
                     const char *mark) {
    int width = (int)c->width, height = (int)c->height;
    kom_buf_printf(out,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                   "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"%d\" height=\"%d\" "
                   "viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%st %sd\" "
                   "xml:lang=\"%s\">\n<title id=\"%st\">",
                   width, height, width, height, mark, mark,
                   c->lang == KOM_PRESENT_DA ? "da" : "en", mark);
    kom_html_text(out, c->title);
    kom_buf_printf(out, "</title>\n<desc id=\"%sd\">", mark);
    kom_html_text(out, description);
    kom_buf_str(out, "</desc>\n");
    add_twin(out, &rows->sheet);
}

/* What stands in a tag, ids with the mark in front. */
static void add_tag(struct kom_buf *out, struct kom_text tag, const char *mark) {
    static const char *const before[] = {"id='", "id=\"", "href='#", "url(#"};
    for (size_t i = 0; i < tag.n; i++) {
        kom_buf_byte(out, tag.p[i]);
        for (size_t k = 0; k < sizeof before / sizeof *before; k++) {
            size_t n = strlen(before[k]);
            if (i + 1 >= n && memcmp(tag.p + i + 1 - n, before[k], n) == 0)
                kom_buf_str(out, mark);
        }
    }
}

/* A text as gnuplot wrote it, with the `>` that it leaves as it is: `]]>` is none in XML. */
static void add_between(struct kom_buf *out, struct kom_text text) {
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '>')
            kom_buf_str(out, "&gt;");
        else
            kom_buf_byte(out, text.p[i]);
    }
}

/* U+FFFE and U+FFFF are no characters of XML: U+FFFD stands for them. */
static void replace_nonsigns(struct kom_buf *out) {
    for (size_t i = 0; i + 2 < out->n; i++)
        if ((unsigned char)out->p[i] == 0xEF && (unsigned char)out->p[i + 1] == 0xBF &&
            (unsigned char)out->p[i + 2] > 0xBD)
            out->p[i + 2] = (char)0xBD;
}

/* All tags and texts from `at` on; titles of parts are gnuplot's own numbers, and go. */
static void add_body(struct kom_buf *out, struct kom_text svg, size_t at, const char *mark) {
    while (at < svg.n) {
        size_t open = find(svg, at, "<");
        add_between(out, (struct kom_text){svg.p + at, open - at});
        if (begins(svg, open, "<title>")) {
            size_t end = find(svg, open, "</title>");
            at = end < svg.n ? end + strlen("</title>") : svg.n;
            continue;
        }
        size_t close = find(svg, open, ">");
        close += close < svg.n;
        add_tag(out, (struct kom_text){svg.p + open, close - open}, mark);
        at = close;
    }
}

enum kom_status kom_svg_finish(struct kom_buf *out, struct kom_text drawn,
                               const struct kom_canvas *c, const struct kom_plot_rows *rows,
                               struct kom_text description, struct kom_error *err) {
    char mark[16];
    size_t head = find(drawn, find(drawn, 0, "<svg"), ">");
    if (head == drawn.n || find(drawn, head, "</svg>") == drawn.n)
        return kom_fail(err, KOM_EIO, "gnuplot wrote no whole picture");
    size_t rest = head + 1, desc = find(drawn, rest, "</desc>");
    if (desc < drawn.n)
        rest = desc + strlen("</desc>");
    (void)snprintf(mark, sizeof mark, "k%08x", (unsigned)mark_of(drawn));
    add_head(out, c, rows, description, mark);
    add_body(out, drawn, rest, mark);
    replace_nonsigns(out);
    return out->failed ? kom_no_memory(err) : KOM_OK;
}
