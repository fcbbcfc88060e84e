/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-check --infer FILE: a schema that the table obeys, for somebody to read and to mend. */
#include "infer.h"
#include "cpr.h"

#include "encoding.h"

#include <string.h>
#include <sys/stat.h>

#include "infer/infer.h"
#include "schema_write.h"
#include "source.h"

/* ---- what is refused ---- */

/* A table must not be lost because somebody took FILE for the table's place. */
static enum kom_status protect(struct kom_run *run, const char *path) {
    struct stat st;
    struct kom_source *source = NULL;
    char first[256];
    size_t n = 0, i = 0;
    if (strcmp(path, "-") == 0 || stat(path, &st) || !S_ISREG(st.st_mode) || st.st_size == 0)
        return KOM_OK;
    enum kom_status status = kom_source_open(&source, path, NULL, false, &run->err);
    if (!status)
        status = kom_source_read(source, first, sizeof first, &n, &run->err);
    kom_source_close(source);
    while (i < n && (first[i] == ' ' || first[i] == '\t' || first[i] == '\n' || first[i] == '\r'))
        i++;
    if (status || (i < n && first[i] == '{'))
        return status == KOM_EDATA ? KOM_OK : status;
    return kom_run_usage(run, KOM_OPT_infer,
                         "%s is there already, and is no JSON; the schema's file comes first: "
                         "kom-check --infer SCHEMA.json TABLE.csv",
                         path);
}

static enum kom_status refuse_others(struct kom_run *run, bool to_output) {
    static const enum kom_opt others[] = {KOM_OPT_schema, KOM_OPT_good,   KOM_OPT_set_aside,
                                          KOM_OPT_part,   KOM_OPT_suffix, KOM_OPT_negative};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (kom_run_has(run, others[i]))
            return kom_run_usage(run, others[i], "has no meaning beside --infer");
    if (!to_output && kom_run_has(run, KOM_OPT_output))
        return kom_run_usage(run, KOM_OPT_output, "has no meaning beside --infer FILE");
    if (run->reading.nil_is_zero)
        return kom_run_usage(run, KOM_OPT_dialect,
                             "statbank has no meaning beside --infer: no schema says that - is 0");
    return KOM_OK;
}

/* ---- names ---- */

/* The file as it is named from the folder of the schema; NULL: it does not lie there or below. */
static const char *path_from(const char *schema, const char *file) {
    const char *slash = strcmp(schema, "-") == 0 ? NULL : strrchr(schema, '/');
    const size_t n = slash ? (size_t)(slash - schema) + 1 : 0;
    if (strncmp(schema, file, n) != 0 || strcmp(file, "-") == 0 ||
        !kom_utf8_is_valid(file, strlen(file)))
        return NULL;
    file += n;
    while (strncmp(file, "./", 2) == 0)
        file += 2;
    const bool leaves = file[0] == '/' || file[0] == '.' || strstr(file, "/.") || !*file;
    return leaves ? NULL : file;
}

/* The name of the resource, as the standard wants it: small letters, digits, - _ and . */
static const char *name_of(struct kom_run *run, const char *file) {
    const char *slash = strrchr(file, '/');
    struct kom_buf folded = {0}, name = {0};
    kom_name_fold(&folded, kom_text_of(slash ? slash + 1 : file));
    for (size_t i = 0; i < folded.n && folded.p[i] != '.'; i++) {
        const char c = folded.p[i];
        const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        kom_buf_byte(&name, fits ? c : '-');
    }
    if (name.n == 0 || strcmp(file, "-") == 0) {
        kom_buf_reset(&name);
        kom_buf_str(&name, "table");
    }
    const char *text =
        folded.failed || name.failed ? NULL : kom_arena_copy(&run->arena, name.p, name.n);
    kom_buf_fini(&folded);
    kom_buf_fini(&name);
    return text;
}

/* ---- what is said ---- */

static void say_doubt(struct kom_run *run, const struct kom_infer *infer,
                      enum kom_infer_doubt doubt, const char *words) {
    enum { N_NAMED = 5 };
    struct kom_buf names = {0};
    size_t n = 0;
    for (size_t i = 0; i < infer->schema.n_fields; i++)
        if (infer->doubt[i] == doubt && n++ < N_NAMED)
            kom_buf_printf(&names, "%s\"%s\"", n > 1 ? ", " : "", infer->schema.fields[i].name);
    if (n > N_NAMED)
        kom_buf_printf(&names, " and %zu more", n - N_NAMED);
    if (n)
        kom_run_note(run, "%.*s: %s", (int)names.n, names.p ? names.p : "", words);
    kom_buf_fini(&names);
}

static void say(struct kom_run *run, const struct kom_infer *infer, size_t n_paths) {
    say_doubt(run, infer, KOM_INFER_EMPTY, "no value; the type is left open");
    say_doubt(run, infer, KOM_INFER_BROKEN,
              "not all cells are what the name means; the type is what they are");
    say_doubt(run, infer, KOM_INFER_DAYS,
              "day and month may be the other way round; --day COL=dmy or --day COL=mdy settles "
              "it");
    say_doubt(run, infer, KOM_INFER_MARKS,
              "a mark may part thousands or decimals; --decimal . or --decimal , settles it");
    say_doubt(run, infer, KOM_INFER_FEW,
              "few values, which may be persons or their numbers, and are not listed; add an enum "
              "where they are codes");
    if (!n_paths)
        kom_run_note(run, "the schema has no path of the table, which does not lie beside or below "
                          "it");
    kom_run_note(run, "a draft: read it before it is used or passed on");
}

/* ---- the call ---- */

static enum kom_status write_schema(struct kom_run *run, struct kom_infer *infer) {
    const char *target = kom_run_text(run, KOM_OPT_infer, "-");
    const char **paths = kom_arena_take(&run->arena, run->n_files * sizeof *paths);
    struct kom_buf out = {0};
    size_t n = 0;
    for (size_t i = 0; i < run->n_files; i++)
        if (kom_cpr_holds(kom_text_of(run->files[i])))
            return kom_fail(&run->err, KOM_EDATA,
                            "--infer: the name of an input looks like a CPR number, and would "
                            "stand in the schema; give the file another name");
    infer->schema.resource = name_of(run, run->files[0]);
    if (!paths || !infer->schema.resource)
        return kom_no_memory(&run->err);
    while (n < run->n_files) {
        paths[n] = path_from(target, run->files[n]);
        if (!paths[n++])
            break;
    }
    n = n == run->n_files && paths[n - 1] ? n : 0;
    enum kom_status status = kom_schema_write(&infer->schema, paths, n, &out, &run->err);
    if (!status)
        status =
            kom_sink_write(run->inferred ? run->inferred : run->out, kom_buf_view(&out), &run->err);
    kom_buf_fini(&out);
    if (!status)
        say(run, infer, n);
    return status;
}

enum kom_status kom_check_infer(struct kom_run *run) {
    struct kom_infer infer = {0};
    struct kom_extract x = {0};
    const char *target = kom_run_text(run, KOM_OPT_infer, "-");
    run->reading.skip_bad_rows = true;
    kom_run_mode(run, "beside --infer");
    enum kom_status status = refuse_others(run, strcmp(target, "-") == 0);
    status = status ? status : protect(run, target);
    status = status ? status : kom_run_open(run, "rows", &x);
    if (!status && x.cpr_heading)
        status = kom_fail(&run->err, KOM_EDATA,
                          "%s: the heading of field %u looks like a CPR number, and a schema is "
                          "passed on; give --header NAME,...",
                          x.files[0]->name, x.cpr_heading);
    status = status ? status : kom_run_method(run, &x, &kom_infer_method, &infer);
    status = status ? status : write_schema(run, &infer);
    kom_extract_close(&x);
    kom_infer_fini(&infer);
    return status;
}
