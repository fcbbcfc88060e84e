/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A REFI-QDA project (.qdpx): a zip file whose project.qde names users, codes, cases and sources
   with their selections and codings, as the REFI-QDA Standard 1.0 (2019) has it. Inside kom-code
   only. */
#ifndef KOM_CODE_PROJECT_H
#define KOM_CODE_PROJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "intern.h"
#include "mem.h"
#include "packed/package.h"

/* Things with a GUID and a name: users, codes, sources, variables. */
struct qda_item {
    struct kom_text name; /* once all are known: unlike that of the others */
    uint32_t above;       /* of codes: what they lie under; KOM_NO_ID: nothing */
    bool is_there;        /* the project has it; else it is only spoken of */
};

struct qda_items {
    struct kom_intern guids; /* lower case, without braces */
    struct qda_item *item;   /* of each */
    size_t cap;
};

/* Why a coding cannot be read; a digit in the text. */
enum qda_fault { QDA_FINE, QDA_RANGE, QDA_NO_CODE, QDA_NO_POINT, QDA_N_FAULTS };

/* A part of a text: its first place and the one behind its last, in code points. */
struct qda_passage {
    uint32_t path; /* among the paths; KOM_NO_ID: it is in no text */
    uint64_t from, to;
};

/* A text that stands in project.qde itself, in its bytes; its path is # and its number. */
struct qda_content {
    size_t from, n;
};

/* A code that somebody gave to a part of a source. */
struct qda_coding {
    uint32_t source, code, user, segment; /* user KOM_NO_ID: nobody says */
    struct qda_passage passage;
    uint64_t line; /* in project.qde */
    enum qda_fault fault;
};

/* A variable of a source, or of a case that refers to it. */
struct qda_value {
    uint32_t source, variable;
    struct kom_text text;
};

struct qda_project {
    const char *path; /* borrowed */
    struct kom_package package;
    struct kom_arena arena;
    struct qda_items users, codes, sources, variables;
    struct kom_intern segments, paths;
    struct qda_coding *coding;
    size_t n_codings, cap_codings;
    struct qda_value *value;
    size_t n_values, cap_values;
    struct {
        size_t notes, cases, others; /* codings of memos and cases, which are no documents, or of
                                        what the standard does not have codings of */
        size_t parts;                /* cases of which a selection is part */
        size_t sets;                 /* of sources */
    } left_out;
    bool wants_passages;
    struct kom_buf contents;
    struct qda_content *content;
    size_t n_contents, cap_contents;
    size_t n_outside;   /* passages whose text is not in the project */
    struct kom_buf csv; /* all rows, once made */
    uint64_t *line;     /* in project.qde, of each row; 0: of none */
    size_t n_rows, cap_rows;
    size_t n_fields;
};

/* read.c: opens the zip file and reads project.qde. KOM_EDATA: damaged, or no project. */
enum kom_status qda_read(struct qda_project *p, const char *path,
                         struct kom_error *err) KOM_MUSTUSE;
void qda_fini(struct qda_project *p);

/* items.c: the number of a GUID, made where it is new; KOM_NO_ID: memory ran out. */
uint32_t qda_item_of(struct qda_items *items, const char *guid);
void qda_items_fini(struct qda_items *items);

/* Names that are unlike: of codes that are called alike the path, of others the GUID behind. */
enum kom_status qda_name_all(struct qda_project *p, struct kom_error *err) KOM_MUSTUSE;

/* rows.c: the project as a text of commas, p->csv; and its codes as a codebook. */
enum kom_status qda_rows(struct qda_project *p, struct kom_error *err) KOM_MUSTUSE;
void qda_codebook(const struct qda_project *p, struct kom_buf *out);

/* passages.c: the texts of the sources, one held at a time; adds a passage. */
struct qda_texts {
    uint32_t path; /* that is held */
    struct kom_buf text;
    uint64_t *place; /* of every 1024th code point: its byte */
    size_t n_places, cap_places;
    bool is_there;
};

enum kom_status qda_add_passage(struct qda_project *p, struct qda_texts *t,
                                const struct qda_passage *passage, struct kom_buf *out,
                                bool *is_there, struct kom_error *err) KOM_MUSTUSE;
void qda_texts_fini(struct qda_texts *t);

#endif
