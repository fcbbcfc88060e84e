/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a file could not be read, and what helps. */
#include <errno.h>
#include <string.h>

#include "parse.h"

/* Where it was, as far as that is known. */
static void place(const struct kom_statfile *f, struct kom_buf *out) {
    if (f->is_begun)
        kom_buf_printf(out, " after row %lld", (long long)f->n_rows);
    if (f->is_begun && f->n_said >= 0)
        kom_buf_printf(out, " of %lld", (long long)f->n_said);
}

/* The program that wrote it, and may write it otherwise. */
static const char *program(const struct kom_statfile *f) {
    if (f->form == KOM_FORM_DTA)
        return "Stata";
    return f->form == KOM_FORM_SAV || f->form == KOM_FORM_POR ? "SPSS" : "SAS";
}

/* ReadStat's own words for what it met, or its name for the error. */
static const char *words(const struct kom_statfile *f, readstat_error_t code) {
    const char *said = strncmp(f->said, "ReadStat: ", 10) == 0 ? f->said + 10 : f->said;
    const char *name = readstat_error_message(code);
    return *said ? said : name ? name : "unknown error";
}

static enum kom_status fail_with(const struct kom_statfile *f, readstat_error_t code,
                                 const char *path, const char *where, struct kom_error *err) {
    switch ((int)code) { /* of the many few are met here */
    case READSTAT_ERROR_OPEN:
        return kom_fail(err, KOM_EIO, "%s: cannot be opened: %s", path,
                        strerror(f->bytes.failed ? f->bytes.failed : EIO));
    case READSTAT_ERROR_MALLOC:
        return kom_no_memory_in(err, path);
    case READSTAT_ERROR_READ:
    case READSTAT_ERROR_SEEK:
    case READSTAT_ERROR_ROW_COUNT_MISMATCH:
        return kom_fail(err, KOM_EDATA, "%s: ends too early%s; fetch or copy it again", path,
                        where);
    case READSTAT_ERROR_UNSUPPORTED_COMPRESSION:
        return kom_fail(err, KOM_EDATA,
                        "%s: is compressed in a way that ReadStat does not know, or has deleted "
                        "rows within compressed pages%s; write it anew in SAS with compress=no",
                        path, where);
    case READSTAT_ERROR_UNSUPPORTED_CHARSET:
        return kom_fail(err, KOM_EDATA,
                        "%s: has an encoding that is not known here (%s); --encoding windows-1252 "
                        "or utf-8 reads it as that",
                        path, words(f, code));
    case READSTAT_ERROR_UNSUPPORTED_FILE_FORMAT_VERSION:
        return kom_fail(err, KOM_EDATA,
                        "%s: has a form older or newer than ReadStat knows; save it in another "
                        "version from %s",
                        path, program(f));
    case READSTAT_ERROR_CONVERT:
    case READSTAT_ERROR_CONVERT_BAD_STRING:
    case READSTAT_ERROR_CONVERT_SHORT_STRING:
    case READSTAT_ERROR_CONVERT_LONG_STRING:
        return kom_fail(err, KOM_EDATA,
                        "%s: has text that is not in the encoding that it names%s; --encoding "
                        "windows-1252 reads it as that",
                        path, where);
    default:
        return kom_fail(err, KOM_EDATA,
                        "%s: is damaged or cut short, or of a kind that ReadStat does not know%s "
                        "(%s); fetch it again, or write it anew in %s",
                        path, where, words(f, code), program(f));
    }
}

enum kom_status kom_statfile_explain(const struct kom_statfile *f, readstat_error_t code,
                                     const char *path, struct kom_error *err) {
    struct kom_buf where = {0};
    if (f->bytes.failed && code != READSTAT_ERROR_OPEN)
        return f->bytes.failed == ENOMEM ? kom_no_memory_in(err, path)
                                         : kom_fail(err, KOM_EIO, "%s: reading failed: %s", path,
                                                    strerror(f->bytes.failed));
    place(f, &where);
    kom_buf_byte(&where, '\0');
    enum kom_status status = fail_with(f, code, path, where.failed ? "" : where.p, err);
    kom_buf_fini(&where);
    return status;
}
