/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dimensions of a PC-Axis file: those of STUB, then those of HEADING, with their VALUES and
   CODES. */
#include <stdio.h>
#include <string.h>

#include "px.h"

/* A keyword of a variable, which must not stand twice. */
static enum kom_status find(struct kom_px *f, const char *name, const char *sub,
                            const struct kom_px_entry **entry) {
    bool is_repeated;
    *entry = kom_px_find(f, name, sub, &is_repeated);
    if (!is_repeated)
        return KOM_OK;
    return kom_px_fail(f, (*entry)->line,
                       "the keyword %s stands twice%s%.100s%s; get the file anew", name,
                       sub ? " for \"" : "", sub ? sub : "", sub ? "\"" : "");
}

static uint64_t count_texts(const struct kom_px *f, const struct kom_px_entry *e) {
    uint64_t n = 0;
    for (size_t i = 0; i < e->n_values; i++)
        n += f->token[e->value + i].kind == '"';
    return n;
}

/* The texts of a keyword, in their order. */
static const char *next_text(const struct kom_px *f, const struct kom_px_entry *e, size_t *at) {
    while (f->token[e->value + *at].kind != '"')
        ++*at;
    return f->token[e->value + (*at)++].text;
}

static enum kom_status take_categories(struct kom_px *f, struct kom_cube_dimension *d,
                                       const struct kom_px_entry *values,
                                       const struct kom_px_entry *codes) {
    d->n = count_texts(f, values);
    if (codes && count_texts(f, codes) != d->n)
        return kom_px_fail(f, codes->line,
                           "\"%.100s\" has %llu VALUES and %llu CODES; get the file anew", d->label,
                           (unsigned long long)d->n, (unsigned long long)count_texts(f, codes));
    d->category = kom_arena_take(&f->cube.arena, (d->n + 1) * sizeof *d->category);
    if (!d->category)
        return kom_no_memory_in(f->err, f->cube.file.name);
    size_t at_value = 0, at_code = 0;
    for (uint64_t i = 0; i < d->n; i++) {
        const char *text = next_text(f, values, &at_value);
        d->category[i] = (struct kom_cube_category){.code = text};
        if (codes)
            d->category[i] = (struct kom_cube_category){next_text(f, codes, &at_code), text, false};
    }
    return KOM_OK;
}

/* ELIMINATION="000" names the category that stands for all; YES and NO name none. */
static void mark_total(const struct kom_px *f, struct kom_cube_dimension *d, const char *name) {
    const struct kom_px_entry *e = kom_px_find(f, "ELIMINATION", name, NULL);
    if (!e || !e->n_values || f->token[e->value].kind != '"')
        return;
    const char *word = f->token[e->value].text;
    uint64_t i = 0;
    while (i < d->n && strcmp(d->category[i].code, word) != 0)
        i++;
    for (uint64_t j = 0; j < d->n && i == d->n; j++)
        if (d->category[j].text && strcmp(d->category[j].text, word) == 0)
            i = j;
    if (i == d->n)
        return;
    d->category[i].is_total = true;
    d->has_total = true;
}

static const char *form_of(struct kom_px *f, const char *name) {
    const char *content = kom_px_text(f, "CONTVARIABLE");
    const struct kom_px_entry *time = kom_px_find(f, "TIMEVAL", name, NULL);
    return time ? "time" : strcmp(content, name) == 0 ? "metric" : "";
}

static enum kom_status take_dimension(struct kom_px *f, const char *name) {
    struct kom_cube_dimension *d = &f->cube.cube.dimension[f->cube.cube.n_dimensions++];
    const struct kom_px_entry *values = NULL, *codes = NULL, *code = NULL;
    *d = (struct kom_cube_dimension){.id = name, .label = name};
    d->form = form_of(f, name);
    enum kom_status status = find(f, "VALUES", name, &values);
    if (!status)
        status = find(f, "CODES", name, &codes);
    if (!status)
        status = find(f, "VARIABLECODE", name, &code);
    if (status)
        return status;
    if (!values)
        return kom_px_fail(f, f->in.line, "\"%.100s\" has no VALUES; get the file anew", name);
    if (code && code->n_values && *f->token[code->value].text)
        d->id = f->token[code->value].text;
    status = take_categories(f, d, values, codes);
    if (!status)
        status = kom_px_periods(f, d, name);
    if (!status)
        mark_total(f, d, name);
    return status;
}

static enum kom_status take_names(struct kom_px *f, const struct kom_px_entry *e) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; e && i < e->n_values && !status; i++)
        if (f->token[e->value + i].kind == '"')
            status = take_dimension(f, f->token[e->value + i].text);
    return status;
}

/* What signs of dots mean, as the file has them shown: DATASYMBOL1 to 6. */
static void take_signs(struct kom_px *f) {
    static const char *const dots[] = {"", ".", "..", "...", "....", ".....", "......", "sum"};
    for (int i = 1; i <= KOM_PX_DOTS_MAX; i++) {
        char name[32];
        if (i < KOM_PX_DOTS_MAX)
            snprintf(name, sizeof name, "DATASYMBOL%d", i);
        else
            snprintf(name, sizeof name, "DATASYMBOLSUM");
        const char *own = kom_px_text(f, name);
        f->sign[i] = *own ? own : dots[i];
    }
}

enum kom_status kom_px_dimensions(struct kom_px *f) {
    const struct kom_px_entry *stub = NULL, *heading = NULL;
    struct kom_cube *cube = &f->cube.cube;
    enum kom_status status = find(f, "STUB", NULL, &stub);
    if (!status)
        status = find(f, "HEADING", NULL, &heading);
    if (status)
        return status;
    size_t n = (stub ? stub->n_values : 0) + (heading ? heading->n_values : 0);
    const char *title = kom_px_text(f, "TITLE");
    cube->label = *title ? title : kom_px_text(f, "CONTENTS");
    cube->unit = kom_px_text(f, "UNITS");
    cube->dimension = kom_arena_take(&f->cube.arena, (n + 1) * sizeof *cube->dimension);
    if (!cube->dimension)
        return kom_no_memory_in(f->err, f->cube.file.name);
    take_signs(f);
    status = take_names(f, stub);
    return status ? status : take_names(f, heading);
}

/* ---- keys ---- */

static size_t dimension_of(const struct kom_px *f, const char *name) {
    size_t i = 0;
    while (i < f->cube.cube.n_dimensions && strcmp(f->cube.cube.dimension[i].label, name) != 0)
        i++;
    return i;
}

/* Codes or texts of a dimension, each with its number; periods are known as they stood. */
static enum kom_status list_words(struct kom_px *f, const struct kom_px_entry *key, size_t at) {
    const struct kom_cube_dimension *d = &f->cube.cube.dimension[f->keys.dimension[at]];
    const bool is_codes = key->n_values && strcmp(f->token[key->value].text, "CODES") == 0;
    const struct kom_px_entry *codes = kom_px_find(f, "CODES", d->label, NULL),
                              *values = kom_px_find(f, "VALUES", d->label, NULL);
    const struct kom_px_entry *e = is_codes && codes ? codes : values;
    size_t place = 0;
    for (uint64_t i = 0; i < d->n; i++) {
        const char *word = next_text(f, e, &place);
        uint32_t number = kom_intern_add(&f->keys.word[at], kom_text_of(word));
        if (number == KOM_NO_ID)
            return kom_no_memory_in(f->err, f->cube.file.name);
        if (number < i)
            return kom_px_fail(f, key->line,
                               "KEYS of \"%.100s\" are \"%.100s\" twice; get the file anew",
                               d->label, word);
    }
    return KOM_OK;
}

static enum kom_status take_key(struct kom_px *f, const struct kom_px_entry *e) {
    const char *name = f->token[e->sub].text;
    size_t i = dimension_of(f, name), at = f->keys.n;
    if (i == f->cube.cube.n_dimensions)
        return kom_px_fail(f, e->line,
                           "KEYS are of \"%.100s\", which is in neither STUB nor HEADING", name);
    if (f->keys.is_fixed[i])
        return kom_px_fail(f, e->line, "KEYS of \"%.100s\" stand twice; get the file anew", name);
    f->keys.is_unlike_stub = f->keys.is_unlike_stub || (at && f->keys.dimension[at - 1] > i);
    f->keys.dimension[at] = i;
    f->keys.is_fixed[i] = true;
    f->keys.n++;
    return list_words(f, e, at);
}

enum kom_status kom_px_take_keys(struct kom_px *f) {
    const size_t n = f->cube.cube.n_dimensions;
    struct kom_px_keys *k = &f->keys;
    k->dimension = kom_arena_take(&f->cube.arena, n * sizeof *k->dimension);
    k->is_fixed = kom_arena_take(&f->cube.arena, n * sizeof *k->is_fixed);
    k->word = kom_alloc(n, sizeof *k->word);
    if (!k->dimension || !k->is_fixed || !k->word)
        return kom_no_memory_in(f->err, f->cube.file.name);
    memset(k->is_fixed, 0, n * sizeof *k->is_fixed);
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < f->n_entries && !status; i++) {
        const struct kom_px_entry *e = &f->entry[i];
        if (strcmp(e->name, "KEYS") == 0 && e->n_subs == 1 && !*e->lang)
            status = take_key(f, e);
    }
    k->n_row = 1;
    for (size_t i = 0; i < n; i++)
        k->n_row *= k->is_fixed[i] ? 1 : f->cube.cube.dimension[i].n;
    return status;
}
