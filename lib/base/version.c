/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The version, for programs that were compiled with other headers. */
#include "kom/version.h"

const char *kom_version(void) {
    return KOM_VERSION;
}
