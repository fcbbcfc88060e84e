/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables in files that are no text, read by a tool that knows how: as if they were a text of
   commas, points and ISO days. */
#ifndef KOM_FOREIGN_H
#define KOM_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "extract.h"
#include "first_bytes.h"
#include "kom/error.h"
#include "source.h"
#include "stream.h"

/* What is known of such a table once it is open. Owned by its reader, and lives as long as that. */
struct kom_foreign_table {
    const char *description; /* "a Stata file (.dta), 7 columns" */
    size_t n_fields;
    const bool *is_status; /* of each field: it says why the field before it has no value */
    const bool *is_code; /* of each field: it holds codes, also where the vocabulary knows its name
                            for a number or a day; NULL: of none */
    const char *const *made_by; /* of each field: the option that asks for it, under a name that
                                   --rename leaves alone; NULL: it is the file's own */
    bool is_told;     /* what the call says of marks and days its reader has done already */
    bool is_typed_in; /* its headings are cells like others: are they headings at all? */
    void *self;       /* the table's, for what follows; each may be NULL */
    /* What a line of the text is in the file, and where in it (*name; else it stays). */
    uint64_t (*place)(const struct kom_foreign_table *t, uint64_t line, const char **name);
    /* A row that cannot be read has one field more, without quotes: adds what is wrong with it. */
    void (*explain)(const struct kom_foreign_table *t, struct kom_text field, struct kom_buf *out);
    /* Adds the option under which the table begins with that line. */
    void (*begin_at)(const struct kom_foreign_table *t, uint64_t line, struct kom_buf *out);
};

/* A file as the reader gets it. */
struct kom_foreign_input {
    const char *path;
    const struct kom_no_text *form;
    struct kom_source
        *source; /* of a form that is read from front to back: its bytes from the first
                    one, to be closed by the reader; NULL: the reader opens the path */
};

/* A reader of such files. */
struct kom_foreign {
    void *self;
    bool (*reads)(enum kom_form form);
    bool (*reads_forward)(enum kom_form form); /* from front to back: pipes and gzip will do */
    /* Opens a file of a form that it reads; the stream begins with the headings. KOM_EDATA:
     * damaged; KOM_EUSAGE: the call asks for what the file has not. */
    enum kom_status (*open)(void *self, const struct kom_foreign_input *input,
                            struct kom_stream *stream, const struct kom_foreign_table **table,
                            struct kom_error *err);
};

/* Reads x->source, whose first bytes (`sample`, read already) are of this form, by the call's
   reader from now on: the source is exchanged (none is left where that fails), and *table filled.
   KOM_EUSAGE also where the call has options that speak of text. */
enum kom_status kom_foreign_open(struct kom_extract *x, const struct kom_no_text *form,
                                 struct kom_text sample, const struct kom_foreign_table **table,
                                 struct kom_error *err) KOM_MUSTUSE;

/* The option that a field is there for; NULL: it is the file's own. table may be NULL. */
const char *kom_foreign_made_by(const struct kom_foreign_table *table, size_t field);

/* Of n headings, which are `own` in the file: KOM_EUSAGE where one that the call asks for is there
   already. table may be NULL. */
enum kom_status kom_foreign_check_made(const struct kom_foreign_table *table, const char *file,
                                       const struct kom_text *own, const struct kom_text *name,
                                       size_t n, struct kom_error *err) KOM_MUSTUSE;

#endif
