/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict on waves does not depend on who read which row. */
#include "waves.h"

#include "buf.h"
#include "shell_word.h"

bool kom_waves_add(struct kom_intern *all, const struct kom_intern *own) {
    bool ok = true;
    for (uint32_t i = 0; i < own->n && ok; i++)
        ok = kom_intern_add(all, own->text[i]) != KOM_NO_ID;
    return ok;
}

enum kom_status kom_waves_refuse(const struct kom_intern *all, const char *before,
                                 const char *after, struct kom_error *err) {
    struct kom_buf out = {0};
    if (all->n < 2)
        return KOM_OK;
    struct kom_text first = all->text[0];
    for (uint32_t i = 1; i < all->n; i++)
        if (kom_text_compare(all->text[i], first) < 0)
            first = all->text[i];
    kom_buf_printf(&out, "%s%zu waves%s", before, all->n, after);
    kom_shell_pair(&out, NULL, kom_text_of("wave"), first);
    return kom_fail_text(&out, KOM_EDATA, err);
}
