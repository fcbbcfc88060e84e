/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --part, --state and --began-at. */
#include <string.h>

#include "options.h"
#include "part_key.h"
#include "parted.h"

static bool takes(const struct kom_tool *tool, enum kom_opt id) {
    const struct kom_tool_option *o = tool->options;
    while (o && o->id != KOM_OPT_END && o->id != id)
        o++;
    return o && o->id == id;
}

/* Digits to a number from 1 to most; false: they are none. */
static bool parse_number(struct kom_text t, uint64_t least, uint64_t most, uint64_t *x) {
    *x = 0;
    if (!kom_is_digits(t) || t.n > 19)
        return false;
    for (size_t i = 0; i < t.n; i++)
        *x = *x * 10 + (uint64_t)(t.p[i] - '0');
    return *x >= least && *x <= most;
}

static enum kom_status parse_part(struct kom_run *run, const char *text) {
    const char *slash = strchr(text, '/');
    uint64_t i, n;
    if (!slash || !parse_number(kom_text_of(slash + 1), 1, KOM_PARTS_MAX, &n) ||
        !parse_number((struct kom_text){text, (size_t)(slash - text)}, 1, n, &i))
        return kom_run_usage(run, KOM_OPT_part,
                             "\"%s\" is not of the form I/N, such as 2/16, with I from 1 to N",
                             text);
    run->part.i = (uint32_t)i;
    run->part.n = (uint32_t)n;
    return KOM_OK;
}

static enum kom_status parse_began(struct kom_run *run) {
    const char *text = kom_run_text(run, KOM_OPT_began_at, NULL);
    struct kom_spot *began = &run->part.began;
    if (!text)
        return KOM_OK;
    const char *plus = strchr(text, '+');
    const struct kom_text at = {text, plus ? (size_t)(plus - text) : strlen(text)};
    run->part.is_told = true;
    return parse_number(at, 0, INT64_MAX, &began->at) &&
                   (!plus || parse_number(kom_text_of(plus + 1), 0, INT64_MAX, &began->within))
               ? KOM_OK
               : kom_run_usage(run, KOM_OPT_began_at, "\"%s\" is no number of bytes", text);
}

enum kom_status kom_run_part(struct kom_run *run) {
    if (!takes(run->tool, KOM_OPT_part))
        return KOM_OK;
    const char *text = kom_run_text(run, KOM_OPT_part, NULL);
    if (!text && run->value[KOM_OPT_key])
        return kom_run_usage(run, KOM_OPT_key, "is for the state of a part; use --part I/N");
    if (!text)
        return run->value[KOM_OPT_state]
                   ? kom_run_usage(run, KOM_OPT_state, "is written by a part; use --part I/N")
                   : KOM_OK;
    if (!kom_run_has(run, KOM_OPT_state))
        return kom_run_usage(run, KOM_OPT_part, "needs --state FILE, to which the part is written");
    if (run->value[KOM_OPT_output])
        return kom_run_usage(run, KOM_OPT_output,
                             "is for the result, which kom-merge writes; a part writes --state");
    enum kom_status status = parse_part(run, text);
    if (!status)
        status = parse_began(run);
    run->reading.part = &run->part;
    run->keeps_aside = kom_run_has(run, KOM_OPT_set_aside);
    return status ? status : kom_run_part_key(run);
}
