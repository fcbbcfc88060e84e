/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keywords of a PC-Axis file, from its bytes.

   A keyword is KEYWORD[lang]("sub","sub")=value; with texts in quotes, words, and the signs of
   TLIST(A1,"1994"-"2024"). Texts that stand one behind the other without a comma are one. Nothing
   within quotes ends anything: semicolons and line ends are theirs. Texts stay as they stand, as
   the encoding is one of the keywords (px_text.c). */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "px.h"

/* ---- bytes ---- */

static void fill(struct kom_px *f) {
    struct kom_px_bytes *in = &f->in;
    if (!in->block) {
        in->line = 1;
        in->block = kom_alloc(KOM_CHANNEL_BLOCK, 1);
        in->status = in->block ? KOM_OK : kom_no_memory_in(f->err, f->cube.file.name);
    }
    in->at = in->n = 0;
    if (!in->status)
        in->status =
            kom_source_read(f->cube.file.source, in->block, KOM_CHANNEL_BLOCK, &in->n, f->err);
    if (in->status)
        in->n = 0;
    in->is_at_end = in->n == 0;
}

int kom_px_peek(struct kom_px *f) {
    if (f->in.at == f->in.n && !f->in.is_at_end)
        fill(f);
    return f->in.at < f->in.n ? (unsigned char)f->in.block[f->in.at] : KOM_PX_END;
}

void kom_px_take(struct kom_px *f) {
    f->in.line += f->in.block[f->in.at] == '\n';
    f->in.at++;
}

static bool is_blank(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0x1a; /* DOS's end of file */
}

int kom_px_skip_blanks(struct kom_px *f) {
    int c = kom_px_peek(f);
    while (is_blank(c)) {
        kom_px_take(f);
        c = kom_px_peek(f);
    }
    return c;
}

enum kom_status kom_px_fail(struct kom_px *f, uint64_t line, const char *format, ...) {
    char text[400];
    va_list list;
    if (f->in.status) /* reading failed, which explains all that comes behind */
        return f->in.status;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return kom_fail(f->err, KOM_EDATA, "%s:%llu: %s", f->cube.file.name, (unsigned long long)line,
                    text);
}

/* ---- tokens ---- */

static enum kom_status no_memory(struct kom_px *f) {
    return kom_no_memory_in(f->err, f->cube.file.name);
}

static enum kom_status keep(struct kom_px *f, const char **text) {
    *text = f->scratch.failed
                ? NULL
                : kom_arena_copy(&f->cube.arena, f->scratch.p ? f->scratch.p : "", f->scratch.n);
    return *text ? KOM_OK : no_memory(f);
}

static enum kom_status add_token(struct kom_px *f, char kind) {
    void *p = f->token;
    if (kom_grow(&p, &f->cap_tokens, f->n_tokens + 1, sizeof *f->token) != KOM_OK)
        return no_memory(f);
    f->token = p;
    f->token[f->n_tokens] = (struct kom_px_token){kind, ""};
    enum kom_status status = KOM_OK;
    if (kind == '"' || kind == 'w')
        status = keep(f, &f->token[f->n_tokens].text);
    f->n_tokens += !status;
    return status;
}

/* The inside of one pair of quotes. */
static enum kom_status take_quoted(struct kom_px *f) {
    uint64_t line = f->in.line;
    kom_px_take(f);
    for (int c; (c = kom_px_peek(f)) != '"';) {
        if (c == KOM_PX_END)
            return kom_px_fail(f, line, "a quote is never closed; fetch or copy the file again");
        if (c == '\0')
            return kom_px_fail(f, line, "a text holds a byte 0; fetch or copy the file again");
        kom_buf_byte(&f->scratch, (char)c);
        kom_px_take(f);
    }
    kom_px_take(f);
    return KOM_OK;
}

/* Texts without a comma between them are one. */
static enum kom_status take_text(struct kom_px *f) {
    kom_buf_reset(&f->scratch);
    enum kom_status status = KOM_OK;
    while (!status && kom_px_skip_blanks(f) == '"')
        status = take_quoted(f);
    return status ? status : add_token(f, '"');
}

static bool is_word(int c) {
    return c != KOM_PX_END && c > ' ' && c < 0x7f && !strchr(",;()\"=[]", c);
}

static enum kom_status take_word(struct kom_px *f) {
    kom_buf_reset(&f->scratch);
    for (int c = kom_px_peek(f); is_word(c); c = kom_px_peek(f)) {
        kom_buf_byte(&f->scratch, (char)c);
        kom_px_take(f);
    }
    return add_token(f, 'w');
}

/* ---- keywords ---- */

static enum kom_status strange(struct kom_px *f, const struct kom_px_entry *e) {
    if (kom_px_peek(f) == KOM_PX_END)
        return kom_px_fail(f, f->in.line,
                           "the file ends within its keyword %s, before its data; fetch or copy it "
                           "again",
                           e->name);
    return kom_px_fail(f, f->in.line,
                       "what stands in or behind the keyword %s is not PC-Axis; get the file anew",
                       e->name);
}

static enum kom_status take_lang(struct kom_px *f, struct kom_px_entry *e) {
    kom_buf_reset(&f->scratch);
    kom_px_take(f);
    for (int c = kom_px_peek(f); is_word(c); c = kom_px_peek(f)) {
        kom_buf_byte(&f->scratch, (char)c);
        kom_px_take(f);
    }
    if (kom_px_peek(f) != ']')
        return strange(f, e);
    kom_px_take(f);
    return keep(f, &e->lang);
}

static enum kom_status take_subs(struct kom_px *f, struct kom_px_entry *e) {
    kom_px_take(f);
    for (int c = kom_px_skip_blanks(f); c != ')'; c = kom_px_skip_blanks(f)) {
        enum kom_status status = KOM_OK;
        if (c == '"')
            status = take_text(f);
        else if (c == ',')
            kom_px_take(f);
        else if (is_word(c)) /* CELLNOTE("a",*): of all */
            status = take_word(f);
        else
            status = strange(f, e);
        if (status)
            return status;
    }
    kom_px_take(f);
    e->n_subs = f->n_tokens - e->sub;
    return KOM_OK;
}

static enum kom_status take_values(struct kom_px *f, struct kom_px_entry *e) {
    e->value = f->n_tokens;
    for (int c = kom_px_skip_blanks(f); c != ';'; c = kom_px_skip_blanks(f)) {
        enum kom_status status = KOM_OK;
        if (c == '"') {
            status = take_text(f);
        } else if (c == ',') {
            kom_px_take(f);
        } else if (c == '(' || c == ')' || c == '-') {
            kom_px_take(f);
            status = add_token(f, (char)c);
        } else if (is_word(c)) {
            status = take_word(f);
        } else {
            status = strange(f, e);
        }
        if (status)
            return status;
    }
    kom_px_take(f);
    e->n_values = f->n_tokens - e->value;
    return KOM_OK;
}

static enum kom_status take_name(struct kom_px *f, struct kom_px_entry *e) {
    int c = kom_px_skip_blanks(f);
    *e = (struct kom_px_entry){.name = "", .lang = "", .sub = f->n_tokens, .line = f->in.line};
    if (c == KOM_PX_END)
        return kom_px_fail(f, f->in.line, "the file ends before its data; fetch or copy it again");
    kom_buf_reset(&f->scratch);
    for (; is_word(c); c = kom_px_peek(f)) {
        kom_buf_byte(&f->scratch, (char)c);
        kom_px_take(f);
    }
    if (!f->scratch.n)
        return kom_px_fail(f, f->in.line,
                           "no keyword of PC-Axis stands where one should; get the file anew");
    return keep(f, &e->name);
}

/* Up to the equals sign and, but for DATA, to the semicolon. */
static enum kom_status take_entry(struct kom_px *f, struct kom_px_entry *e) {
    enum kom_status status = take_name(f, e);
    if (!status && kom_px_skip_blanks(f) == '[')
        status = take_lang(f, e);
    if (!status && kom_px_skip_blanks(f) == '(')
        status = take_subs(f, e);
    if (status)
        return status;
    if (kom_px_skip_blanks(f) != '=')
        return strange(f, e);
    kom_px_take(f);
    return strcmp(e->name, "DATA") == 0 ? KOM_OK : take_values(f, e);
}

enum kom_status kom_px_header(struct kom_px *f) {
    for (;;) {
        struct kom_px_entry e;
        void *p = f->entry;
        enum kom_status status = take_entry(f, &e);
        if (status || strcmp(e.name, "DATA") == 0)
            return status;
        if (kom_grow(&p, &f->cap_entries, f->n_entries + 1, sizeof *f->entry) != KOM_OK)
            return no_memory(f);
        f->entry = p;
        f->entry[f->n_entries++] = e;
    }
}
