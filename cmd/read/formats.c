/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of formats; opening files of them, ending them, and what is to be said at the end. */
#include "formats.h"

#include "mem.h"

#ifdef KOM_HAVE_READSTAT
#define STAT_LIBRARY "ReadStat"
#else
#define STAT_LIBRARY "built without ReadStat (SAS, SPSS, Stata)"
#endif

#ifdef KOM_HAVE_XLSX
#define XLSX_LIBRARY "libzip " KOM_LIBZIP_VERSION ", expat " KOM_EXPAT_VERSION
#else
#define XLSX_LIBRARY "built without libzip and expat (Excel)"
#endif

const char kom_read_libraries[] = STAT_LIBRARY ", " XLSX_LIBRARY;

static const struct kom_read_format *const formats[] = {
#ifdef KOM_HAVE_READSTAT
    &kom_read_stat,
#endif
    &kom_read_jsonstat,
    &kom_read_px,
#ifdef KOM_HAVE_XLSX
    &kom_read_xlsx,
#endif
    NULL,
};

static const struct kom_read_format *find(enum kom_form form) {
    size_t i = 0;
    while (formats[i] && !formats[i]->reads(form))
        i++;
    return formats[i];
}

/* ---- the stream ---- */

static enum kom_status read_stream(void *self, char *p, size_t cap, size_t *n,
                                   struct kom_error *err) {
    struct kom_read_file *f = self;
    return kom_channel_read(&f->channel, p, cap, n, err);
}

static void close_stream(void *self) {
    struct kom_read_file *f = self;
    if (!f->has_thread)
        return;
    kom_channel_close(&f->channel);
    (void)pthread_join(f->thread, NULL);
    f->has_thread = false;
}

static void *run_thread(void *context) {
    struct kom_read_file *f = context;
    f->format->rows(f);
    return NULL;
}

static enum kom_status start(struct kom_read_file *f, struct kom_error *err) {
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

static struct kom_read_file *add_file(struct kom_read_files *files,
                                      const struct kom_foreign_input *input) {
    const struct kom_read_format *format = find(input->form->form); /* as reads() found it */
    struct kom_read_file *f = format ? kom_alloc(1, format->nbytes) : NULL;
    if (!f)
        return NULL;
    f->format = format;
    f->request = &files->request;
    f->path = input->path;
    f->name = input->source ? kom_source_name(input->source) : input->path;
    f->source = input->source;
    f->form = input->form;
    f->table.description = f->form->name;
    if (files->last)
        files->last->later = f;
    else
        files->first = f;
    files->last = f;
    return f;
}

static enum kom_status write_codebook(const struct kom_read_file *f, struct kom_error *err) {
    struct kom_buf text = {0};
    if (!f->format->codebook)
        return kom_fail(err, KOM_EUSAGE, "--write-codebook: %s is %s, which has none", f->name,
                        f->form->name);
    f->format->codebook(f, &text);
    enum kom_status status = text.failed
                                 ? kom_no_memory(err)
                                 : kom_sink_write(f->request->codebook, kom_buf_view(&text), err);
    kom_buf_fini(&text);
    return status;
}

static enum kom_status open_file(void *self, const struct kom_foreign_input *input,
                                 struct kom_stream *stream, const struct kom_foreign_table **table,
                                 struct kom_error *err) {
    struct kom_read_files *files = self;
    struct kom_read_file *f = add_file(files, input);
    if (!f) {
        kom_source_close(input->source);
        return kom_no_memory_in(err, input->path);
    }
    enum kom_status status = f->format->look(f, err);
    if (!status && f->request->codebook)
        status = write_codebook(f, err);
    if (!status)
        status = start(f, err);
    *stream = (struct kom_stream){f, read_stream, close_stream};
    *table = &f->table;
    return status;
}

static bool reads(enum kom_form form) {
    return find(form);
}

static bool reads_forward(enum kom_form form) {
    const struct kom_read_format *format = find(form);
    return format && format->reads_forward;
}

void kom_read_files_init(struct kom_read_files *files) {
    files->foreign = (struct kom_foreign){files, reads, reads_forward, open_file};
}

/* ---- the end ---- */

static void say_of(const struct kom_read_file *f, bool is_warning,
                   void (*say)(void *context, bool is_warning, const char *line), void *context) {
    struct kom_buf line = {0};
    kom_buf_printf(&line, "%s: ", f->name);
    size_t n = line.n;
    if (!is_warning)
        f->format->note(f, &line);
    else if (f->format->warn)
        f->format->warn(f, &line);
    bool is_said = line.n > n;
    kom_buf_byte(&line, '\0');
    if (line.failed)
        say(context, true, "memory ran out for what is to be said of a file");
    else if (is_said)
        say(context, is_warning, line.p);
    kom_buf_fini(&line);
}

void kom_read_files_say(const struct kom_read_files *files,
                        void (*say)(void *context, bool is_warning, const char *line),
                        void *context) {
    for (const struct kom_read_file *f = files->first; f; f = f->later)
        for (int is_warning = 0; is_warning < 2 && f->is_whole; is_warning++)
            say_of(f, is_warning, say, context);
}

static void free_file(struct kom_read_file *f) {
    close_stream(f);
    if (f->has_channel)
        kom_channel_fini(&f->channel);
    f->format->fini(f);
    kom_source_close(f->source);
    kom_free(f);
}

void kom_read_files_fini(struct kom_read_files *files) {
    for (struct kom_read_file *f = files->first; f;) {
        struct kom_read_file *later = f->later;
        free_file(f);
        f = later;
    }
    *files = (struct kom_read_files){.first = NULL};
}
