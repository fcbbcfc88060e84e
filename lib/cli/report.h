/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside cli only: what a run counts and says, as it is kept for the closing lines and --report. */
#ifndef KOM_REPORT_H
#define KOM_REPORT_H

#include "options.h"

enum { KOM_REPORT_TABLES = 16, KOM_REPORT_REASONS = 32 };

struct kom_report_table {
    const char *name;
    uint64_t n_read, n_used;
    const char *reason[KOM_REPORT_REASONS];
    uint64_t n_aside[KOM_REPORT_REASONS];
    size_t n_reasons;
};

struct kom_report_said {
    const char *kind;
    char *text;
};

struct kom_report {
    struct kom_report_table table[KOM_REPORT_TABLES];
    size_t n_tables;
    struct kom_report_table side[KOM_REPORT_TABLES]; /* have no closing line */
    size_t n_sides;
    struct kom_report_said *message;
    size_t n_messages, cap_messages;
};

/* Is the table one that was read beside the others, without a closing line of its own? */
void kom_report_count(struct kom_run *run, bool is_side, const char *table, uint64_t n_read,
                      uint64_t n_used);
void kom_report_aside(struct kom_run *run, bool is_side, const char *table, const char *reason,
                      uint64_t n);

#endif
