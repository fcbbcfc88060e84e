/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REFI-QDA projects as an input of kom-code. Inside kom-code only. */
#ifndef KOM_CODE_PROJECTS_H
#define KOM_CODE_PROJECTS_H

#include "foreign.h"
#include "tool.h"

struct code_project;

/* All of a run. Zero-initialised but for wants_passages. */
struct code_projects {
    struct kom_foreign foreign; /* for the reading */
    struct code_project *first, *last;
    size_t n;
    bool wants_passages;
};

/* Has the run read them, where the build can. */
void code_projects_begin(struct code_projects *c, struct kom_run *run);

/* Adds their codes as a table code, parent; nothing where there is no project. */
void code_projects_codebook(const struct code_projects *c, struct kom_buf *out);

/* What is to be said of them. */
void code_projects_say(const struct code_projects *c, struct kom_run *run);

/* After the extract that read them is closed. */
void code_projects_fini(struct code_projects *c);

/* For --version: the libraries, or what the build is without. */
extern const char code_libraries[];

#endif
