/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-check: --infer, which writes a schema instead of findings. */
#ifndef KOM_CHECK_INFER_H
#define KOM_CHECK_INFER_H

#include "tool.h"

/* The whole of a call with --infer. */
enum kom_status kom_check_infer(struct kom_run *run) KOM_MUSTUSE;

#endif
