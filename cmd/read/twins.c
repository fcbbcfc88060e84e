/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first two codes of one text are named, the others counted. */
#include "read/twins.h"

void kom_read_twins_add(struct kom_read_twins *t, const char *text, size_t i) {
    const size_t n = t->texts.n;
    const uint32_t id = kom_intern_add(&t->texts, kom_text_of(text));
    void *p = t->first;
    if (id == KOM_NO_ID || kom_grow(&p, &t->cap, t->texts.n, sizeof *t->first) != KOM_OK) {
        t->failed = true;
        return;
    }
    t->first = p;
    if (t->texts.n > n) {
        t->first[id] = i;
    } else if (t->n++ == 0) {
        t->a = t->first[id];
        t->b = i;
    }
}

void kom_read_twins_say(struct kom_read_twins *t, const char *column, const char *text,
                        const struct kom_buf code[2], struct kom_buf *out) {
    kom_buf_printf(out, "%scolumn \"%s\": the codes \"%.*s\" and \"%.*s\" are both \"%s\"",
                   out->n && out->p[out->n - 1] != ' ' ? "; " : "", column, (int)code[0].n,
                   code[0].p, (int)code[1].n, code[1].p, text);
    if (t->n > 1)
        kom_buf_printf(out, ", and %zu more have the text of another", t->n - 1);
    kom_buf_str(out, ", which makes them one; --labels both keeps them apart");
    out->failed = out->failed || code[0].failed || code[1].failed;
}

void kom_read_twins_fini(struct kom_read_twins *t) {
    kom_intern_fini(&t->texts);
    kom_free(t->first);
    *t = (struct kom_read_twins){.n = 0};
}
