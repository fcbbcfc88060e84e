/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A project as a text of commas: a row a coding, and one for each source that has none; beside it
   the variables of the source and of the cases that refer to it. */
#include <string.h>

#include "code/project/project.h"
#include "kom/column.h"
#include "vocab.h"

static const char *const own[] = {"document", "segment", "code", "coder", "text"};

/* ---- variables ---- */

/* Of each source and variable; several texts, parted by |, where cases differ. */
struct values {
    struct kom_text *text;
    size_t n_variables;
};

/* Adds a text to texts parted by |, in their order; once. */
static enum kom_status add_value(struct qda_project *p, struct kom_text *cell,
                                 struct kom_text text) {
    struct kom_buf all = {0};
    bool is_added = false;
    for (size_t from = 0; from < cell->n;) {
        size_t to = from;
        while (to < cell->n && cell->p[to] != '|')
            to++;
        const struct kom_text part = {cell->p + from, to - from};
        const int order = kom_text_compare(text, part);
        if (order <= 0 && !is_added) {
            kom_buf_text(&all, text);
            kom_buf_str(&all, order ? "|" : "");
            is_added = true;
        }
        if (order)
            kom_buf_text(&all, part);
        kom_buf_str(&all, to < cell->n ? "|" : "");
        from = to + 1;
    }
    if (!is_added) {
        kom_buf_str(&all, cell->n ? "|" : "");
        kom_buf_text(&all, text);
    }
    const char *copy = all.failed ? NULL : kom_arena_copy(&p->arena, all.p, all.n);
    *cell = (struct kom_text){copy, copy ? all.n : 0};
    kom_buf_fini(&all);
    return copy ? KOM_OK : KOM_ENOMEM;
}

static enum kom_status values_make(struct values *v, struct qda_project *p) {
    enum kom_status status = KOM_OK;
    v->n_variables = p->variables.guids.n;
    v->text = kom_alloc(p->sources.guids.n * v->n_variables + 1, sizeof *v->text);
    for (size_t i = 0; i < p->n_values && v->text && !status; i++) {
        const struct qda_value *one = &p->value[i];
        if (one->source != KOM_NO_ID)
            status =
                add_value(p, &v->text[one->source * v->n_variables + one->variable], one->text);
    }
    return v->text ? status : KOM_ENOMEM;
}

/* ---- rows ---- */

struct writing {
    struct qda_project *p;
    struct values values;
    struct qda_texts texts;
    struct kom_buf passage;
};

/* Notes which line of project.qde the lines of the last row are of. */
static enum kom_status end_row(struct qda_project *p, size_t from, uint64_t line) {
    kom_buf_byte(&p->csv, '\n');
    for (size_t i = from; i < p->csv.n; i++) {
        void *lines = p->line;
        if (p->csv.p[i] != '\n')
            continue;
        if (kom_grow(&lines, &p->cap_rows, p->n_rows + 1, sizeof *p->line))
            return KOM_ENOMEM;
        p->line = lines;
        p->line[p->n_rows++] = line;
    }
    return p->csv.failed ? KOM_ENOMEM : KOM_OK;
}

static size_t n_own(const struct qda_project *p) {
    return sizeof own / sizeof own[0] - !p->wants_passages;
}

static enum kom_status write_header(struct qda_project *p) {
    for (size_t i = 0; i < n_own(p); i++)
        kom_buf_printf(&p->csv, "%s%s", i ? "," : "", own[i]);
    for (size_t i = 0; i < p->variables.guids.n; i++) {
        const struct kom_text name = p->variables.item[i].name;
        struct kom_buf heading = {0};
        bool is_taken = false;
        for (size_t k = 0; k < sizeof own / sizeof own[0]; k++)
            is_taken = is_taken || kom_name_alike(name, kom_text_of(own[k]));
        kom_buf_str(&heading, is_taken ? "variable " : "");
        kom_buf_text(&heading, name);
        p->csv.failed = p->csv.failed || heading.failed;
        kom_buf_byte(&p->csv, ',');
        kom_buf_csv(&p->csv, kom_buf_view(&heading));
        kom_buf_fini(&heading);
    }
    p->n_fields = n_own(p) + p->variables.guids.n;
    return end_row(p, 0, 0);
}

static void write_values(struct writing *w, uint32_t source) {
    const struct values *v = &w->values;
    for (size_t i = 0; i < v->n_variables; i++) {
        kom_buf_byte(&w->p->csv, ',');
        kom_buf_csv(&w->p->csv, v->text[source * v->n_variables + i]);
    }
}

static enum kom_status write_passage(struct writing *w, const struct qda_coding *c,
                                     struct kom_error *err) {
    bool is_there = true;
    kom_buf_reset(&w->passage);
    enum kom_status status =
        c->fault ? KOM_OK
                 : qda_add_passage(w->p, &w->texts, &c->passage, &w->passage, &is_there, err);
    w->p->n_outside += !is_there;
    kom_buf_byte(&w->p->csv, ',');
    kom_buf_csv(&w->p->csv, kom_buf_view(&w->passage));
    return !status && w->passage.failed ? kom_no_memory_in(err, w->p->path) : status;
}

static enum kom_status write_coding(struct writing *w, const struct qda_coding *c,
                                    struct kom_error *err) {
    struct qda_project *p = w->p;
    const bool has_code = p->codes.item[c->code].is_there;
    const enum qda_fault fault = c->fault ? c->fault : has_code ? QDA_FINE : QDA_NO_CODE;
    const size_t from = p->csv.n;
    kom_buf_csv(&p->csv, p->sources.item[c->source].name);
    kom_buf_byte(&p->csv, ',');
    kom_buf_csv(&p->csv, p->segments.text[c->segment]);
    kom_buf_byte(&p->csv, ',');
    kom_buf_csv(&p->csv, p->codes.item[c->code].name);
    kom_buf_byte(&p->csv, ',');
    if (c->user != KOM_NO_ID)
        kom_buf_csv(&p->csv, p->users.item[c->user].name);
    enum kom_status status = p->wants_passages ? write_passage(w, c, err) : KOM_OK;
    write_values(w, c->source);
    if (fault) /* one field more: a row that cannot be read */
        kom_buf_printf(&p->csv, ",%d", (int)fault);
    if (!status && end_row(p, from, c->line))
        status = kom_no_memory_in(err, p->path);
    return status;
}

/* Sources without a coding: documents all the same. */
static enum kom_status write_others(struct writing *w) {
    struct qda_project *p = w->p;
    bool *has_row = kom_alloc(p->sources.guids.n + 1, sizeof *has_row);
    enum kom_status status = has_row ? KOM_OK : KOM_ENOMEM;
    for (size_t i = 0; i < p->n_codings && !status; i++)
        has_row[p->coding[i].source] = true;
    for (uint32_t i = 0; i < p->sources.guids.n && !status; i++) {
        const size_t from = p->csv.n;
        if (has_row[i] || !p->sources.item[i].is_there)
            continue;
        kom_buf_csv(&p->csv, p->sources.item[i].name);
        for (size_t k = 1; k < n_own(p); k++)
            kom_buf_byte(&p->csv, ',');
        write_values(w, i);
        status = end_row(p, from, 0);
    }
    kom_free(has_row);
    return status;
}

enum kom_status qda_rows(struct qda_project *p, struct kom_error *err) {
    struct writing w = {.p = p, .texts = {.path = KOM_NO_ID}};
    enum kom_status status =
        values_make(&w.values, p) || write_header(p) ? kom_no_memory_in(err, p->path) : KOM_OK;
    for (size_t i = 0; i < p->n_codings && !status; i++)
        status = write_coding(&w, &p->coding[i], err);
    if (!status && write_others(&w))
        status = kom_no_memory_in(err, p->path);
    kom_free(w.values.text);
    kom_buf_fini(&w.passage);
    qda_texts_fini(&w.texts);
    return status;
}

void qda_codebook(const struct qda_project *p, struct kom_buf *out) {
    const struct qda_items *codes = &p->codes;
    for (size_t i = 0; i < codes->guids.n; i++) {
        if (!codes->item[i].is_there)
            continue;
        kom_buf_csv(out, codes->item[i].name);
        kom_buf_byte(out, ',');
        if (codes->item[i].above != KOM_NO_ID)
            kom_buf_csv(out, codes->item[codes->item[i].above].name);
        kom_buf_byte(out, '\n');
    }
}
