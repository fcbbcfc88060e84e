/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-read --official: the codes of the columns that mean kom, held to the official list.

   Rows stream through the method of reading; before it takes a batch, its codes are looked at. Of
   those that nobody has the first few by their bytes are kept, which any number of threads finds
   alike. */
#include "official_codes.h"

#include <string.h>

#include "days.h"
#include "official.h"
#include "parallel.h"
#include "spelling.h"

enum { N_NAMED = 5, N_BYTES = 40 };

/* What one thread has met. */
struct seen {
    struct kom_canonical *k;
    uint64_t n;     /* cells */
    unsigned n_few; /* the first codes, in order */
    bool is_more;   /* and there are others */
    struct few {
        size_t n;
        char text[N_BYTES];
    } few[N_NAMED + 1];
};

struct official {
    struct kom_canonical *k;
    struct seen seen[KOM_THREADS_MAX];
    unsigned n_seen;
};

static struct kom_text text_of(const struct few *few) {
    return (struct kom_text){few->text, few->n};
}

static void keep(struct seen *s, struct kom_text code) {
    struct few new = {.n = code.n < N_BYTES ? code.n : N_BYTES};
    unsigned at = 0;
    memcpy(new.text, code.p, new.n);
    while (at < s->n_few && kom_text_compare(text_of(&s->few[at]), text_of(&new)) < 0)
        at++;
    if (at < s->n_few && kom_text_equal(text_of(&s->few[at]), text_of(&new)))
        return;
    memmove(&s->few[at + 1], &s->few[at], (s->n_few - at) * sizeof *s->few);
    s->few[at] = new;
    s->is_more = s->is_more || s->n_few == N_NAMED;
    s->n_few += s->n_few < N_NAMED;
}

static bool is_kom(const struct kom_column *c) {
    return c->word && strcmp(c->word->name, "kom") == 0;
}

static enum kom_status take(void *worker, struct kom_view *view, struct kom_error *err) {
    struct seen *s = worker;
    const struct kom_extract *x = view->extract;
    for (size_t c = 0; c < x->n_columns; c++) {
        for (uint32_t row = 0; is_kom(&x->columns[c]) && row < view->n_rows; row++) {
            struct kom_text code = kom_view_code(view, (int)c, row);
            if (code.n == 0 || kom_cell_is_listed(kom_view_form(view, (int)c), code) ||
                kom_official_holds(code, KOM_DAY_NONE, KOM_DAY_NONE))
                continue;
            s->n++;
            keep(s, code);
        }
    }
    return kom_canonical_take(s->k, view, err);
}

static enum kom_status hire(void *method, unsigned *n, void *worker[], struct kom_error *err) {
    struct official *o = method;
    (void)err;
    for (o->n_seen = 0; o->n_seen < *n; o->n_seen++) {
        o->seen[o->n_seen] = (struct seen){.k = o->k};
        worker[o->n_seen] = &o->seen[o->n_seen];
    }
    return KOM_OK;
}

/* ---- what is said ---- */

static void say(struct kom_run *run, struct official *o) {
    struct seen *all = &o->seen[0];
    struct kom_buf names = {0};
    for (unsigned i = 1; i < o->n_seen; i++) {
        for (unsigned k = 0; k < o->seen[i].n_few; k++)
            keep(all, text_of(&o->seen[i].few[k]));
        all->n += o->seen[i].n;
        all->is_more = all->is_more || o->seen[i].is_more;
    }
    for (unsigned k = 0; k < all->n_few; k++) {
        kom_buf_str(&names, k ? ", " : "");
        kom_spelling_show(&names, text_of(&all->few[k]));
    }
    if (all->n)
        kom_run_warn(run,
                     "cells with a code that no municipality has had since 1970, by the official "
                     "list: %llu (%.*s%s); they stay as they are",
                     (unsigned long long)all->n, (int)names.n, names.p ? names.p : "",
                     all->is_more ? " and others" : "");
    kom_run_note(run, "municipality codes are written with %d digits", run->reading.kom_digits);
    kom_buf_fini(&names);
}

enum kom_status kom_read_official(struct kom_run *run, struct kom_extract *x,
                                  struct kom_canonical *k) {
    struct kom_method method = kom_canonical_method;
    struct official *o = kom_alloc(1, sizeof *o);
    size_t n, n_koms = 0;
    const struct kom_text *headings = kom_extract_headings(x, &n);
    for (size_t i = 0; i < x->n_columns; i++)
        n_koms += is_kom(&x->columns[i]);
    enum kom_status status = o ? KOM_OK : kom_no_memory(&run->err);
    if (!status && !n_koms)
        status =
            kom_heading_missing(headings, n, kom_text_of("kom"), kom_extract_place(x), &run->err);
    if (!status) {
        o->k = k;
        method.hire = hire;
        method.take = take;
        status = kom_run_method(run, x, &method, o);
    }
    if (!status)
        say(run, o);
    kom_free(o);
    return status;
}
