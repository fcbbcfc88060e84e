/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a part saw of numbers like CPR, as a line of its state. */
#include "cpr_saved.h"

#include "cpr_watch.h"
#include "extract_next.h"
#include "shell_word.h"

/* Which file a name is of; n_files: of none. */
static uint32_t file_of(const struct kom_extract *x, const char *name) {
    uint32_t i = 0;
    while (i < x->n_files && (!name || x->files[i]->name != name))
        i++;
    return i;
}

/* The hash of a value, whose last bits say what it is, as one of the key. */
static uint64_t veiled(const struct kom_veil *veil, uint64_t value) {
    return (kom_veil_word(veil, value) & ~(uint64_t)KOM_CPR_KIND) | (value & KOM_CPR_KIND);
}

/* Numbers with a hyphen are told as they are, but for those of persons, which are none of these. */
static enum kom_status refuse_numbers(const struct kom_extract *x, size_t heading,
                                      struct kom_error *err) {
    struct kom_buf name = {0};
    if (heading == x->n_headings)
        return kom_fail(err, KOM_EDATA,
                        "%s:%llu: a row that cannot be read holds what looks like a CPR number, "
                        "which a keyed state must not tell; mend the row",
                        x->cpr[heading].file, (unsigned long long)x->cpr[heading].line);
    const struct kom_text h = x->headings[heading];
    kom_shell_item(&name, h);
    enum kom_status status =
        name.failed ? kom_extract_no_memory(x, err)
                    : kom_fail(err, KOM_EDATA,
                               "%s:%llu: column \"%.*s\": holds what may be CPR numbers, which a "
                               "keyed state must not tell; use pseudonyms, or --not-cpr %.*s "
                               "if they are other numbers",
                               x->cpr[heading].file, (unsigned long long)x->cpr[heading].line,
                               (int)h.n, h.p, (int)name.n, name.p);
    kom_buf_fini(&name);
    return status;
}

enum kom_status kom_cpr_save(const struct kom_extract *x, size_t heading, struct kom_state_out *o,
                             struct kom_error *err) {
    const struct kom_cpr_column *c = &x->cpr[heading];
    const uint64_t facts[KOM_CPR_FACTS] = {heading, file_of(x, c->file), c->line, c->has_right,
                                           c->has_person};
    if (!c->file && c->n_values == 0 && c->n_hyphens == 0)
        return KOM_OK;
    if (o->veil && c->n_hyphens)
        return refuse_numbers(x, heading, err);
    kom_state_tag(o, "cpr");
    for (size_t i = 0; i < KOM_CPR_FACTS; i++)
        kom_state_whole(o, facts[i]);
    kom_state_whole(o, c->n_hyphens);
    for (uint32_t i = 0; i < c->n_hyphens; i++)
        kom_state_whole(o, c->hyphen[i]);
    for (uint32_t i = 0; i < c->n_values; i++)
        kom_state_whole(o, o->veil ? veiled(o->veil, c->value[KOM_CPR_SLOTS + i])
                                   : c->value[KOM_CPR_SLOTS + i]);
    return kom_state_line(o, err);
}
