/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --day COL,...=FORM and --century: which columns are days, of the main input and of side tables.
 */
#include <string.h>

#include "mem.h"
#include "options.h"

static enum kom_status century(struct kom_run *run, int16_t *year) {
    int64_t value;
    enum kom_status status = kom_run_whole(run, KOM_OPT_century, 1, 9900, 0, &value);
    *year = (int16_t)value;
    return status;
}

/* Items from..until, the last with its =FORM, get that form. */
static enum kom_status close_group(struct kom_run *run, struct kom_list list, size_t from,
                                   size_t until, struct kom_day_rule *rules) {
    struct kom_day_form form;
    const char *last = list.item[until], *equals = strrchr(last, '=');
    if (!equals || !kom_day_form_parse(kom_text_of(equals + 1), &form))
        return kom_run_usage(run, KOM_OPT_day,
                             "\"%s\" does not end in a form: =iso, =dmy, =mdy, =ymd, =ddmmyyyy, "
                             "=excel, =sas, =date9, =statbank or =words",
                             last);
    const char *side = NULL;
    for (size_t i = from; i <= until; i++) {
        const char *item = list.item[i], *own = kom_run_side_of(run, &item);
        enum kom_status status = own ? KOM_OK : kom_run_check_path(run, KOM_OPT_day, item);
        if (status)
            return status;
        side = own ? own : side; /* offerings:start,end=dmy speaks of one table */
        size_t n = i == until ? (size_t)(strrchr(item, '=') - item) : strlen(item);
        rules[i] = (struct kom_day_rule){side, kom_arena_copy(&run->arena, item, n), form};
        if (!rules[i].column)
            return kom_no_memory(&run->err);
        if (n == 0)
            return kom_run_usage(run, KOM_OPT_day, "\"%s\" names no column", list.item[i]);
    }
    return KOM_OK;
}

enum kom_status kom_run_days(struct kom_run *run) {
    struct kom_list list;
    const char *all;
    enum kom_status status = kom_run_joined(run, KOM_OPT_day, &all);
    if (!status)
        status = kom_run_split(run, KOM_OPT_day, all, false, &list);
    if (status)
        return status;
    struct kom_day_rule *rules = kom_arena_take(&run->arena, (list.n + 1) * sizeof *rules);
    size_t from = 0;
    if (!status && !rules)
        status = kom_no_memory(&run->err);
    for (size_t i = 0; i < list.n && !status; i++) {
        if (!strchr(list.item[i], '=') && i + 1 < list.n)
            continue;
        status = close_group(run, list, from, i, rules);
        from = i + 1;
    }
    run->reading.days = rules;
    run->reading.n_days = list.n;
    return status ? status : century(run, &run->reading.century);
}
