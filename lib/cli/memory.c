/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said when memory ran out, and what needs less of it. */
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "options.h"
#include "os.h"

static bool takes(const struct kom_run *run, enum kom_opt id) {
    struct kom_tool_option list[KOM_OPTIONS_MAX];
    kom_tool_options(run->tool, list);
    for (size_t i = 0; list[i].id != KOM_OPT_END; i++)
        if (list[i].id == id)
            return true;
    return false;
}

/* Adds one thing that needs less; n: those that stand there. */
static void offer(struct kom_line *line, unsigned *n, bool is_one, const char *what) {
    if (!is_one)
        return;
    kom_line_str(line, (*n)++ ? ", or with " : "; less is needed with ");
    kom_line_str(line, what);
}

static bool is_limited(void) {
    return kom_os_limit().is_there;
}

static const char *raise_it(void) {
    return kom_os_limit().is_data ? "raise the limit (ulimit -d)" : "raise the limit (ulimit -v)";
}

/* By itself --memory is half of the limit; and tools that stream need the same for few rows and
   many. */
static void add_remedies(const struct kom_run *run, struct kom_line *line) {
    const bool sums = takes(run, KOM_OPT_stats), counts = takes(run, KOM_OPT_period);
    const bool spills = takes(run, KOM_OPT_memory), loads = takes(run, KOM_OPT_only);
    const bool is_own = spills && (run->value[KOM_OPT_memory] || !is_limited());
    unsigned n = 0;
    offer(line, &n, is_own, "a smaller --memory, which lets more wait in files");
    offer(line, &n, run->has_threads, "-j 1");
    offer(line, &n, sums, "fewer groups (--by) or --stats");
    offer(line, &n, counts, "fewer groups (--by)");
    offer(line, &n, run->value[KOM_OPT_margins], "fewer --margins");
    offer(line, &n, loads && !sums && !spills && !run->has_streamed, "fewer rows (--only)");
    if (!is_limited())
        return;
    kom_line_str(line, n ? ", or " : "; ");
    kom_line_str(line, raise_it());
}

/* "--memory: ... find no room; give more": what needs less is in the text. */
static bool names_option(const struct kom_run *run, enum kom_status status) {
    return status == KOM_ENOMEM && run->err.status == KOM_ENOMEM &&
           strncmp(run->err.text, "--", 2) == 0;
}

/* A limit that nobody gave is half of the shell's, which then is what more can be had of. */
static enum kom_status keep_limit(struct kom_run *run) {
    if (run->value[KOM_OPT_memory] || !is_limited())
        return KOM_ENOMEM;
    return kom_fail(&run->err, KOM_ENOMEM, "%s, or %s", run->err.text, raise_it());
}

enum kom_status kom_run_believe(struct kom_run *run, enum kom_status status) {
    struct kom_line line = {.n = 0};
    /* A limit was kept, unless an allocation failed: then it may not have been reached at all. */
    const bool is_own_limit = names_option(run, status);
    if (is_own_limit && kom_mem_failures() == 0)
        return keep_limit(run);
    if (status != KOM_ENOMEM && kom_mem_failures() == 0)
        return status;
    const bool is_said = status == KOM_ENOMEM && run->err.status == KOM_ENOMEM && !is_own_limit;
    kom_line_str(&line, is_said ? run->err.text : "memory ran out");
    add_remedies(run, &line);
    return kom_fail(&run->err, KOM_ENOMEM, "%s", line.p);
}
