/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys: when there is one, how its parts lie together, how messages name it. */
#include "spelling.h"
#include "work.h"

bool kom_join_has_value(const struct kom_cell_form *form, const struct kom_word *word,
                        struct kom_text t) {
    bool is_text = !word || word->kind == KOM_KIND_TEXT;
    bool is_sign = !is_text && (kom_text_is(t, "..") || kom_text_is(t, "."));
    return t.n && !is_sign && !(form->n_missing && kom_cell_is_listed(form, t));
}

/* A length in one byte, if it is below that, else that and four bytes. */
enum { LONG = 127 };

void kom_join_add_part(struct kom_buf *key, size_t i, size_t n, struct kom_text part) {
    const uint32_t length = (uint32_t)part.n;
    if (i + 1 < n) {
        kom_buf_byte(key, (char)(length < LONG ? length : LONG));
        if (length >= LONG)
            kom_buf_add(key, (const char *)&length, sizeof length);
    }
    kom_buf_text(key, part);
}

void kom_join_parts(struct kom_text key, size_t n, struct kom_text *part) {
    for (size_t i = 0; i + 1 < n; i++) {
        uint32_t length = (unsigned char)*key.p;
        size_t n_ahead = 1;
        if (length == LONG) {
            memcpy(&length, key.p + 1, sizeof length);
            n_ahead += sizeof length;
        }
        part[i] = (struct kom_text){key.p + n_ahead, length};
        key = (struct kom_text){key.p + n_ahead + length, key.n - n_ahead - length};
    }
    part[n - 1] = key;
}

void kom_join_say_parts(const struct kom_join *join, const struct kom_text *part,
                        struct kom_buf *out) {
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

void kom_join_say_key(const struct kom_join *join, struct kom_text key, struct kom_buf *out) {
    struct kom_text part[KOM_JOIN_KEYS_MAX];
    kom_join_parts(key, join->request.on.n, part);
    kom_join_say_parts(join, part, out);
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
