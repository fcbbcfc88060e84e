/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closing lines on standard error. */
#include "diag.h"
#include "report.h"

static void say_table(struct kom_run *run, const struct kom_report_table *t) {
    struct kom_line line = {.n = 0};
    kom_line_printf(&line, "%s: %llu rows read, %llu used, %llu set aside", t->name,
                    (unsigned long long)t->n_read, (unsigned long long)t->n_used,
                    (unsigned long long)(t->n_read - t->n_used));
    bool any = false;
    for (size_t i = 0; i < t->n_reasons; i++) {
        if (t->n_aside[i] == 0)
            continue;
        kom_line_printf(&line, "%s%s %llu", any ? ", " : " (", t->reason[i],
                        (unsigned long long)t->n_aside[i]);
        any = true;
    }
    kom_line_str(&line, any ? ")" : "");
    kom_run_say_rows(run, t, line.p);
}

void kom_report_say(struct kom_run *run) {
    for (size_t i = 0; i < run->report->n_tables; i++)
        say_table(run, &run->report->table[i]);
}
