/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a file that is no text to a source that is. */
#include "foreign.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "heading_say.h"
#include "intern.h"
#include "kom/reading.h"
#include "shell_word.h"

/* An option of reading that such a file has no use for; NULL: none is given. */
static const char *option_for_text(const struct kom_reading *r, enum kom_form form) {
    const bool is_told = form == KOM_FORM_XLSX; /* of texts in its cells, as of those of a text */
    const bool is_comma = is_told && r->is_preset && r->decimal == ','; /* da, statbank */
    if (r->delimiter && r->delimiter != ',' && !is_comma)
        return r->is_preset ? "--dialect" : "--delimiter";
    if (r->decimal && r->decimal != '.' && !is_told)
        return "--decimal";
    if (r->thousands && !is_told)
        return "--thousands";
    if (r->n_header && form != KOM_FORM_XLSX) /* whose headings are typed in, or not there */
        return "--header";
    if (r->skip_lines)
        return "--skip-lines";
    if (r->fills_short_rows)
        return "--short-rows";
    return NULL;
}

/* How it is said of what kom-read writes, where true numbers stand beside such texts: of one
 * column. */
static const char *of_column(const char *option) {
    return strcmp(option, "--thousands") == 0 ? "--thousands COL=MARK" : option;
}

/* Such files are read by jumps, which takes a regular file. */
static enum kom_status can_jump(const struct kom_extract *x, bool *can, struct kom_error *err) {
    const char *path = x->paths[x->n_files];
    struct stat st;
    *can = false;
    if (x->is_memory || strcmp(path, "-") == 0)
        return KOM_OK;
    if (stat(path, &st) != 0)
        return kom_fail(err, KOM_EIO, "%s: cannot be looked at: %s", path, strerror(errno));
    *can = S_ISREG(st.st_mode);
    return KOM_OK;
}

static enum kom_status refuse_packed(const char *path, const struct kom_no_text *form,
                                     const char *packing, struct kom_error *err) {
    struct kom_buf text = {0};
    kom_buf_printf(
        &text, "%s: is %s in %s, which is not read from front to back; undo that first: %s -dk ",
        path, form->name, packing, packing);
    kom_shell_word(&text, kom_text_of(path));
    return kom_fail_text(&text, KOM_EDATA, err);
}

static enum kom_status refuse_option(const char *path, const struct kom_no_text *form,
                                     const char *option, struct kom_error *err) {
    struct kom_buf text = {0};
    kom_buf_printf(&text, "%s: speaks of text, and %s is %s; leave it out", option, path,
                   form->name);
    if (form->form == KOM_FORM_QDPX) /* whose columns have no text to be read otherwise */
        return kom_fail_text(&text, KOM_EUSAGE, err);
    kom_buf_str(&text, " (for text within its columns: kom-read ");
    kom_shell_word(&text, kom_text_of(path));
    kom_buf_printf(&text, " | kom-read %s ...)", of_column(option));
    return kom_fail_text(&text, KOM_EUSAGE, err);
}

/* What is read by jumps lies in a file, as it stands. */
static enum kom_status check_jumps(const struct kom_extract *x, const struct kom_no_text *form,
                                   struct kom_error *err) {
    const char *path = x->paths[x->n_files];
    bool can;
    enum kom_status status = can_jump(x, &can, err);
    if (status)
        return status;
    if (!can)
        return kom_fail(err, KOM_EDATA,
                        "%s: is %s, which is not read from front to back; name the file: "
                        "%sFILE",
                        kom_source_name(x->source), form->name, form->before);
    const char *packing = kom_source_packing(x->source);
    if (packing)
        return refuse_packed(path, form, packing, err);
    return KOM_OK;
}

static enum kom_status check(const struct kom_extract *x, const struct kom_no_text *form,
                             bool is_forward, struct kom_error *err) {
    const char *path = x->paths[x->n_files], *option = option_for_text(x->reading, form->form);
    if (option)
        return refuse_option(path, form, option, err);
    return is_forward ? KOM_OK : check_jumps(x, form, err);
}

/* The bytes go over to the reader where it reads them from front to back. */
static enum kom_status hand_over(struct kom_extract *x, struct kom_text sample,
                                 struct kom_foreign_input *input, struct kom_error *err) {
    enum kom_status status = kom_source_return(x->source, sample, err);
    if (status)
        return status;
    input->source = x->source;
    x->source = NULL;
    return KOM_OK;
}

enum kom_status kom_foreign_open(struct kom_extract *x, const struct kom_no_text *form,
                                 struct kom_text sample, const struct kom_foreign_table **table,
                                 struct kom_error *err) {
    const struct kom_foreign *f = x->reading->foreign;
    struct kom_foreign_input input = {x->paths[x->n_files], form, NULL};
    struct kom_stream stream = {0};
    struct kom_source *source = NULL;
    const bool is_forward = f->reads_forward(form->form);
    enum kom_status status = check(x, form, is_forward, err);
    if (!status && is_forward)
        status = hand_over(x, sample, &input, err);
    if (!status)
        status = f->open(f->self, &input, &stream, table, err);
    if (!status)
        status = kom_source_open_stream(&source, input.path, &stream, err);
    if (status)
        return status;
    kom_source_close(x->source);
    x->source = source;
    return KOM_OK;
}

/* ---- columns that the call asks for ---- */

const char *kom_foreign_made_by(const struct kom_foreign_table *t, size_t field) {
    return t && t->made_by && field < t->n_fields ? t->made_by[field] : NULL;
}

enum kom_status kom_foreign_check_made(const struct kom_foreign_table *t, const char *file,
                                       const struct kom_text *own, const struct kom_text *name,
                                       size_t n, struct kom_error *err) {
    struct kom_intern made = {0};
    enum kom_status status = KOM_OK;
    uint32_t *field = t && t->made_by ? kom_alloc(n + 1, sizeof *field) : NULL;
    if (!t || !t->made_by)
        return KOM_OK;
    bool whole = field;
    for (size_t i = 0; i < n && whole; i++) {
        const size_t n_made = made.n;
        const bool is_made = kom_foreign_made_by(t, i);
        const uint32_t id = is_made ? kom_intern_add(&made, name[i]) : KOM_NO_ID;
        whole = !is_made || id != KOM_NO_ID;
        if (made.n > n_made)
            field[id] = (uint32_t)i;
    }
    for (size_t i = 0; i < n && whole && !status; i++) {
        const uint32_t id = kom_foreign_made_by(t, i) ? KOM_NO_ID : kom_intern_find(&made, name[i]);
        if (id != KOM_NO_ID)
            status = kom_heading_twice(file, t->made_by[field[id]], name[i], own[i], err);
    }
    kom_intern_fini(&made);
    kom_free(field);
    return whole ? status : kom_no_memory_in(err, file);
}
