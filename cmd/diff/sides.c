/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-diff: what tells before from after. */
#include "diff/sides.h"

#include "diff/diff.h"

enum kom_status kom_diff_sides_read(struct kom_run *run, struct kom_diff_request *request) {
    int n = kom_run_has(run, KOM_OPT_at) + kom_run_has(run, KOM_OPT_participation) +
            kom_run_has(run, KOM_OPT_phase);
    if (n != 1)
        return kom_fail(&run->err, KOM_EUSAGE,
                        "%s of --at DATE, --participation FILE and --phase COL tell before from "
                        "after; give one",
                        n ? "several" : "none");
    if (kom_run_has(run, KOM_OPT_phase))
        return kom_diff_phase_parse(kom_run_text(run, KOM_OPT_phase, ""), &run->arena, request,
                                    &run->err);
    request->sides = kom_run_has(run, KOM_OPT_at) ? KOM_DIFF_AT : KOM_DIFF_PARTICIPATION;
    return kom_run_day(run, KOM_OPT_at, false, &request->at);
}
