/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a table: one finding a violation, in the order of the rows, and the clean rows
 * apart from the others. */
#ifndef KOM_CHECK_H
#define KOM_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "extract.h"
#include "frame.h"
#include "kom/error.h"
#include "meet.h"
#include "method.h"
#include "output.h"
#include "sink.h"

enum kom_check_rule {
#define KOM_CHECK_RULE(name, severity) KOM_CHECK_##name,
#include "rules.def"
#undef KOM_CHECK_RULE
    KOM_N_CHECK_RULES,
    KOM_CHECK_NOT_ASKED = KOM_N_CHECK_RULES, /* no rule: why a row was set aside */
};

/* How a rule is taken. MIXED: an error where the value cannot be read, a warning where it can; of a
   column that is not declared, an error where the schema says that there are no others. */
enum kom_check_severity {
    KOM_CHECK_ERROR,
    KOM_CHECK_WARNING,
    KOM_CHECK_OFF,
    KOM_CHECK_MIXED,
};

/* The name of a rule, as in the output. */
const char *kom_check_rule_name(enum kom_check_rule rule);

/* What is to be checked, and against what. Zero-initialise, then kom_check_defaults. Everything is
 * borrowed; NULL: none. */
struct kom_check_request {
    enum kom_check_severity severity[KOM_N_CHECK_RULES];
    const struct kom_frame *offerings, *participation, *municipalities;
    const struct kom_check_recipients *recipients; /* read (recipients.h) */
    struct kom_unmatched *unmatched; /* where codes that these spell differently are told */
    int32_t from, to;                /* KOM_DAY_NONE: no bound */
    bool official;   /* municipalities are those of the official list, instead of any table's */
    bool duplicates; /* rows that are equal in all columns are findings */
    struct kom_sink *out, *good, *aside; /* findings; rows without an error; the others */
    uint64_t
        max_memory; /* bytes for keys and what waits; beyond it, files in `folder`; 0: no end */
    const char *folder;
    bool saves;       /* the rows are a part of a run: no result, but a state */
    bool is_loaded;   /* of rows that parts told */
    bool keeps_aside; /* a state has what is written to `aside` once it is known which rows those
                         are */
};

void kom_check_defaults(struct kom_check_request *request);

/* The two words of an item of --severity; NULL past the last. */
const char *kom_check_rule_word(size_t i);
const char *kom_check_severity_word(size_t i);

/* Reads "RULE=error|warning|off" of --severity. KOM_EUSAGE: no such rule or word. */
enum kom_status kom_check_set_severity(struct kom_check_request *request, const char *item,
                                       struct kom_error *err) KOM_MUSTUSE;

/* What was found. */
struct kom_check_result {
    uint64_t n_errors, n_warnings;
    uint64_t n_good;                    /* rows without an error */
    uint64_t reason[KOM_N_CHECK_RULES]; /* rows set aside, by their first error */
    uint64_t found[KOM_N_CHECK_RULES];  /* findings, by rule */
};

/* The columns of the list of findings. */
extern const struct kom_output_column kom_check_columns[];

/* A check. What a part cannot tell, as other rows decide it, its state keeps: every key, every
   spell, how bytes are written, and with keeps_aside every row that may be set aside yet. Its
   method asks an extract, whose columns nobody has asked for yet and whose reading skips bad rows,
   for all of them; header and findings go to request->out as the rows come. Uniqueness keeps 20 to
   40 bytes a key in memory (one or two where they are numbers that rise), the keys themselves in a
   file beyond an eighth of max_memory or 16 MB. Keys that find no room in half of it wait for the
   end in 64 parts, and with them all findings (and rows, where good or aside are asked for) from
   there on, in files; then one part is in memory at a time, whatever max_memory says. With a
   foreign key to the table itself all waits. The result is the same. KOM_EDATA: a side table cannot
   be read. KOM_EIO: a file in `folder`. */
struct kom_check;

extern const struct kom_method kom_check_method;

/* The request is copied. *check is to be freed even when KOM_ENOMEM. */
enum kom_status kom_check_new(struct kom_check **check, const struct kom_check_request *request,
                              struct kom_error *err) KOM_MUSTUSE;
void kom_check_free(struct kom_check *check);

/* What was found; after finish, or after save: as far as a part can tell, by each row alone. */
const struct kom_check_result *kom_check_result(const struct kom_check *check);

#endif
