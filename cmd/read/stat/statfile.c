/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of SAS, SPSS and Stata as a format of kom-read. */
#include <string.h>

#include "parse.h"
#include "read/twins.h"

static bool reads(enum kom_form form) {
    return form >= KOM_FORM_SAS7BDAT && form <= KOM_FORM_DTA;
}

/* ---- opening ---- */

static enum kom_status check_request(const struct kom_statfile *f, struct kom_error *err) {
    bool is_sas = f->form == KOM_FORM_SAS7BDAT || f->form == KOM_FORM_XPORT;
    if (kom_read_sheet_option(f->file.request))
        return kom_fail(err, KOM_EUSAGE,
                        "%s: %s is %s, which holds one table and has no sheets; leave it out",
                        kom_read_sheet_option(f->file.request), f->file.path, f->file.form->name);
    if (f->form == KOM_FORM_SAS7BCAT)
        return kom_fail(err, KOM_EDATA,
                        "%s: is a SAS catalog, labels without rows; name it beside its data: "
                        "--labels text --catalog %s",
                        f->file.path, f->file.path);
    if (f->file.request->catalog && !is_sas)
        return kom_fail(err, KOM_EUSAGE,
                        "--catalog: %s is no file of SAS, and has its labels in itself",
                        f->file.path);
    if (f->file.request->labels != KOM_LABELS_CODE && is_sas && !f->file.request->catalog)
        return kom_fail(err, KOM_EUSAGE,
                        "--labels: %s is a file of SAS, which keeps labels in a catalog: --catalog "
                        "FILE.sas7bcat",
                        f->file.path);
    return KOM_OK;
}

static enum kom_status look(struct kom_read_file *file, struct kom_error *err) {
    struct kom_statfile *f = (struct kom_statfile *)file;
    f->form = file->form->form;
    f->bytes.fd = -1;
    enum kom_status status = check_request(f, err);
    if (!status && (file->request->labels != KOM_LABELS_CODE || file->request->codebook))
        status = kom_statfile_look(f, err);
    return status;
}

static void codebook(const struct kom_read_file *file, struct kom_buf *out) {
    kom_statfile_codebook((const struct kom_statfile *)file, out);
}

static void rows(struct kom_read_file *file) {
    kom_statfile_rows((struct kom_statfile *)file);
}

/* ---- the end ---- */

static void add_count(struct kom_buf *out, const char *name, uint64_t n) {
    if (n)
        kom_buf_printf(out, "%s%s %llu", out->n ? ", " : "", name, (unsigned long long)n);
}

static void add_said(struct kom_buf *out, bool is_so, const char *what) {
    if (is_so)
        kom_buf_printf(out, "%s%s", out->n ? ", " : "", what);
}

static bool has_labels(const struct kom_statfile *f) {
    bool has = false;
    for (size_t i = 0; i < f->n_columns; i++)
        has = has || f->column[i].labels;
    return has;
}

static void note_blanks(const struct kom_statfile *f, struct kom_buf *out) {
    const struct kom_statfile_counts *c = &f->counts;
    for (int i = 0; i < KOM_N_TAGS; i++) {
        char name[3] = {'.', (char)(i + 1 < KOM_N_TAGS ? 'A' + i : '_'), '\0'};
        add_count(out, name, c->tag[i]);
    }
    add_count(out, "missing by the user's word", c->user);
    add_count(out, "infinite", c->infinite);
}

static void note(const struct kom_read_file *file, struct kom_buf *out) {
    const struct kom_statfile *f = (const struct kom_statfile *)file;
    const struct kom_statfile_counts *c = &f->counts;
    struct kom_buf blanks = {0}, other = {0};
    note_blanks(f, &blanks);
    add_count(&other, "deleted rows left out", f->pages.n_all_deleted);
    add_count(&other, "values without a label, which stay codes", c->unlabelled);
    add_count(&other, "days that were no whole ones, cut to the day", c->odd.n_fractions);
    add_said(&other, f->file.request->labels != KOM_LABELS_CODE && !has_labels(f),
             "no column has labels");
    add_said(&other, f->n_said < 0, "its form does not say how many rows it should have");
    if (blanks.n)
        kom_buf_printf(out, "written blank: %.*s%s%s", (int)blanks.n, blanks.p,
                       f->file.request->n_status ? "" : " (--status COL,... says where)",
                       other.n ? "; " : "");
    kom_buf_text(out, kom_buf_view(&other));
    kom_buf_fini(&blanks);
    kom_buf_fini(&other);
}

/* Codes that --labels text makes one. Kinds of missing have no text there. */
static void warn_twins(const struct kom_statfile *f, const struct kom_statfile_column *c,
                       struct kom_buf *out) {
    struct kom_read_twins twins = {.n = 0};
    struct kom_buf code[2] = {{0}, {0}};
    const struct kom_value_label *item = c->labels->item;
    for (size_t i = 0; i < c->labels->n; i++)
        if (!item[i].tag)
            kom_read_twins_add(&twins, item[i].label, i);
    out->failed = out->failed || twins.failed;
    if (twins.n && !twins.failed) {
        kom_statfile_put_code(c, &item[twins.a], &code[0]);
        kom_statfile_put_code(c, &item[twins.b], &code[1]);
        kom_read_twins_say(&twins, kom_read_name(&f->file, c->name), item[twins.a].label, code,
                           out);
    }
    kom_buf_fini(&code[0]);
    kom_buf_fini(&code[1]);
    kom_read_twins_fini(&twins);
}

static void warn(const struct kom_read_file *file, struct kom_buf *out) {
    const struct kom_statfile *f = (const struct kom_statfile *)file;
    struct kom_buf text = {0};
    add_count(&text, "days outside the years 1 to 9999", f->counts.odd.n_far);
    for (size_t i = 0; i < f->n_columns; i++)
        if (f->column[i].labels && file->request->labels == KOM_LABELS_TEXT)
            warn_twins(f, &f->column[i], &text);
    kom_buf_text(out, kom_buf_view(&text));
    out->failed = out->failed || text.failed;
    kom_buf_fini(&text);
}

static void fini(struct kom_read_file *file) {
    struct kom_statfile *f = (struct kom_statfile *)file;
    kom_label_sets_fini(&f->labels);
    kom_arena_fini(&f->arena);
    kom_buf_fini(&f->description);
    kom_buf_fini(&f->block);
    kom_free(f->bytes.block);
    kom_free(f->column);
    kom_free(f->pages.deleted);
}

const struct kom_read_format kom_read_stat = {
    .reads = reads,
    .nbytes = sizeof(struct kom_statfile),
    .look = look,
    .codebook = codebook,
    .rows = rows,
    .note = note,
    .warn = warn,
    .fini = fini,
};
