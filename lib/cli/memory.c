/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said when memory ran out, and what needs less of it. */
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "options.h"

static bool takes(const struct kom_run *run, enum kom_opt id) {
    struct kom_tool_option list[KOM_OPTIONS_MAX];
    kom_tool_options(run->tool, list);
    for (size_t i = 0; list[i].id != KOM_OPT_END; i++)
        if (list[i].id == id)
            return true;
    return false;
}

/* Adds one thing that needs less. */
static void offer(struct kom_line *line, bool is_one, const char *what) {
    if (!is_one)
        return;
    kom_line_str(line, strstr(line->p, "; ") ? ", or with " : "; less is needed with ");
    kom_line_str(line, what);
}

/* A function that met the failure may have told a remedy of its own. */
static void add_remedies(const struct kom_run *run, struct kom_line *line) {
    const bool is_told = strstr(line->p, "; ") != NULL;
    if (is_told)
        return;
    offer(line, takes(run, KOM_OPT_scale), "a smaller --scale");
    offer(line, takes(run, KOM_OPT_memory), "a smaller --memory, which lets more wait in files");
    offer(line, run->n_threads > 1 && takes(run, KOM_OPT_threads), "-j 1");
    offer(line, takes(run, KOM_OPT_by), "fewer groups (--by)");
    offer(line, takes(run, KOM_OPT_only), "fewer rows (--only)");
}

enum kom_status kom_run_believe(struct kom_run *run, enum kom_status status) {
    struct kom_line line = {.n = 0};
    if (status != KOM_ENOMEM && kom_mem_failures() == 0)
        return status;
    const bool is_said = status == KOM_ENOMEM && run->err.status == KOM_ENOMEM;
    kom_line_str(&line, is_said ? run->err.text : "memory ran out");
    add_remedies(run, &line);
    return kom_fail(&run->err, KOM_ENOMEM, "%s", line.p);
}
