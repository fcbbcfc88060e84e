/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ReadStat calls while it reads a file.

   There are two readings. The look, made only where labels or a codebook are asked for, goes
   without a handler of values: ReadStat then leaves the rows out and still finds the labels, which
   Stata keeps behind them. The rows follow in a thread of their own: each value becomes a cell of a
   block of CSV, and full blocks go to the channel. A handler that fails keeps its error in f->err
   and makes ReadStat stop; whoever called ReadStat says that error first, and ReadStat's own
   otherwise. A table that is shorter than its file says ends with an error too, whatever ReadStat
   thinks of it. */
#include "parse.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

static int stop(struct kom_statfile *f, enum kom_status status) {
    f->status = status;
    return READSTAT_HANDLER_ABORT;
}

static int stop_for_memory(struct kom_statfile *f) {
    return stop(f, kom_no_memory_in(&f->err, f->file.path));
}

/* ---- what stands before the rows ---- */

static const char *const compressions[] = {"", ", compressed", ", compressed"};

static int take_metadata(readstat_metadata_t *m, void *context) {
    struct kom_statfile *f = context;
    const char *encoding = readstat_get_file_encoding(m);
    f->n_said = readstat_get_row_count(m);
    kom_buf_reset(&f->description);
    kom_buf_printf(&f->description, "%s, %d columns", f->file.table.description,
                   readstat_get_var_count(m));
    if (f->n_said >= 0)
        kom_buf_printf(&f->description, ", %lld rows", (long long)f->n_said);
    kom_buf_printf(&f->description, ", form %d", readstat_get_file_format_version(m));
    if (encoding && *encoding)
        kom_buf_printf(&f->description, ", %s", encoding);
    kom_buf_printf(&f->description, "%s%s", compressions[readstat_get_compression(m)],
                   readstat_get_endianness(m) == READSTAT_ENDIAN_BIG ? ", big-endian" : "");
    return READSTAT_HANDLER_OK;
}

static const char *keep_text(struct kom_statfile *f, const char *text) {
    return kom_arena_copy(&f->arena, text ? text : "", text ? strlen(text) : 0);
}

static bool is_sas(const struct kom_statfile *f) {
    return f->form == KOM_FORM_SAS7BDAT || f->form == KOM_FORM_XPORT;
}

static int take_variable(int index, readstat_variable_t *v, const char *set_name, void *context) {
    struct kom_statfile *f = context;
    void *p = f->column;
    if ((size_t)index != f->n_columns ||
        kom_grow(&p, &f->cap_columns, f->n_columns + 1, sizeof *f->column) != KOM_OK)
        return stop_for_memory(f);
    f->column = p;
    struct kom_statfile_column *c = &f->column[f->n_columns++];
    *c = (struct kom_statfile_column){
        .name = keep_text(f, readstat_variable_get_name(v)),
        .label = keep_text(f, readstat_variable_get_label(v)),
        .format = keep_text(f, readstat_variable_get_format(v)),
        .set_name = keep_text(f, set_name),
        .is_text = readstat_variable_get_type_class(v) == READSTAT_TYPE_CLASS_STRING,
        .has_ranges = readstat_variable_get_missing_ranges_count(v) > 0,
    };
    if (!c->name || !c->label || !c->format || !c->set_name)
        return stop_for_memory(f);
    c->shown = kom_shown_of(f->form, c->format);
    c->labels = kom_label_sets_find(&f->labels, is_sas(f) ? kom_shown_name(c->set_name)
                                                          : kom_text_of(c->set_name));
    c->has_label = c->labels && f->file.request->labels == KOM_LABELS_BOTH;
    c->has_status = kom_read_asks_status(&f->file, c->name);
    c->is_long = kom_long_texts_has(&f->texts, (size_t)index);
    return READSTAT_HANDLER_OK;
}

static char upper(char c) {
    return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

static int take_label(const char *set_name, readstat_value_t value, const char *label,
                      void *context) {
    struct kom_statfile *f = context;
    struct kom_value_label item = {.label = label ? label : ""};
    if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING) {
        const char *text = readstat_string_value(value);
        item.text = text ? text : "";
    } else if (readstat_value_is_tagged_missing(value)) {
        item.tag = upper(readstat_value_tag(value));
    } else {
        item.number = readstat_double_value(value);
    }
    if (kom_label_sets_add(&f->labels, set_name, item, &f->err))
        return stop_for_memory(f);
    return READSTAT_HANDLER_OK;
}

static void take_message(const char *message, void *context) {
    struct kom_statfile *f = context;
    struct kom_text t = kom_text_trim(kom_text_of(message));
    size_t n = t.n < sizeof f->said - 1 ? t.n : sizeof f->said - 1;
    if (f->said[0])
        return;
    memcpy(f->said, t.p, n);
    f->said[n] = '\0';
}

/* ---- the header ---- */

static void put_heading(struct kom_statfile *f, const struct kom_statfile_column *c,
                        const char *behind) {
    struct kom_buf name = {0};
    kom_buf_str(&name, *behind ? kom_read_name(&f->file, c->name) : c->name);
    kom_buf_str(&name, behind);
    f->is_status[f->file.table.n_fields] = strcmp(behind, "_status") == 0;
    f->made_by[f->file.table.n_fields] = !*behind                         ? NULL
                                         : strcmp(behind, "_status") == 0 ? "--status"
                                                                          : "--labels";
    kom_buf_str(&f->block, f->file.table.n_fields++ ? "," : "");
    kom_buf_heading(&f->block, kom_buf_view(&name), ',');
    f->block.failed = f->block.failed || name.failed;
    kom_buf_fini(&name);
}

/* The first line; then the reader may know what there is. */
static int begin(struct kom_statfile *f) {
    if (f->n_columns == 0)
        return stop(f, kom_fail(&f->err, KOM_EDATA, "%s: has no columns", f->file.path));
    if (kom_long_texts_check(f))
        return stop(f, f->err.status);
    f->is_status = kom_arena_take(&f->arena, 3 * f->n_columns * sizeof *f->is_status);
    f->made_by = kom_arena_take(&f->arena, 3 * f->n_columns * sizeof *f->made_by);
    if (!f->is_status || !f->made_by)
        return stop_for_memory(f);
    for (size_t i = 0; i < f->n_columns; i++) {
        const struct kom_statfile_column *c = &f->column[i];
        put_heading(f, c, "");
        if (c->has_status)
            put_heading(f, c, "_status");
        if (c->has_label)
            put_heading(f, c, "_label");
    }
    kom_buf_byte(&f->block, '\n');
    f->file.table.is_status = f->is_status;
    f->file.table.made_by = f->made_by;
    kom_buf_byte(&f->description, '\0');
    if (f->block.failed || f->description.failed)
        return stop_for_memory(f);
    f->file.table.description = f->description.p;
    f->is_begun = true;
    kom_channel_begin(&f->file.channel);
    return READSTAT_HANDLER_OK;
}

/* ---- the rows ---- */

static int give(struct kom_statfile *f) {
    if (f->block.failed)
        return stop_for_memory(f);
    if (kom_channel_give(&f->file.channel, &f->block))
        return READSTAT_HANDLER_OK;
    return stop(f, kom_fail(&f->err, KOM_EIO, "%s: nobody reads on", f->file.path));
}

static int end_row(struct kom_statfile *f) {
    kom_buf_byte(&f->block, '\n');
    f->n_rows++;
    f->next_column = 0;
    return f->block.n < KOM_CHANNEL_BLOCK ? READSTAT_HANDLER_OK : give(f);
}

static int take_value(int row, readstat_variable_t *variable, readstat_value_t value,
                      void *context) {
    struct kom_statfile *f = context;
    if (!f->is_begun && begin(f) != READSTAT_HANDLER_OK)
        return READSTAT_HANDLER_ABORT;
    size_t i = f->next_column++;
    if ((size_t)readstat_variable_get_index(variable) != i || i >= f->n_columns)
        return stop(f, kom_fail(&f->err, KOM_EDATA, "%s: row %lld: cells are not in their order",
                                f->file.path, (long long)f->n_rows + 1));
    bool is_last = i + 1 == f->n_columns;
    if (f->pages.n_deleted && kom_sas_pages_is_deleted(&f->pages, (uint64_t)row)) {
        f->next_column = is_last ? 0 : f->next_column;
        return READSTAT_HANDLER_OK;
    }
    if (i)
        kom_buf_byte(&f->block, ',');
    kom_statfile_cell(f, &f->column[i], variable, &value);
    return is_last ? end_row(f) : READSTAT_HANDLER_OK;
}

/* ---- calling ReadStat ---- */

static readstat_error_t parse_form(readstat_parser_t *parser, enum kom_form form, const char *path,
                                   void *context) {
    static readstat_error_t (*const parse[KOM_N_FORMS])(readstat_parser_t *, const char *,
                                                        void *) = {
        [KOM_FORM_SAS7BDAT] = readstat_parse_sas7bdat,
        [KOM_FORM_SAS7BCAT] = readstat_parse_sas7bcat,
        [KOM_FORM_XPORT] = readstat_parse_xport,
        [KOM_FORM_SAV] = readstat_parse_sav,
        [KOM_FORM_POR] = readstat_parse_por,
        [KOM_FORM_DTA] = readstat_parse_dta,
    };
    return parse[form] ? parse[form](parser, path, context) : READSTAT_ERROR_PARSE;
}

/* All that ReadStat reads of the data passes by here. */
static enum kom_status look(struct kom_statfile *f, int64_t at, char *p, size_t n) {
    enum kom_status status = f->form == KOM_FORM_SAS7BDAT ? kom_sas_pages_look(f, at, p, n)
                             : f->form == KOM_FORM_XPORT  ? kom_members_look(f, at, p, n)
                                                          : kom_long_texts_look(f, p, n);
    if (status)
        f->status = status;
    return status;
}

/* The first bytes, before ReadStat sees them. */
static enum kom_status take_first_bytes(struct kom_statfile *f, struct kom_error *err) {
    char header[512];
    ssize_t n = kom_statfile_first(f->file.path, header, sizeof header);
    if (n < 0)
        return kom_fail(err, KOM_EIO, "%s: cannot be read: %s", f->file.path, strerror(errno));
    if (f->form == KOM_FORM_SAS7BDAT)
        kom_sas_pages_begin(f, header, (size_t)n);
    else
        kom_long_texts_begin(f, header, (size_t)n);
    f->members = (struct kom_members){0, 0};
    bool is_looked_at = f->form == KOM_FORM_SAS7BDAT || f->form == KOM_FORM_XPORT || f->texts.is_on;
    f->bytes.look = is_looked_at ? look : NULL;
    f->bytes.looker = f;
    return KOM_OK;
}

/* Of an encoding that is not known ReadStat says the same as where memory ran out for a converter,
   and so does iconv, whose errno is no help where a module could not be loaded. One that every
   system has tells the two apart. */
static bool can_convert(void) {
    iconv_t converter = iconv_open("UTF-8", "WINDOWS-1252");
    bool can = converter != (iconv_t)-1;
    if (can)
        (void)iconv_close(converter);
    return can;
}

/* Which handlers are set beside the common ones. */
enum reading { READ_LABELS = 1, READ_COLUMNS = 2, READ_VALUES = 4 };

static enum kom_status parse(struct kom_statfile *f, enum kom_form form, const char *path,
                             unsigned reading, struct kom_error *err) {
    f->bytes.look = NULL;
    enum kom_status status = form == f->form ? take_first_bytes(f, err) : KOM_OK;
    if (status)
        return status;
    readstat_parser_t *parser = readstat_parser_init();
    const char *encoding = f->file.request->reading->encoding;
    if (!parser)
        return kom_no_memory_in(err, path);
    f->status = KOM_OK;
    f->said[0] = '\0';
    f->n_said = -1;
    f->n_columns = 0;
    kom_statfile_read_by(&f->bytes, parser);
    (void)readstat_set_error_handler(parser, take_message);
    if (reading & READ_LABELS)
        (void)readstat_set_value_label_handler(parser, take_label);
    if (reading & READ_COLUMNS) {
        (void)readstat_set_metadata_handler(parser, take_metadata);
        (void)readstat_set_variable_handler(parser, take_variable);
    }
    if (reading & READ_VALUES)
        (void)readstat_set_value_handler(parser, take_value);
    if (encoding)
        (void)readstat_set_file_character_encoding(
            parser,
            kom_name_alike(kom_text_of(encoding), kom_text_of("utf-8")) ? "UTF-8" : "WINDOWS-1252");
    errno = 0;
    readstat_error_t code = parse_form(parser, form, path, f);
    const bool no_converter =
        code == READSTAT_ERROR_UNSUPPORTED_CHARSET && (errno == ENOMEM || !can_convert());
    if (code == READSTAT_OK && f->bytes.failed)
        code = READSTAT_ERROR_READ;
    readstat_parser_free(parser);
    if (f->status && err)
        *err = f->err;
    if (f->status)
        return f->status;
    if (no_converter)
        return kom_fail(err, KOM_ENOMEM,
                        "%s: no converter of encodings could be loaded: memory ran out, or the "
                        "system has none (gconv)",
                        path);
    return code == READSTAT_OK ? KOM_OK : kom_statfile_explain(f, code, path, err);
}

/* ReadStat takes other files for catalogs without labels. */
static enum kom_status check_catalog(const char *path, struct kom_error *err) {
    char first[512];
    ssize_t n = kom_statfile_first(path, first, sizeof first);
    if (n < 0)
        return kom_fail(err, KOM_EIO, "%s: cannot be read: %s", path, strerror(errno));
    const struct kom_no_text *form = kom_first_bytes((struct kom_text){first, (size_t)n});
    return form && form->form == KOM_FORM_SAS7BCAT
               ? KOM_OK
               : kom_fail(err, KOM_EDATA,
                          "--catalog: %s is no SAS catalog but %s; name the catalog that the "
                          "formats of the data were kept in (.sas7bcat)",
                          path, form ? form->name : "something else");
}

enum kom_status kom_statfile_look(struct kom_statfile *f, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    f->labels.ignores_case = is_sas(f);
    if (f->file.request->catalog)
        status = check_catalog(f->file.request->catalog, err);
    if (!status && f->file.request->catalog)
        status = parse(f, KOM_FORM_SAS7BCAT, f->file.request->catalog, READ_LABELS, err);
    if (!status && !is_sas(f))
        status = parse(f, f->form, f->file.path, READ_LABELS, err);
    kom_label_sets_sort(&f->labels);
    if (!status && f->file.request->codebook)
        status = parse(f, f->form, f->file.path, READ_COLUMNS, err);
    return status;
}

/* Rows that ReadStat did not give, though it found nothing wrong. */
static enum kom_status check_whole(struct kom_statfile *f, struct kom_error *err) {
    if (kom_sas_pages_check(f) || kom_long_texts_check_all(f)) {
        *err = f->err;
        return f->err.status;
    }
    int64_t n = f->n_rows + (int64_t)f->pages.n_all_deleted;
    if (f->next_column)
        return kom_fail(err, KOM_EDATA, "%s: ends within row %lld; fetch or copy it again",
                        f->file.path, (long long)f->n_rows + 1);
    if (f->n_said >= 0 && n != f->n_said)
        return kom_fail(err, KOM_EDATA,
                        "%s: says to have %lld rows and has %lld; fetch or copy it again",
                        f->file.path, (long long)f->n_said, (long long)n);
    if (f->n_said < 0 && f->bytes.ends_within)
        return kom_fail(err, KOM_EDATA, "%s: ends within row %lld; fetch or copy it again",
                        f->file.path, (long long)f->n_rows + 1);
    return KOM_OK;
}

void kom_statfile_rows(struct kom_statfile *f) {
    struct kom_error err = {KOM_OK, ""};
    enum kom_status status = parse(f, f->form, f->file.path, READ_COLUMNS | READ_VALUES, &err);
    if (!status && !f->is_begun && begin(f) != READSTAT_HANDLER_OK) {
        status = f->status;
        err = f->err;
    }
    if (!status)
        status = check_whole(f, &err);
    if (f->is_begun && f->block.n && give(f) != READSTAT_HANDLER_OK && !status) {
        status = f->status;
        err = f->err;
    }
    f->file.is_whole = !status;
    kom_channel_end(&f->file.channel, status, &err);
}
