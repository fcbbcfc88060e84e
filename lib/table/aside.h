/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside table only: rows set aside as text. */
#ifndef KOM_ASIDE_H
#define KOM_ASIDE_H

#include "extract.h"

/* Adds the rows that a view set aside, with file, line and reason (the words of a fold); of a part,
   as lines of its state. */
void kom_aside_render(const struct kom_view *v, const char *const *reasons, struct kom_buf *out);

/* Adds the line of a state on a row set aside; line: of the part. */
void kom_aside_line(uint32_t file, uint64_t line, struct kom_text reason, struct kom_text raw,
                    struct kom_buf *out);

#endif
