/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys: when there is one, how its parts lie together, how messages name it. */
#include "groups.h"
#include "spelling.h"
#include "work.h"

bool kom_join_has_value(const struct kom_cell_form *form, const struct kom_word *word,
                        struct kom_text t) {
    bool is_text = !word || word->kind == KOM_KIND_TEXT;
    bool is_sign = !is_text && (kom_text_is(t, "..") || kom_text_is(t, "."));
    return t.n && !is_sign && !(form->n_missing && kom_cell_is_listed(form, t));
}

void kom_join_add_part(struct kom_buf *key, size_t n, struct kom_text part) {
    if (n == 1)
        kom_buf_text(key, part);
    else
        kom_group_add_part(key, part);
}

void kom_join_parts(struct kom_text key, size_t n, struct kom_text *part) {
    struct kom_group_part packed[KOM_JOIN_KEYS_MAX];
    part[0] = key;
    if (n == 1)
        return;
    kom_group_parts(key, packed, n);
    for (size_t i = 0; i < n; i++)
        part[i] = packed[i].text;
}

void kom_join_say_key(const struct kom_join *join, struct kom_text key, struct kom_buf *out) {
    struct kom_text part[KOM_JOIN_KEYS_MAX];
    kom_join_parts(key, join->request.on.n, part);
    for (size_t i = 0; i < join->request.on.n; i++) {
        const struct kom_column *c = &join->extract->columns[join->column[i]];
        kom_buf_str(out, i ? ", " : "");
        kom_buf_text(out, c->heading);
        kom_buf_byte(out, ' ');
        if (c->is_person && !join->request.show_values)
            kom_buf_str(out, "(hidden)");
        else
            kom_spelling_show(out, part[i]);
    }
}

const char *kom_join_file(const struct kom_join *join) {
    if (join->request.naming)
        return "the list of municipalities";
    return join->side.frame->n_files ? join->side.frame->files[0].name : "the table";
}

void kom_join_say_place(const struct kom_join *join, uint64_t place, struct kom_buf *out) {
    kom_buf_printf(out, "%s:%llu", join->extract->files[place >> KOM_JOIN_LINE_BITS]->name,
                   (unsigned long long)(place & ((UINT64_C(1) << KOM_JOIN_LINE_BITS) - 1)));
}
