/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening files of statistics programs, ending them, and what is to be said of them at the end. */
#include "statfile.h"

#include <string.h>

#include "parse.h"

const char kom_statfile_library[] = "ReadStat";

/* ---- the stream ---- */

static enum kom_status read_stream(void *self, char *p, size_t cap, size_t *n,
                                   struct kom_error *err) {
    struct kom_statfile *f = self;
    return kom_channel_read(&f->channel, p, cap, n, err);
}

static void close_stream(void *self) {
    struct kom_statfile *f = self;
    if (!f->has_thread)
        return;
    kom_channel_close(&f->channel);
    (void)pthread_join(f->thread, NULL);
    f->has_thread = false;
}

static void *run_thread(void *context) {
    kom_statfile_rows(context);
    return NULL;
}

static enum kom_status start(struct kom_statfile *f, struct kom_error *err) {
    enum kom_status status = kom_channel_init(&f->channel, err);
    if (status)
        return status;
    f->has_channel = true;
    if (pthread_create(&f->thread, NULL, run_thread, f) != 0)
        return kom_fail(err, KOM_ENOMEM, "%s: memory ran out for a thread", f->path);
    f->has_thread = true;
    status = kom_channel_wait(&f->channel, err);
    if (status)
        close_stream(f);
    return status;
}

/* ---- opening ---- */

static struct kom_statfile *add_file(struct kom_statfiles *files, const char *path,
                                     const struct kom_no_text *form) {
    struct kom_statfile *f = kom_alloc(1, sizeof *f);
    if (!f)
        return NULL;
    f->request = &files->request;
    f->path = path;
    f->form = form->form;
    f->table.description = form->name;
    f->bytes.fd = -1;
    if (files->last)
        files->last->later = f;
    else
        files->first = f;
    files->last = f;
    return f;
}

static enum kom_status write_codebook(const struct kom_statfile *f, struct kom_error *err) {
    struct kom_buf text = {0};
    kom_statfile_codebook(f, &text);
    enum kom_status status = text.failed
                                 ? kom_no_memory(err)
                                 : kom_sink_write(f->request->codebook, kom_buf_view(&text), err);
    kom_buf_fini(&text);
    return status;
}

static enum kom_status check_request(const struct kom_statfile *f, struct kom_error *err) {
    bool is_sas = f->form == KOM_FORM_SAS7BDAT || f->form == KOM_FORM_XPORT;
    if (f->form == KOM_FORM_SAS7BCAT)
        return kom_fail(err, KOM_EDATA,
                        "%s: is a SAS catalog, labels without rows; name it beside its data: "
                        "--labels text --catalog %s",
                        f->path, f->path);
    if (f->request->catalog && !is_sas)
        return kom_fail(err, KOM_EUSAGE,
                        "--catalog: %s is no file of SAS, and has its labels in itself", f->path);
    if (f->request->labels != KOM_LABELS_CODE && is_sas && !f->request->catalog)
        return kom_fail(err, KOM_EUSAGE,
                        "--labels: %s is a file of SAS, which keeps labels in a catalog: --catalog "
                        "FILE.sas7bcat",
                        f->path);
    return KOM_OK;
}

static enum kom_status open_file(void *self, const char *path, const struct kom_no_text *form,
                                 struct kom_stream *stream, const struct kom_foreign_table **table,
                                 struct kom_error *err) {
    struct kom_statfiles *files = self;
    const struct kom_statfile_request *q = &files->request;
    struct kom_statfile *f = add_file(files, path, form);
    if (!f)
        return kom_no_memory_in(err, path);
    enum kom_status status = check_request(f, err);
    if (!status && (q->labels != KOM_LABELS_CODE || q->codebook))
        status = kom_statfile_look(f, err);
    if (!status && q->codebook)
        status = write_codebook(f, err);
    if (!status)
        status = start(f, err);
    *stream = (struct kom_stream){f, read_stream, close_stream};
    *table = &f->table;
    return status;
}

void kom_statfiles_init(struct kom_statfiles *files) {
    files->foreign = (struct kom_foreign){files, open_file};
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

static void note_file(const struct kom_statfile *f, void (*say)(void *context, const char *line),
                      void *context) {
    const struct kom_statfile_counts *c = &f->counts;
    struct kom_buf blanks = {0}, other = {0}, line = {0};
    note_blanks(f, &blanks);
    add_count(&other, "deleted rows left out", f->pages.n_all_deleted);
    add_count(&other, "values without a label, which stay codes", c->unlabelled);
    add_count(&other, "days that were no whole ones, cut to the day", c->odd.n_fractions);
    add_count(&other, "days outside the years 1 to 9999", c->odd.n_far);
    add_said(&other, f->request->labels != KOM_LABELS_CODE && !has_labels(f),
             "no column has labels");
    add_said(&other, f->n_said < 0, "its form does not say how many rows it should have");
    kom_buf_printf(&line, "%s: ", f->path);
    if (blanks.n)
        kom_buf_printf(&line, "written blank: %.*s%s%s", (int)blanks.n, blanks.p,
                       f->request->n_status ? "" : " (--status COL,... says where)",
                       other.n ? "; " : "");
    kom_buf_text(&line, kom_buf_view(&other));
    kom_buf_byte(&line, '\0');
    if ((blanks.n || other.n) && !line.failed)
        say(context, line.p);
    kom_buf_fini(&blanks);
    kom_buf_fini(&other);
    kom_buf_fini(&line);
}

void kom_statfiles_notes(const struct kom_statfiles *files,
                         void (*say)(void *context, const char *line), void *context) {
    for (const struct kom_statfile *f = files->first; f; f = f->later)
        if (f->is_whole)
            note_file(f, say, context);
}

static void free_file(struct kom_statfile *f) {
    close_stream(f);
    if (f->has_channel)
        kom_channel_fini(&f->channel);
    kom_label_sets_fini(&f->labels);
    kom_arena_fini(&f->arena);
    kom_buf_fini(&f->description);
    kom_buf_fini(&f->block);
    kom_free(f->bytes.block);
    kom_free(f->column);
    kom_free(f->pages.deleted);
    kom_free(f);
}

void kom_statfiles_fini(struct kom_statfiles *files) {
    for (struct kom_statfile *f = files->first; f;) {
        struct kom_statfile *later = f->later;
        free_file(f);
        f = later;
    }
    *files = (struct kom_statfiles){.first = NULL};
}
