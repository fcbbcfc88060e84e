/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The join as a method. */
#include "work.h"

static enum kom_status finish(void *method, const struct kom_extract *x, struct kom_error *err) {
    struct kom_join_crew *crew = method;
    (void)x;
    enum kom_status status = kom_join_merge(crew, err);
    return status ? status : kom_join_judge(crew, err);
}

const struct kom_method kom_join_method = {
    .reasons = kom_join_reasons,
    .n_reasons = KOM_JOIN_N_LACKS,
    .is_streaming = true,
    .hire = kom_join_hire,
    .take = kom_join_take,
    .finish = finish,
};
