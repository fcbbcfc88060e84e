/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Normal form C by utf8proc. */
#include <utf8proc.h>

#include "mem.h"
#include "unicode.h"

enum kom_status kom_unicode_settle(struct kom_buf *out, struct kom_text t) {
    const int flags =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE; /* a set of an enum's values is none of them */
    const utf8proc_option_t options = (utf8proc_option_t)flags;
    t = kom_unicode_trim_unseen(t);
    if (kom_unicode_is_plain(t)) {
        kom_buf_text(out, t);
        return out->failed ? KOM_ENOMEM : KOM_OK;
    }
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)t.p;
    utf8proc_ssize_t n = utf8proc_decompose(p, (utf8proc_ssize_t)t.n, NULL, 0, options);
    if (n < 0) {
        kom_buf_text(out, t);
        return out->failed ? KOM_ENOMEM : KOM_OK;
    }
    /* One more than there are: reencode ends the text with a NUL. */
    utf8proc_int32_t *signs = kom_alloc((size_t)n + 1, sizeof *signs);
    if (!signs)
        return KOM_ENOMEM;
    n = utf8proc_decompose(p, (utf8proc_ssize_t)t.n, signs, n, options);
    n = n < 0 ? n : utf8proc_reencode(signs, n, options);
    if (n < 0)
        kom_buf_text(out, t);
    else
        kom_buf_add(out, (const char *)signs, (size_t)n);
    kom_free(signs);
    return out->failed ? KOM_ENOMEM : KOM_OK;
}
