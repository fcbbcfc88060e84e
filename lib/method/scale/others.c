/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items of rows that the codebook has not: what a spelling would lose, and what is named. */
#include <stdlib.h>

#include "shell_word.h"
#include "spelling.h"
#include "work.h"

enum { NAMED_MAX = 5 };

static int by_place(const void *pa, const void *pb) {
    const struct scale_other *a = pa, *b = pb;
    if (a->rows->file != b->rows->file)
        return a->rows->file < b->rows->file ? -1 : 1;
    return (a->rows->line > b->rows->line) - (a->rows->line < b->rows->line);
}

/* The first that is but spelt otherwise, with the call that leaves all such rows out. */
static enum kom_status say_alike(const struct kom_scale *s, const struct scale_other *first,
                                 struct kom_error *err) {
    const struct kom_extract *x = s->given.x;
    const struct kom_text heading = x->columns[s->given.item].heading;
    const struct kom_meet *spelt = &s->given.book.spelt;
    const struct scale_other *end = s->other + s->store.others.codes.n;
    struct kom_buf out = {0}, all = {0};
    size_t n = 0;
    for (const struct scale_other *o = first; o < end; o++) {
        if (!kom_meet_alike(spelt, o->item).p)
            continue;
        kom_buf_str(&all, n++ ? "|" : "");
        kom_buf_text(&all, o->item);
    }
    kom_buf_printf(&out, "%s:%llu: column \"%.*s\": ", x->files[first->rows->file]->name,
                   (unsigned long long)first->rows->line, (int)heading.n, heading.p);
    kom_spelling_show(&out, first->item);
    kom_buf_str(&out, " stands here where the codebook has ");
    kom_spelling_show(&out, kom_meet_alike(spelt, first->item));
    if (n > 1)
        kom_buf_printf(&out, " (and %zu more likewise)", n - 1);
    kom_buf_str(&out, "; spell it alike in both, or leave such rows out: --except ");
    kom_shell_pair(&out, NULL, heading, kom_buf_view(&all));
    out.failed = out.failed || all.failed;
    kom_buf_fini(&all);
    return kom_fail_text(&out, KOM_EDATA, err);
}

static enum kom_status judge(struct kom_scale *s, struct kom_error *err) {
    const struct kom_unmet *others = &s->store.others;
    const size_t n = others->codes.n;
    s->other = kom_alloc(n + 1, sizeof *s->other);
    if (!s->other)
        return scale_no_memory(err);
    for (size_t i = 0; i < n; i++)
        s->other[i] = (struct scale_other){others->codes.text[i], &others->code[i]};
    if (n > 1)
        qsort(s->other, n, sizeof *s->other, by_place);
    for (size_t i = 0; i < n; i++)
        if (kom_meet_alike(&s->given.book.spelt, s->other[i].item).p)
            return say_alike(s, &s->other[i], err);
    return KOM_OK;
}

enum kom_status scale_judge_others(struct kom_scale *s, struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    return kom_mem_settle(failures, judge(s, err), err);
}

static void add_rows(uint64_t n, struct kom_buf *text) {
    kom_buf_printf(text, "%llu row%s", (unsigned long long)n, n == 1 ? "" : "s");
}

void scale_say_others(const struct kom_scale *s, struct kom_buf *text) {
    const size_t n = s->other ? s->store.others.codes.n : 0;
    uint64_t n_rows = 0;
    if (n == 0)
        return;
    if (n > 1)
        kom_buf_printf(text, "%zu items that the codebook has not are set aside: ", n);
    else
        kom_buf_str(text, "an item that the codebook has not is set aside: ");
    for (size_t i = 0; i < n; i++) {
        if (i >= NAMED_MAX) {
            n_rows += s->other[i].rows->n_rows;
            continue;
        }
        kom_buf_str(text, i ? ", " : "");
        kom_spelling_show(text, s->other[i].item);
        kom_buf_str(text, " (");
        add_rows(s->other[i].rows->n_rows, text);
        kom_buf_byte(text, ')');
    }
    if (n <= NAMED_MAX)
        return;
    kom_buf_printf(text, " and %zu more (", n - NAMED_MAX);
    add_rows(n_rows, text);
    kom_buf_byte(text, ')');
}
