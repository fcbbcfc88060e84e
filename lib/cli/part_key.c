/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --key, of parts and of kom-merge. */
#include "part_key.h"

#include <string.h>

#include "options.h"
#include "parted.h"
#include "veil.h"
#include "vocab.h"

/* Options that put persons into a state or a result by their texts. */
static enum kom_status check_options(struct kom_run *run) {
    static const struct {
        enum kom_opt id;
        const char *why;
    } unfit[] = {
        {KOM_OPT_set_aside,
         "would keep rows whole in a state that is to hide persons; leave it out"},
        {KOM_OPT_show_values, "would let persons into the messages of a state that is to hide "
                              "them; leave it out"},
        {KOM_OPT_persons, "writes persons in the order of their texts, which keyed states do not "
                          "hold; leave it out"},
    };
    for (size_t i = 0; i < sizeof unfit / sizeof unfit[0]; i++)
        if (run->value[unfit[i].id])
            return kom_run_usage(run, unfit[i].id, "%s", unfit[i].why);
    return KOM_OK;
}

static bool is_person(const char *name, size_t n) {
    return kom_word_is_person(kom_word_find((struct kom_text){name, n}));
}

/* Persons are no by-columns, whose values are the result's. */
static enum kom_status check_by(struct kom_run *run) {
    struct kom_list by;
    enum kom_status status = kom_run_list(run, KOM_OPT_by, &by);
    for (size_t i = 0; i < by.n && !status; i++)
        if (is_person(by.item[i], strlen(by.item[i])))
            return kom_run_usage(run, KOM_OPT_by,
                                 "\"%s\" would put persons into the result, whose texts keyed "
                                 "states do not hold; leave it out",
                                 by.item[i]);
    return status;
}

/* The call stands in the state, with the values of these. */
static enum kom_status check_filter(struct kom_run *run, enum kom_opt id) {
    const char *all;
    struct kom_list list = {0};
    enum kom_status status = kom_run_joined(run, id, &all);
    if (!status)
        status = kom_run_split(run, id, all, false, &list);
    for (size_t i = 0; i < list.n && !status; i++) {
        const char *equals = strchr(list.item[i], '=');
        if (equals && equals[1] != '@' && is_person(list.item[i], (size_t)(equals - list.item[i])))
            return kom_run_usage(run, id,
                                 "would put persons into the state, which tells its call; give "
                                 "their list as a file, %.*s=@FILE",
                                 (int)(equals - list.item[i]), list.item[i]);
    }
    return status;
}

static enum kom_status open_key(struct kom_run *run, const char *path) {
    enum kom_status status = kom_files_input(&run->outputs, "--key", path, &run->err);
    if (!status && strcmp(path, "-") == 0)
        return kom_run_usage(run, KOM_OPT_key, "is a file, whose mode can be checked");
    return status ? status : kom_veil_open(&run->veil, path, &run->err);
}

enum kom_status kom_run_part_key(struct kom_run *run) {
    const char *path = kom_run_text(run, KOM_OPT_key, NULL);
    if (!path)
        return KOM_OK;
    enum kom_status status = check_options(run);
    if (!status)
        status = check_by(run);
    if (!status)
        status = check_filter(run, KOM_OPT_only);
    if (!status)
        status = check_filter(run, KOM_OPT_except);
    return status ? status : open_key(run, path);
}

enum kom_status kom_run_merge_key(struct kom_run *run, const struct kom_states *s) {
    const char *path = kom_run_text(run, KOM_OPT_key, NULL);
    const struct kom_text key = kom_states_key(s);
    if (!path)
        return KOM_OK;
    enum kom_status status = open_key(run, path);
    if (status)
        return status;
    if (!key.n)
        return kom_run_usage(run, KOM_OPT_key,
                             "%s holds persons as they are; run the parts with --key too, or "
                             "merge them without",
                             s->part[0].name);
    if (!kom_text_is(key, kom_veil_check(run->veil)))
        return kom_fail(&run->err, KOM_EDATA,
                        "%s: is not the key of %s, whose check value is %.*s, and not %s; --key "
                        "FILE names that",
                        path, s->part[0].name, (int)key.n, key.p, kom_veil_check(run->veil));
    return KOM_OK;
}
