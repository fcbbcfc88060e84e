/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON-stat as a format of kom-read. */
#include "jsonstat.h"

static bool reads(enum kom_form form) {
    return form == KOM_FORM_JSONSTAT;
}

static enum kom_status look(struct kom_read_file *file, struct kom_error *err) {
    struct kom_jsonstat *f = (struct kom_jsonstat *)file;
    if (file->request->catalog)
        return kom_fail(err, KOM_EUSAGE, "--catalog: %s is JSON-stat, and has its labels in itself",
                        file->name);
    if (kom_read_cell_option(file->request))
        return kom_fail(err, KOM_EUSAGE, "%s: %s is JSON-stat, which has no sheets; leave it out",
                        kom_read_cell_option(file->request), file->name);
    enum kom_status status = kom_jsonstat_parse(f, err);
    if (!status)
        status = kom_jsonstat_choose(f, err);
    if (!status)
        status = kom_jsonstat_dimensions(f, err);
    if (!status)
        status = kom_cube_check(&f->cube, "JSON-stat, ", err);
    return status ? status : kom_jsonstat_check_values(f, err);
}

static void codebook(const struct kom_read_file *file, struct kom_buf *out) {
    kom_cube_codebook((const struct kom_cube_file *)file, out);
}

static void rows(struct kom_read_file *file) {
    kom_jsonstat_rows((struct kom_jsonstat *)file);
}

static void note(const struct kom_read_file *file, struct kom_buf *out) {
    kom_cube_note((const struct kom_cube_file *)file, out);
}

static void warn(const struct kom_read_file *file, struct kom_buf *out) {
    kom_cube_warn((const struct kom_cube_file *)file, out);
}

static void fini(struct kom_read_file *file) {
    struct kom_jsonstat *f = (struct kom_jsonstat *)file;
    json_decref(f->root);
    kom_cube_fini(&f->cube);
}

const struct kom_read_format kom_read_jsonstat = {
    .reads = reads,
    .reads_forward = true,
    .nbytes = sizeof(struct kom_jsonstat),
    .look = look,
    .codebook = codebook,
    .rows = rows,
    .note = note,
    .warn = warn,
    .fini = fini,
};
