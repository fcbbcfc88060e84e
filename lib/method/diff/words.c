/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of reasons and methods, and rows that do not count: what driver and ways share. */
#include "work.h"

#include <string.h>

#include "design_rows.h"

const char *kom_diff_reason_text(enum kom_diff_reason reason) {
    static const char *const text[KOM_DIFF_REASONS] = {
        "",
        "not_started",
        "not_offered",
        "not_reported",
        "other_phase",
        "unreadable",
        "no_start",
        "no_time",
        "straddles",
        "skipped",
        "outside_window",
        "hidden",
        "missing",
        "no_weight",
        "zero_weight",
        "no_id",
        "no_cluster",
        "no_stratum",
        "no_fpc",
        "one_sided",
        "several_networks",
    };
    return text[reason];
}

/* ---- groups under measures ---- */

void kom_diff_set_aside(struct kom_diff_work *work, struct kom_diff_cell *cell, size_t row,
                        enum kom_diff_reason reason) {
    cell->aside |= UINT32_C(1) << reason;
    if (work->out->reason[row] == KOM_DIFF_UNDECIDED)
        work->out->reason[row] = (uint8_t)reason;
}

bool kom_diff_is_linked(const struct kom_diff_request *r, const struct kom_diff_way *way) {
    return way->can & KOM_DIFF_LINKS ||
           (way->can & KOM_DIFF_MAY_LINK && (r->id != NULL || r->by_season));
}

/* ---- what the column `method` says ---- */

enum kom_status kom_diff_method_text(struct kom_diff_work *work, const char *base,
                                     const char **text) {
    const struct kom_diff_request *r = work->request;
    const enum kom_diff_method method = work->way->method;
    const char *unit = r->unit ? r->unit : "kom";
    struct kom_buf buf = {0};
    kom_buf_str(&buf, base);
    if (method == KOM_DIFF_CLUSTER)
        kom_buf_printf(&buf, "%s, t with Satterthwaite df", r->cluster ? r->cluster : unit);
    if (work->is_linked && method != KOM_DIFF_PAIRED && method != KOM_DIFF_MCNEMAR)
        kom_buf_str(&buf, ", pairs within ");
    if (work->is_linked && work->link != KOM_NO_COLUMN)
        kom_buf_str(&buf, r->id ? r->id : unit);
    if (method == KOM_DIFF_PAIRED && r->cluster)
        kom_buf_printf(&buf, ", CR2 by %s, t with Satterthwaite df", r->cluster);
    if (r->by_season)
        kom_buf_printf(&buf, "%scalendar month or quarter",
                       work->link == KOM_NO_COLUMN ? "" : " and ");
    if (work->design)
        kom_buf_str(&buf, work->design->method);
    if (work->design && work->way->measure == 's')
        kom_buf_printf(&buf, "; MOVER of %s intervals", r->uses_logit ? "logit" : "Korn-Graubard");
    if (r->weight && !work->design)
        kom_buf_printf(&buf, ", means weighted by %s (analytic weights)", r->weight);
    *text = buf.failed ? NULL : kom_arena_copy(&work->out->arena, buf.p, buf.n);
    kom_buf_fini(&buf);
    return *text ? KOM_OK : KOM_ENOMEM;
}
