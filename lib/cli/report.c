/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run counts and says, kept until its end. */
#include "report.h"

#include <assert.h>
#include <string.h>

#include "mem.h"

struct kom_report *kom_report_new(void) {
    return kom_alloc(1, sizeof(struct kom_report));
}

void kom_report_free(struct kom_report *report) {
    for (size_t i = 0; report && i < report->n_messages; i++)
        kom_free(report->message[i].text);
    kom_free(report ? report->message : NULL);
    kom_free(report);
}

void kom_report_message(struct kom_run *run, const char *kind, const char *text) {
    struct kom_report *r = run->report;
    size_t n = strlen(text) + 1;
    void *p = r ? r->message : NULL;
    char *copy = r ? kom_resize(NULL, n, 1) : NULL;
    if (!copy || kom_grow(&p, &r->cap_messages, r->n_messages + 1, sizeof *r->message)) {
        kom_free(copy); /* said it was, and kom_mem_failures: no report is written */
        return;
    }
    r->message = p;
    memcpy(copy, text, n);
    r->message[r->n_messages++] = (struct kom_report_said){kind, copy};
}

static struct kom_report_table *table_of(struct kom_report *r, bool is_side, const char *name) {
    struct kom_report_table *list = is_side ? r->side : r->table;
    size_t *n = is_side ? &r->n_sides : &r->n_tables;
    for (size_t i = 0; i < *n; i++)
        if (strcmp(list[i].name, name) == 0)
            return &list[i];
    assert(*n < KOM_REPORT_TABLES);
    list[*n] = (struct kom_report_table){.name = name};
    return &list[(*n)++];
}

void kom_report_count(struct kom_run *run, bool is_side, const char *table, uint64_t n_read,
                      uint64_t n_used) {
    struct kom_report_table *t = table_of(run->report, is_side, table);
    t->n_read += n_read;
    t->n_used += n_used;
}

void kom_run_count(struct kom_run *run, const char *table, uint64_t n_read, uint64_t n_used) {
    kom_report_count(run, false, table, n_read, n_used);
}

void kom_report_take_back(struct kom_run *run, const char *table, uint64_t n) {
    struct kom_report_table *t = table_of(run->report, false, table);
    t->n_used -= n;
}

void kom_report_aside(struct kom_run *run, bool is_side, const char *table, const char *reason,
                      uint64_t n) {
    struct kom_report_table *t = table_of(run->report, is_side, table);
    for (size_t i = 0; i < t->n_reasons; i++) {
        if (strcmp(t->reason[i], reason) == 0) {
            t->n_aside[i] += n;
            return;
        }
    }
    assert(t->n_reasons < KOM_REPORT_REASONS);
    t->reason[t->n_reasons] = reason;
    t->n_aside[t->n_reasons++] = n;
}

void kom_run_aside(struct kom_run *run, const char *table, const char *reason, uint64_t n) {
    kom_report_aside(run, false, table, reason, n);
}
