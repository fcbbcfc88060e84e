/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PC-Axis files as a format of kom-read. */
#include "px.h"

#include <string.h>

static bool reads(enum kom_form form) {
    return form == KOM_FORM_PX;
}

static enum kom_status check_request(const struct kom_read_file *file, struct kom_error *err) {
    if (file->request->catalog)
        return kom_fail(err, KOM_EUSAGE,
                        "--catalog: %s is a PC-Axis file, and has its labels in itself",
                        file->name);
    if (kom_read_sheet_option(file->request))
        return kom_fail(
            err, KOM_EUSAGE,
            "%s: %s is a PC-Axis file, which holds one table and has no sheets; leave it out",
            kom_read_sheet_option(file->request), file->name);
    return KOM_OK;
}

static enum kom_status look(struct kom_read_file *file, struct kom_error *err) {
    struct kom_px *f = (struct kom_px *)file;
    f->err = err;
    enum kom_status status = check_request(file, err);
    if (!status)
        status = kom_px_header(f);
    if (!status)
        status = kom_px_decode(f);
    if (!status)
        status = kom_px_dimensions(f);
    if (!status)
        status = kom_cube_check(&f->cube, "PC-Axis, ", err);
    return status ? status : kom_px_take_keys(f);
}

static void codebook(const struct kom_read_file *file, struct kom_buf *out) {
    kom_cube_codebook((const struct kom_cube_file *)file, out);
}

static void rows(struct kom_read_file *file) {
    kom_px_rows((struct kom_px *)file);
}

/* ---- the note ---- */

static void note_languages(const struct kom_px *f, struct kom_buf *out) {
    const struct kom_px_entry *all = kom_px_find(f, "LANGUAGES", NULL, NULL);
    struct kom_buf others = {0};
    for (size_t i = 0; all && i < all->n_values; i++) {
        const struct kom_px_token *t = &f->token[all->value + i];
        if (t->kind == '"' && strcmp(t->text, f->language) != 0)
            kom_buf_printf(&others, "%s%s", others.n ? ", " : "", t->text);
    }
    if (others.n)
        kom_buf_printf(out, "%stexts are in its language %s, not in %.*s", out->n ? "; " : "",
                       *f->language ? f->language : "(not said)", (int)others.n, others.p);
    kom_buf_fini(&others);
}

static void note(const struct kom_read_file *file, struct kom_buf *out) {
    const struct kom_px *f = (const struct kom_px *)file;
    struct kom_buf text = {0};
    kom_cube_note(&f->cube, &text);
    if (f->keys.n_left_out)
        kom_buf_printf(&text, "%scells that its KEYS leave out, of which no row is written: %llu",
                       text.n ? "; " : "", (unsigned long long)f->keys.n_left_out);
    note_languages(f, &text);
    if (f->unclear_time)
        kom_buf_printf(&text, "%sthe TIMEVAL of \"%s\" is none that is known here, its codes stay",
                       text.n ? "; " : "", f->unclear_time);
    kom_buf_text(out, kom_buf_view(&text));
    kom_buf_fini(&text);
}

static void warn(const struct kom_read_file *file, struct kom_buf *out) {
    const struct kom_px *f = (const struct kom_px *)file;
    struct kom_buf text = {0};
    kom_cube_warn(&f->cube, &text);
    if (f->said)
        kom_buf_printf(&text, "%ssays to be %s and is UTF-8, as which it is read",
                       text.n ? "; " : "", f->said);
    kom_buf_text(out, kom_buf_view(&text));
    kom_buf_fini(&text);
}

static void fini(struct kom_read_file *file) {
    struct kom_px *f = (struct kom_px *)file;
    for (size_t i = 0; f->keys.word && i < f->keys.n; i++)
        kom_intern_fini(&f->keys.word[i]);
    kom_free(f->keys.word);
    kom_free(f->keys.seen);
    kom_free(f->in.block);
    kom_free(f->token);
    kom_free(f->entry);
    kom_buf_fini(&f->scratch);
    kom_cube_fini(&f->cube);
}

const struct kom_read_format kom_read_px = {
    .reads = reads,
    .reads_forward = true,
    .nbytes = sizeof(struct kom_px),
    .look = look,
    .codebook = codebook,
    .rows = rows,
    .note = note,
    .warn = warn,
    .fini = fini,
};
