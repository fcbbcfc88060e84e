/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-join --official: which list is meant, and said. */
#include "official_list.h"

#include <string.h>

#include "days.h"
#include "places.h"

static const char columns[] =
    "kom, name, valid_from, valid_to, successors, share, region and size_class";

static bool has_column(struct kom_text name) {
    static const char *const names[] = {"kom",        "name",  "valid_from", "valid_to",
                                        "successors", "share", "region",     "size_class"};
    bool found = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        found = found || kom_text_is(name, names[i]);
    return found;
}

/* Names of columns of the list, as long as nobody renames them: it is in no file that could be
   looked at, or turned first. */
static enum kom_status check_names(struct kom_run *run, enum kom_opt id,
                                   const struct kom_join_list *list) {
    for (size_t i = 0; i < list->n; i++) {
        const char *equals = id == KOM_OPT_on ? strchr(list->item[i], '=') : NULL;
        const char *name = equals ? equals + 1 : list->item[i];
        if (id == KOM_OPT_on && !equals) /* of both tables, through the vocabulary */
            continue;
        if (!run->reading.n_renames && !has_column(kom_text_of(name)))
            return kom_run_usage(run, id, "the official list has no column \"%s\"; it has %s", name,
                                 columns);
    }
    return KOM_OK;
}

static enum kom_status check_within(struct kom_run *run, const char *within) {
    static const char days[] = "valid_from,valid_to=";
    if (kom_run_has(run, KOM_OPT_year))
        return kom_run_usage(run, KOM_OPT_year, "has no meaning beside --within");
    return strncmp(within, days, sizeof days - 1) == 0 || run->reading.n_renames
               ? KOM_OK
               : kom_run_usage(run, KOM_OPT_within,
                               "\"%s\": in the official list it is valid_from,valid_to=DAYCOL",
                               within);
}

enum kom_status kom_join_parse_official(struct kom_run *run, struct kom_join_request *q) {
    static const char *const code[] = {"kom"};
    int64_t year = 0;
    if (kom_run_has(run, KOM_OPT_with))
        return kom_run_usage(run, KOM_OPT_with, "has no meaning beside --official");
    enum kom_status status = check_names(run, KOM_OPT_on, &q->on);
    if (!status)
        status = check_names(run, KOM_OPT_add, &q->add);
    if (q->on.n == 0)
        q->on = (struct kom_join_list){code, 1};
    if (status || q->within)
        return status ? status : check_within(run, q->within);
    status = kom_run_whole(run, KOM_OPT_year, KOM_OLD_PLACES_FIRST, 9999, 0, &year);
    q->year = (int)year;
    return status;
}

/* The list is named: it is not in any file that the call names. */
enum kom_status kom_join_load_official(struct kom_run *run, const struct kom_join_request *q,
                                       struct kom_frame *table) {
    if (q->within)
        kom_run_note(run, "joined to the official list of municipalities, all from 1970 on");
    else if (q->year)
        kom_run_note(run, "joined to the official list of municipalities, those of %d", q->year);
    else
        kom_run_note(run, "joined to the official list of municipalities, those of now");
    const int32_t day =
        q->within ? KOM_DAY_NONE
                  : kom_day_of((struct kom_ymd){q->year ? q->year : KOM_PLACES_FIRST, 7, 1});
    return kom_run_load_official(run, KOM_OPT_with, day, table);
}
