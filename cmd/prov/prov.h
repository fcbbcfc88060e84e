/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a command and the runs of tools in it, on its way to a crate. */
#ifndef KOM_PROV_H
#define KOM_PROV_H

#include <jansson.h>
#include <limits.h>

#include "hide.h"
#include "seal.h"
#include "tool.h"

/* One run of a tool. */
struct kom_act {
    const json_t *record;   /* borrowed from prov->records */
    json_t *reads, *writes; /* identifiers of things, each once */
    const char *software;   /* identifier */
    char *key;              /* its content, to be sorted by */
    size_t n_before;        /* runs that are to stand before it and do not yet */
    bool is_placed;
};

/* A file that was looked at. */
struct kom_seen {
    const char *whole;
    struct kom_seal seal; /* not known: it is none that can be read */
};

struct kom_prov {
    struct kom_run *run;
    const char *crate;   /* its path, or NULL where none is written */
    char base[PATH_MAX]; /* the folder that identifiers are seen from */
    char here[PATH_MAX]; /* the folder that the command is run in */
    struct kom_hider *hider;
    const char *const *word; /* of the command, as typed; ends with NULL */
    size_t n_words;
    int exit;
    int32_t day;               /* that the crate was published */
    json_t *records;           /* owned */
    json_t *things, *software; /* identifier to entity; owned */
    json_t *inputs, *outputs;  /* identifiers of --inputs and --outputs; owned */
    struct kom_act *act;       /* owned; in the order of the crate once they are sorted */
    size_t n_acts;
    struct kom_seen *seen;
    size_t n_seen, cap_seen;
};

/* Makes things, software and runs of the records, and sorts the runs: what is read is written
   before, else by content. KOM_ENOMEM; a lack of memory in jansson shows in kom_mem_failures. */
enum kom_status kom_prov_gather(struct kom_prov *p) KOM_MUSTUSE;

/* Adds a file that was named on the command line, with these bytes, to inputs or outputs. */
enum kom_status kom_prov_add(struct kom_prov *p, json_t *list, const char *path,
                             const struct kom_seal *seal) KOM_MUSTUSE;

/* The document. NULL: memory ran out. The caller's. */
json_t *kom_prov_crate(struct kom_prov *p);

/* Warns of files that a tool wrote and that are no longer as it left them, though no other tool and
   no --outputs says what became of them. */
void kom_prov_say_changed(const struct kom_prov *p);

/* Warns of what looks like a secret in the command or in the options of its tools. */
void kom_prov_say_secrets(const struct kom_prov *p);

void kom_prov_fini(struct kom_prov *p);

/* kom-prov verify CRATE. */
enum kom_status kom_prov_verify(struct kom_run *run, const char *crate) KOM_MUSTUSE;

/* A list of texts: is one in it? The same list sorted, which takes the place of this one. */
bool kom_prov_has(const json_t *list, const char *id);
json_t *kom_prov_sorted(json_t *list);

/* A member of an object as a text; "" where it is none. */
const char *kom_prov_text(const json_t *object, const char *key);

#endif
