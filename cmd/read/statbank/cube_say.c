/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of a cube beside its rows: the codebook, and the note at the end. */
#include "cube.h"
#include "read/book.h"
#include "read/twins.h"
#include "shell_word.h"

/* ---- the codebook ---- */

static void put_line(struct kom_buf *out, const char *const cell[4], const struct kom_buf *list) {
    for (int i = 0; i < 4; i++) {
        kom_buf_csv(out, kom_text_of(cell[i]));
        kom_buf_byte(out, ',');
    }
    kom_buf_csv(out, kom_buf_view(list));
    kom_buf_byte(out, '\n');
    out->failed = out->failed || list->failed;
}

static void put_dimension(const struct kom_cube_dimension *d, struct kom_buf *out) {
    struct kom_buf list = {0};
    for (uint64_t i = 0; i < d->n; i++) {
        kom_buf_str(&list, i ? "|" : "");
        kom_book_part(&list, d->category[i].code);
        if (!d->category[i].text)
            continue;
        kom_buf_byte(&list, '=');
        kom_book_part(&list, d->category[i].text);
    }
    put_line(out, (const char *const[]){d->id, d->label, d->is_period ? "period" : "text", d->form},
             &list);
    kom_buf_fini(&list);
}

void kom_cube_codebook(const struct kom_cube_file *f, struct kom_buf *out) {
    const struct kom_buf none = {0};
    kom_book_header(out);
    for (size_t i = 0; i < f->cube.n_dimensions; i++)
        put_dimension(&f->cube.dimension[i], out);
    put_line(out, (const char *const[]){"value", f->cube.label, "number", f->cube.unit}, &none);
}

/* ---- the note ---- */

enum { TOTALS_NAMED = 12 };

/* COL=CODE|CODE as --total-codes takes it; false where there are too many, or a bar is in one. */
static bool name_totals(const struct kom_cube_file *f, const struct kom_cube_dimension *d,
                        struct kom_buf *out) {
    struct kom_buf codes = {0};
    size_t n = 0;
    bool is_clear = true;
    for (uint64_t i = 0; i < d->n; i++) {
        const struct kom_cube_category *c = &d->category[i];
        if (!c->is_total)
            continue;
        bool is_text = f->file.request->labels == KOM_LABELS_TEXT && !d->is_period && c->text;
        struct kom_text code = kom_text_of(is_text ? c->text : c->code);
        for (size_t j = 0; j < code.n; j++)
            is_clear = is_clear && code.p[j] != '|';
        kom_buf_str(&codes, n++ ? "|" : "");
        kom_buf_text(&codes, code);
    }
    is_clear = is_clear && n <= TOTALS_NAMED;
    if (is_clear) {
        kom_buf_str(out, out->n ? "," : "");
        kom_shell_pair(out, NULL, kom_text_of(kom_read_name(&f->file, d->id)),
                       kom_buf_view(&codes));
    }
    kom_buf_fini(&codes);
    return is_clear;
}

static void note_totals(const struct kom_cube_file *f, struct kom_buf *out) {
    struct kom_buf named = {0}, others = {0};
    for (size_t i = 0; i < f->cube.n_dimensions; i++) {
        const struct kom_cube_dimension *d = &f->cube.dimension[i];
        if (d->has_total && !name_totals(f, d, &named))
            kom_buf_printf(&others, "%s\"%s\"", others.n ? ", " : "", d->id);
    }
    if (named.n)
        kom_buf_printf(out, "%stotals stand among their parts: --totals drop --total-codes %.*s",
                       out->n ? "; " : "", (int)named.n, named.p);
    if (others.n)
        kom_buf_printf(out, "%smany totals stand among their parts in %.*s", out->n ? "; " : "",
                       (int)others.n, others.p);
    kom_buf_fini(&named);
    kom_buf_fini(&others);
}

static bool has_texts(const struct kom_cube *c) {
    bool has = false;
    for (size_t i = 0; i < c->n_dimensions; i++)
        has = has || c->dimension[i].has_text;
    return has;
}

/* Categories that --labels text makes one. */
static void warn_twins(const struct kom_cube_file *f, const struct kom_cube_dimension *d,
                       struct kom_buf *out) {
    struct kom_read_twins twins = {.n = 0};
    struct kom_buf code[2] = {{0}, {0}};
    for (uint64_t i = 0; i < d->n; i++)
        kom_read_twins_add(&twins, d->category[i].text ? d->category[i].text : d->category[i].code,
                           i);
    out->failed = out->failed || twins.failed;
    if (twins.n && !twins.failed) {
        const struct kom_cube_category *a = &d->category[twins.a];
        kom_buf_str(&code[0], a->code);
        kom_buf_str(&code[1], d->category[twins.b].code);
        kom_read_twins_say(&twins, kom_read_name(&f->file, d->id), a->text ? a->text : a->code,
                           code, out);
    }
    kom_buf_fini(&code[0]);
    kom_buf_fini(&code[1]);
    kom_read_twins_fini(&twins);
}

void kom_cube_warn(const struct kom_cube_file *f, struct kom_buf *out) {
    kom_sign_warn(&f->counts, out);
    for (size_t i = 0; i < f->cube.n_dimensions; i++)
        if (f->file.request->labels == KOM_LABELS_TEXT && !f->cube.dimension[i].is_period)
            warn_twins(f, &f->cube.dimension[i], out);
}

void kom_cube_note(const struct kom_cube_file *f, struct kom_buf *out) {
    struct kom_buf text = {0};
    kom_sign_note(&f->counts, &text);
    if (text.n && !f->has_status) {
        kom_buf_str(&text, "; where, says --status ");
        kom_shell_item(&text, kom_text_of(kom_read_name(&f->file, "value")));
    }
    if (f->n_untold)
        kom_buf_printf(&text, "%scategories without a text, which stay codes: %llu",
                       text.n ? "; " : "", (unsigned long long)f->n_untold);
    if (f->file.request->labels != KOM_LABELS_CODE && !has_texts(&f->cube))
        kom_buf_printf(&text, "%sno column has labels", text.n ? "; " : "");
    if (!f->file.request->says_totals)
        note_totals(f, &text);
    kom_buf_text(out, kom_buf_view(&text));
    out->failed = out->failed || text.failed;
    kom_buf_fini(&text);
}
