/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A zip file of parts that are stored as they are, with right check sums, so that what is changed
   is the parts. */
#ifndef KOM_FUZZ_ZIP_H
#define KOM_FUZZ_ZIP_H

#include "tool_case.h"

struct fuzz_part {
    const char *name;
    struct kom_text bytes;
};

void fuzz_zip(const struct fuzz_part *part, size_t n, struct kom_buf *out);

/* Runs the case on bytes as its `in`, with one thread and with three; what holds of every answer
   (checks.h), and that both are alike; `answer` is that of one thread. */
const char *fuzz_check_packed(struct fuzz_case *c, struct kom_text bytes,
                              struct fuzz_answer *answer);

#endif
