/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filling a kom_error, and the exit code of a status. */
#include "kom/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "format.h"
#include "unicode.h"

enum kom_status kom_fail(struct kom_error *err, enum kom_status status, const char *format, ...) {
    char text[sizeof err->text];
    if (!err)
        return status;
    err->status = status;
    va_list args;
    va_start(args, format); /* err's own text may be among them */
    (void)kom_format(text, sizeof text, false, format, args);
    va_end(args);
    /* A message may quote the input: no byte of it may drive a terminal, or hide. */
    kom_unicode_show(err->text, sizeof err->text, text);
    return status;
}

enum kom_status kom_no_memory(struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "memory ran out");
}

enum kom_status kom_no_memory_in(struct kom_error *err, const char *name) {
    return kom_fail(err, KOM_ENOMEM, "%s: memory ran out", name);
}

int kom_status_exit(enum kom_status status) {
    switch (status) {
    case KOM_OK:
        return 0;
    case KOM_EUSAGE:
        return 2;
    case KOM_EDATA:
        return 3;
    case KOM_EIO:
    case KOM_ENOMEM:
        return 4;
    case KOM_EESTIMATE:
        return 5;
    }
    return 4;
}
