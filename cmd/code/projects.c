/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Projects as files that are no text: each is read whole when it is opened, and its rows are taken
   from memory. */
#include "code/projects.h"

#ifdef KOM_HAVE_XLSX
#include <string.h>

#include "code/project/project.h"

const char code_libraries[] = "libzip " KOM_LIBZIP_VERSION ", expat " KOM_EXPAT_VERSION;

struct code_project {
    struct code_project *later;
    struct qda_project qda;
    struct kom_foreign_table table;
    bool *is_status; /* of each field: none is */
    struct kom_buf name, description;
    size_t read;
};

/* ---- the stream ---- */

static enum kom_status read_stream(void *self, char *p, size_t cap, size_t *n,
                                   struct kom_error *err) {
    struct code_project *project = self;
    const struct kom_buf *csv = &project->qda.csv;
    const size_t left = csv->n - project->read;
    (void)err;
    *n = left < cap ? left : cap;
    if (*n)
        memcpy(p, csv->p + project->read, *n);
    project->read += *n;
    return KOM_OK;
}

static void close_stream(void *self) {
    (void)self;
}

/* ---- messages ---- */

static uint64_t place(const struct kom_foreign_table *t, uint64_t line, const char **name) {
    const struct code_project *project = t->self;
    const uint64_t at = line && line <= project->qda.n_rows ? project->qda.line[line - 1] : 0;
    *name = project->name.p;
    return at ? at : 1;
}

static void explain(const struct kom_foreign_table *t, struct kom_text field, struct kom_buf *out) {
    static const char *const why[QDA_N_FAULTS] = {
        [QDA_RANGE] = "a selection has no range: its ends are missing, or the other way round",
        [QDA_NO_CODE] = "a coding names a code that the codebook of the project has not",
        [QDA_NO_POINT] = "a selection begins or ends at a point that the transcript has not",
    };
    (void)t;
    for (int i = QDA_RANGE; i < QDA_N_FAULTS; i++)
        if (field.n == 1 && field.p[0] == '0' + i)
            kom_buf_str(out, why[i]);
}

/* ---- opening ---- */

static enum kom_status lay_out(struct code_project *project, const struct kom_no_text *form,
                               struct kom_error *err) {
    const struct qda_project *p = &project->qda;
    project->is_status = kom_alloc(p->n_fields + 1, sizeof *project->is_status);
    kom_buf_printf(&project->name, "%s[project.qde]", p->path);
    kom_buf_byte(&project->name, '\0');
    kom_buf_printf(&project->description, "%s, %zu codes, %zu sources, %zu codings", form->name,
                   p->codes.guids.n, p->sources.guids.n, p->n_codings);
    kom_buf_byte(&project->description, '\0');
    project->table = (struct kom_foreign_table){
        .description = project->description.p,
        .n_fields = p->n_fields,
        .is_status = project->is_status,
        .self = project,
        .place = place,
        .explain = explain,
    };
    const bool failed = project->name.failed || project->description.failed;
    return !project->is_status || failed ? kom_no_memory_in(err, p->path) : KOM_OK;
}

static enum kom_status open_file(void *self, const struct kom_foreign_input *input,
                                 struct kom_stream *stream, const struct kom_foreign_table **table,
                                 struct kom_error *err) {
    struct code_projects *c = self;
    struct code_project *project = kom_alloc(1, sizeof *project);
    if (!project)
        return kom_no_memory_in(err, input->path);
    project->qda.wants_passages = c->wants_passages;
    if (c->last)
        c->last->later = project;
    else
        c->first = project;
    c->last = project;
    c->n++;
    enum kom_status status = qda_read(&project->qda, input->path, err);
    if (!status)
        status = qda_rows(&project->qda, err);
    if (!status)
        status = lay_out(project, input->form, err);
    *stream = (struct kom_stream){project, read_stream, close_stream};
    *table = &project->table;
    return status;
}

static bool reads(enum kom_form form) {
    return form == KOM_FORM_QDPX;
}

static bool reads_forward(enum kom_form form) {
    (void)form;
    return false;
}

void code_projects_begin(struct code_projects *c, struct kom_run *run) {
    c->foreign = (struct kom_foreign){c, reads, reads_forward, open_file};
    run->reading.foreign = &c->foreign;
}

/* ---- the end ---- */

void code_projects_codebook(const struct code_projects *c, struct kom_buf *out) {
    if (c->first)
        kom_buf_str(out, "code,parent\n");
    for (const struct code_project *p = c->first; p; p = p->later)
        qda_codebook(&p->qda, out);
}

void code_projects_say(const struct code_projects *c, struct kom_run *run) {
    for (const struct code_project *p = c->first; p; p = p->later) {
        const struct qda_project *q = &p->qda;
        const struct {
            size_t n;
            const char *what;
        } said[] = {
            {q->left_out.notes, "codings of memos, which are no documents, are left out"},
            {q->left_out.cases, "codings of cases, which are no documents, are left out"},
            {q->left_out.others, "codings that the standard has no place for are left out"},
            {q->left_out.parts,
             "cases that are parts of documents lend these no variables for --by"},
            {q->n_outside, "passages that are no text of the project are blank"},
        };
        for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
            if (said[i].n)
                kom_run_warn(run, "%s: %s: %zu", q->path, said[i].what, said[i].n);
        if (q->left_out.sets)
            kom_run_note(run, "%s: sets of sources are not read: %zu", q->path, q->left_out.sets);
    }
}

void code_projects_fini(struct code_projects *c) {
    for (struct code_project *p = c->first; p;) {
        struct code_project *later = p->later;
        qda_fini(&p->qda);
        kom_buf_fini(&p->name);
        kom_buf_fini(&p->description);
        kom_free(p->is_status);
        kom_free(p);
        p = later;
    }
    *c = (struct code_projects){.first = NULL};
}

#else

const char code_libraries[] = "built without libzip and expat (REFI-QDA)";

void code_projects_begin(struct code_projects *c, struct kom_run *run) {
    (void)c, (void)run;
}

void code_projects_codebook(const struct code_projects *c, struct kom_buf *out) {
    (void)c, (void)out;
}

void code_projects_say(const struct code_projects *c, struct kom_run *run) {
    (void)c, (void)run;
}

void code_projects_fini(struct code_projects *c) {
    (void)c;
}

#endif
