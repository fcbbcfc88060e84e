/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes on rows as lines, in the order of their texts and places, so that how the rows were split
   does not show.

   Codes that meet nothing go out with their counts and the place of the first row of each. Of
   persons little is needed, as no single one is ever missed: one who is known settles all, and many
   who are not are told by the first. Where the state must not hold texts of persons, each goes out
   as its hash, with its form and that of a known person who is near, which is what the message on
   them says. Suspects of totals are told one by one up to a limit, beyond which none is a total. */
#include "state_rows.h"

#include <stdlib.h>
#include <string.h>

#include "saved.h"
#include "totals_work.h"
#include "veiled.h"

/* ---- codes that meet nothing ---- */

struct item {
    struct kom_text text;
    size_t i;
};

static int by_text(const void *a, const void *b) {
    return kom_text_compare(((const struct item *)a)->text, ((const struct item *)b)->text);
}

/* Texts in order; NULL: no memory. */
static struct item *in_order(const struct kom_intern *t) {
    struct item *item = kom_alloc(t->n + 1, sizeof *item);
    for (size_t i = 0; item && i < t->n; i++)
        item[i] = (struct item){t->text[i], i};
    if (item)
        qsort(item, t->n, sizeof *item, by_text);
    return item;
}

static void begin_unmet(unsigned key, uint32_t met, struct kom_state_out *o) {
    kom_state_tag(o, "unmet");
    kom_state_whole(o, key);
    kom_state_whole(o, met);
}

static enum kom_status put_met(unsigned key, uint32_t met, struct kom_state_out *o,
                               struct kom_error *err) {
    begin_unmet(key, met, o);
    return kom_state_line(o, err);
}

static enum kom_status put_unmet(const struct kom_unmet *u, uint32_t i,
                                 const struct kom_unmet_code *c, unsigned key,
                                 struct kom_state_out *o, struct kom_error *err) {
    const struct kom_text code = u->codes.text[i];
    const struct kom_veiled person = u->is_veiled ? kom_veiled_split(code) : (struct kom_veiled){0};
    begin_unmet(key, 0, o);
    kom_state_text(o, u->is_veiled ? person.hash : code);
    kom_state_whole(o, c->n_rows);
    kom_state_whole(o, c->tables);
    kom_state_whole(o, c->file);
    kom_state_whole(o, c->line);
    if (u->is_veiled)
        kom_state_text(o, person.form);
    if (person.near.p)
        kom_state_text(o, person.near);
    return kom_state_line(o, err);
}

enum kom_status kom_unmet_save(const struct kom_unmet *u, unsigned key, struct kom_state_out *o,
                               struct kom_error *err) {
    struct item *item = in_order(&u->codes);
    enum kom_status status = item ? KOM_OK : kom_no_memory(err);
    if (!status && u->met)
        status = put_met(key, u->met, o, err);
    for (size_t i = 0; i < u->codes.n && !status; i++)
        status = put_unmet(u, (uint32_t)item[i].i, &u->code[item[i].i], key, o, err);
    kom_free(item);
    return status;
}

static enum kom_status save_persons(const struct kom_unmet *u, unsigned key,
                                    struct kom_state_out *o, struct kom_error *err) {
    const bool is_lost = u->is_lost || u->codes.n >= KOM_LOST_PERSONS;
    if (!is_lost)
        return kom_unmet_save(u, key, o, err);
    const uint32_t first = kom_unmet_earliest(u);
    const struct kom_unmet_code lost = {.n_rows = 0,
                                        .tables = u->code[first].tables,
                                        .file = u->code[first].file,
                                        .line = u->code[first].line};
    return put_unmet(u, first, &lost, key, o, err);
}

/* The same persons as their hashes. */
static bool veil_persons(const struct kom_unmet *u, const struct kom_meet *known,
                         const struct kom_veil *veil, struct kom_unmet *veiled) {
    struct kom_buf code = {0};
    bool ok = true;
    *veiled = (struct kom_unmet){.is_lost = u->is_lost, .is_veiled = true};
    for (size_t i = 0; i < u->codes.n && ok; i++) {
        kom_buf_reset(&code);
        kom_veiled_make(veil, known, u->codes.text[i], &code);
        ok = !code.failed && kom_unmet_keep(veiled, kom_buf_view(&code), &u->code[i]);
    }
    kom_buf_fini(&code);
    return ok;
}

/* Of persons nothing is told but whether any is known, the first, and whether they are many. */
enum kom_status kom_unmet_save_persons(const struct kom_unmet *u, unsigned key,
                                       const struct kom_meet *known, struct kom_state_out *o,
                                       struct kom_error *err) {
    struct kom_unmet veiled;
    if (u->met)
        return put_met(key, u->met, o, err);
    if (!o->veil || u->is_veiled || u->codes.n == 0)
        return save_persons(u, key, o, err);
    enum kom_status status = veil_persons(u, known, o->veil, &veiled)
                                 ? save_persons(&veiled, key, o, err)
                                 : kom_no_memory(err);
    kom_unmet_fini(&veiled);
    return status;
}

/* Keeps a code, with what else a line tells of a person as hash. */
static bool keep_code(struct kom_unmet *u, struct kom_text code, const struct kom_unmet_code *c,
                      struct kom_state_in *in) {
    if (!kom_state_has_more(in))
        return kom_unmet_keep(u, code, c);
    struct kom_buf whole = {0};
    struct kom_veiled person = {.hash = code, .form = kom_state_take(in)};
    if (kom_state_has_more(in))
        person.near = kom_state_take(in);
    u->is_veiled = true;
    kom_veiled_join(&person, &whole);
    const bool ok = !whole.failed && kom_unmet_keep(u, kom_buf_view(&whole), c);
    kom_buf_fini(&whole);
    return ok;
}

enum kom_status kom_unmet_load(struct kom_unmet *const *unmet, size_t n,
                               const struct kom_extract *x, struct kom_state_in *in,
                               struct kom_error *err) {
    const uint64_t key = kom_state_take_whole(in), met = kom_state_take_whole(in);
    in->has_failed = in->has_failed || key >= n;
    if (in->has_failed)
        return KOM_OK;
    struct kom_unmet *u = unmet[key];
    u->met |= (uint32_t)met;
    if (!kom_state_has_more(in))
        return KOM_OK;
    struct kom_text code = kom_state_take(in);
    struct kom_unmet_code c = {.n_rows = kom_state_take_whole(in)};
    u->is_lost = u->is_lost || c.n_rows == 0;
    c.tables = (uint32_t)kom_state_take_whole(in);
    c.file = (uint32_t)kom_state_take_whole(in);
    c.line = kom_state_take_whole(in);
    c.line = c.line ? kom_saved_line(x, c.file, c.line) : 0;
    in->has_failed = in->has_failed || c.file >= x->n_files;
    return in->has_failed || keep_code(u, code, &c, in) ? KOM_OK : kom_no_memory(err);
}

/* ---- totals ---- */

static int by_place(const void *pa, const void *pb) {
    const struct kom_total_suspect *a = pa, *b = pb;
    int order = strcmp(a->file, b->file);
    return order ? order : (a->line > b->line) - (a->line < b->line);
}

static uint32_t file_of(const struct kom_extract *x, const char *name) {
    uint32_t i = 0;
    while (i < x->n_files && x->files[i]->name != name)
        i++;
    return i;
}

static enum kom_status put_word(const struct kom_total_word *w, struct kom_state_out *o,
                                struct kom_error *err) {
    kom_state_tag(o, "total");
    kom_state_text(o, kom_text_of("word"));
    kom_state_whole(o, w->column);
    kom_state_whole(o, w->n_rows);
    kom_state_text(o, w->word);
    kom_state_text(o, w->group);
    return kom_state_line(o, err);
}

static enum kom_status put_suspect(const struct kom_total_suspect *s, size_t n_measures,
                                   const struct kom_extract *x, struct kom_state_out *o,
                                   struct kom_error *err) {
    kom_state_tag(o, "total");
    kom_state_text(o, kom_text_of("row"));
    kom_state_whole(o, file_of(x, s->file));
    kom_state_whole(o, s->line);
    kom_state_text(o, s->key);
    kom_state_text(o, s->group);
    for (size_t i = 0; i < n_measures; i++)
        kom_state_number(o, &s->number[i]);
    return kom_state_line(o, err);
}

/* All that is told of many suspects is that they are many. */
static enum kom_status put_many(uint64_t n, struct kom_state_out *o, struct kom_error *err) {
    if (n == 0)
        return KOM_OK;
    kom_state_tag(o, "total");
    kom_state_text(o, kom_text_of("rows"));
    kom_state_whole(o, n > KOM_TOTAL_SUSPECTS_MAX ? KOM_TOTAL_SUSPECTS_MAX + 1 : n);
    return kom_state_line(o, err);
}

enum kom_status kom_totals_save(const struct kom_total_keys *t, const struct kom_total_seen *seen,
                                const struct kom_extract *x, struct kom_state_out *o,
                                struct kom_error *err) {
    struct item *item = in_order(&seen->words);
    enum kom_status status = item ? put_many(seen->n_suspects, o, err) : kom_no_memory(err);
    for (size_t i = 0; i < seen->words.n && !status; i++)
        status = put_word(&seen->word[item[i].i], o, err);
    kom_free(item);
    if (seen->n_suspects > KOM_TOTAL_SUSPECTS_MAX || status)
        return status;
    if (seen->n_kept)
        qsort(seen->suspect, seen->n_kept, sizeof *seen->suspect, by_place);
    for (size_t i = 0; i < seen->n_kept && !status; i++)
        status = put_suspect(&seen->suspect[i], t->n_measures, x, o, err);
    return status;
}

static bool load_suspect(const struct kom_total_keys *t, struct kom_total_seen *seen,
                         const struct kom_extract *x, struct kom_state_in *in) {
    const uint64_t file = kom_state_take_whole(in), line = kom_state_take_whole(in);
    struct kom_total_suspect s = {.key = kom_state_take(in)};
    s.group = kom_state_take(in);
    struct kom_num *number = kom_arena_take(&seen->arena, (t->n_measures + 1) * sizeof *number);
    in->has_failed = in->has_failed || file >= x->n_files;
    for (size_t i = 0; number && i < t->n_measures; i++)
        number[i] = kom_state_take_number(in);
    if (!number || in->has_failed)
        return number;
    s.number = number;
    s.file = x->files[file]->name;
    s.line = kom_saved_line(x, file, line);
    return kom_total_add_suspect(seen, &s, t->n_measures);
}

enum kom_status kom_totals_load(const struct kom_total_keys *t, struct kom_total_seen *seen,
                                const struct kom_extract *x, struct kom_state_in *in,
                                struct kom_error *err) {
    const struct kom_text kind = kom_state_take(in);
    bool ok = true;
    if (kom_text_is(kind, "rows")) {
        seen->n_suspects += kom_state_take_whole(in);
    } else if (kom_text_is(kind, "row")) {
        ok = load_suspect(t, seen, x, in);
    } else {
        const uint64_t column = kom_state_take_whole(in), n_rows = kom_state_take_whole(in);
        const struct kom_text word = kom_state_take(in), group = kom_state_take(in);
        in->has_failed = in->has_failed || column >= t->n;
        ok = in->has_failed || kom_total_add_word(seen, (uint32_t)column, word, group, n_rows);
    }
    return ok ? KOM_OK : kom_no_memory(err);
}
