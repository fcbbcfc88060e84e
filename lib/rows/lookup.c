/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of municipalities and networks by the code of the municipality, and what is done where
   one is in several networks.

   Rows of --municipalities and --networks become, for each code, a list of values for the
   by-columns that were asked for: one from municipalities, one for each network that differs. What
   --overlap says is done once here: refuse (only if such a municipality is really met), both, drop,
   or one network by assignment. After that the look-up is read-only, one search by text, and
   threads share it. Two rows of one municipality that contradict each other are refused, as are
   tables that spell a code differently. */
#include "lookup.h"

#include <string.h>

#include "vocab.h"

enum { MUNICIPALITIES, NETWORKS, N_TABLES, NAMED_MAX = 20 };
static const char *const names[N_TABLES] = {"municipalities", "networks"};

/* Where an asked-for column stands. */
struct kom_lookup_column {
    int table, column;
};

static enum kom_status no_memory(struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "memory ran out for municipalities and networks");
}

static const struct kom_frame *frame_of(const struct kom_lookup *l, int table) {
    return table == MUNICIPALITIES ? l->municipalities : l->networks;
}

static struct kom_text cell_of(const struct kom_frame *f, size_t row, int column) {
    return kom_text_trim(kom_frame_cell(f, row, column));
}

/* ---- the rule ---- */

/* "730:A,751:B" to pairs; false when it is not of that form. */
static bool assignments(char *item, struct kom_pair *pairs, size_t *n) {
    while (item) {
        char *comma = strchr(item, ',');
        if (comma)
            *comma++ = '\0';
        char *colon = strchr(item, ':');
        if (!colon || colon == item || !colon[1])
            return false;
        *colon = '\0';
        pairs[(*n)++] = (struct kom_pair){item, colon + 1};
        item = comma;
    }
    return true;
}

enum kom_status kom_overlap_parse(const char *text, struct kom_arena *arena,
                                  struct kom_overlap_rule *rule, struct kom_error *err) {
    static const char *const words[] = {"refuse", "both", "drop"};
    *rule = (struct kom_overlap_rule){KOM_OVERLAP_REFUSE, NULL, 0};
    for (int i = 0; i < 3; i++) {
        if (strcmp(text, words[i]) == 0) {
            rule->way = (enum kom_overlap)i;
            return KOM_OK;
        }
    }
    struct kom_pair *pairs = kom_arena_take(arena, (strlen(text) + 1) * sizeof *pairs);
    char *copy = kom_arena_copy(arena, text, strlen(text));
    if (!pairs || !copy)
        return kom_no_memory(err);
    rule->way = KOM_OVERLAP_ASSIGN;
    rule->assign = pairs;
    if (strncmp(text, "assign=", 7) == 0 && assignments(copy + 7, pairs, &rule->n_assign))
        return KOM_OK;
    return kom_fail(err, KOM_EUSAGE,
                    "--overlap: \"%s\" is none of refuse, both, drop, assign=KOM:NETWORK,...",
                    text);
}

/* ---- columns ---- */

static enum kom_status add_column(struct kom_lookup *l, int table, int column, int *place,
                                  struct kom_error *err) {
    void *p = l->column;
    for (size_t i = 0; i < l->n_columns; i++) {
        if (l->column[i].table == table && l->column[i].column == column) {
            *place = (int)i;
            return KOM_OK;
        }
    }
    if (kom_grow(&p, &l->cap_columns, l->n_columns + 1, sizeof *l->column))
        return no_memory(err);
    l->column = p;
    *place = (int)l->n_columns;
    l->column[l->n_columns++] = (struct kom_lookup_column){table, column};
    return KOM_OK;
}

enum kom_status kom_lookup_want(struct kom_lookup *l, const char *name, bool has_own, int *place,
                                struct kom_error *err) {
    const struct kom_word *word = kom_word_find(kom_text_of(name));
    enum kom_status status = KOM_OK;
    *place = KOM_NO_COLUMN;
    if (word && strcmp(word->name, "kom") == 0) {
        l->is_list = l->lists_units && l->municipalities;
        l->is_named[MUNICIPALITIES] = l->is_named[MUNICIPALITIES] || l->is_list;
        return KOM_OK;
    }
    for (int t = 0; t < N_TABLES && !status; t++) {
        int column = KOM_NO_COLUMN;
        if (frame_of(l, t))
            status = kom_frame_find(frame_of(l, t), name, &column, err);
        if (status || column < 0)
            continue;
        l->is_named[t] = true;
        if (!has_own && *place < 0)
            status = add_column(l, t, column, place, err);
    }
    return status;
}

/* The columns of the tables that are near to the name. */
static void add_near(const struct kom_lookup *l, struct kom_text name, struct kom_buf *out) {
    bool has_near = false;
    for (int t = 0; t < N_TABLES; t++) {
        const struct kom_frame *f = frame_of(l, t);
        struct kom_buf near = {0};
        if (f && kom_names_near(f->name, f->n_cols, name, &near)) {
            kom_buf_str(out, has_near ? ", " : "; did you mean ");
            kom_buf_text(out, kom_buf_view(&near));
            has_near = true;
        }
        out->failed = out->failed || near.failed;
        kom_buf_fini(&near);
    }
}

enum kom_status kom_lookup_missing(const struct kom_lookup *l, const char *name,
                                   enum kom_status status, struct kom_error *err) {
    struct kom_buf out = {0};
    if (status != KOM_EDATA || !err)
        return status;
    kom_buf_printf(&out, "%.900s; nor has %s", err->text,
                   !l->networks         ? "--municipalities"
                   : !l->municipalities ? "--networks"
                                        : "--municipalities or --networks");
    add_near(l, kom_text_of(name), &out);
    return kom_fail_text(&out, KOM_EDATA, err);
}

bool kom_lookup_is_used(const struct kom_lookup *l) {
    return l->n_columns || l->is_list;
}

bool kom_lookup_is_network(const struct kom_lookup *l, int place) {
    return l->column[place].table == NETWORKS;
}

enum kom_status kom_lookup_idle(const struct kom_frame *f, const char *option,
                                struct kom_error *err) {
    struct kom_buf others = {0};
    for (size_t i = 0; i < f->n_cols && others.n < 300; i++) {
        if (kom_heading_means("kom", f->name[i]))
            continue;
        kom_buf_str(&others, others.n ? ", " : "");
        kom_buf_text(&others, f->name[i]);
    }
    enum kom_status status =
        others.failed
            ? no_memory(err)
            : kom_fail(err, KOM_EUSAGE,
                       "--%s: the table has no column of --by; add one to --by (it has "
                       "%.*s), or leave the option out",
                       option, others.n ? (int)others.n : 4, others.n ? others.p : "none");
    kom_buf_fini(&others);
    return status;
}

enum kom_status kom_lookup_check(const struct kom_lookup *l, struct kom_error *err) {
    for (int t = 0; t < N_TABLES; t++)
        if (frame_of(l, t) && !l->is_named[t])
            return kom_lookup_idle(frame_of(l, t), names[t], err);
    return KOM_OK;
}

/* ---- reading the tables ---- */

/* What make knows of the tables while it reads them. */
struct making {
    struct kom_lookup *l;
    int kom, network; /* columns of the networks */
    size_t *next;     /* of each row of the networks: the next one of its unit */
    size_t *first;    /* of each unit; SIZE_MAX: none */
    size_t *own;      /* of each unit: its row of the municipalities; SIZE_MAX: none */
    size_t *chosen;   /* room for the rows of one unit */
    struct kom_error *err;
};

static bool is_used(const struct kom_lookup *l, int table) {
    for (size_t i = 0; i < l->n_columns; i++)
        if (l->column[i].table == table)
            return true;
    return table == MUNICIPALITIES && l->is_list;
}

/* Do two rows of a table agree in every column asked for? */
static bool agree(const struct kom_lookup *l, int table, size_t a, size_t b) {
    const struct kom_frame *f = frame_of(l, table);
    for (size_t i = 0; i < l->n_columns; i++)
        if (l->column[i].table == table &&
            !kom_text_equal(cell_of(f, a, l->column[i].column), cell_of(f, b, l->column[i].column)))
            return false;
    return true;
}

/* The codes of a table that is used, each with a number. */
static enum kom_status number_units(struct kom_lookup *l, int table, int *kom,
                                    struct kom_error *err) {
    const struct kom_frame *f = frame_of(l, table);
    *kom = KOM_NO_COLUMN;
    if (!is_used(l, table))
        return KOM_OK;
    enum kom_status status = kom_frame_need(f, "kom", kom, err);
    if (status)
        return status;
    status = kom_meet_add_column(&l->meet, names[table], f, *kom, err);
    l->meet.table[l->meet.n_tables - 1].is_partial = table == NETWORKS;
    l->asked |= UINT32_C(1) << (l->meet.n_tables - 1);
    for (size_t row = 0; row < f->n_rows && !status; row++) {
        struct kom_text code = cell_of(f, row, *kom);
        if (code.n && kom_intern_add(&l->units, code) == KOM_NO_ID)
            status = no_memory(err);
    }
    return status;
}

static size_t *none(struct kom_lookup *l, size_t n) {
    size_t *p = kom_arena_take(&l->arena, (n + 1) * sizeof *p);
    for (size_t i = 0; p && i < n; i++)
        p[i] = SIZE_MAX;
    return p;
}

static enum kom_status link_municipalities(struct making *m, int kom) {
    const struct kom_frame *f = m->l->municipalities;
    for (size_t row = 0; kom >= 0 && row < f->n_rows; row++) {
        uint32_t id = kom_intern_find(&m->l->units, cell_of(f, row, kom));
        if (id == KOM_NO_ID)
            continue;
        if (m->own[id] != SIZE_MAX && !agree(m->l, MUNICIPALITIES, m->own[id], row))
            return kom_frame_fail(f, row, kom, m->err,
                                  "the same kom stands in line %llu with other values of --by; "
                                  "keep one of the rows",
                                  (unsigned long long)f->line[m->own[id]]);
        if (m->own[id] == SIZE_MAX)
            m->own[id] = row;
    }
    return KOM_OK;
}

/* The rows of each unit, in their order. */
static void link_networks(struct making *m) {
    const struct kom_frame *f = m->l->networks;
    for (size_t row = m->kom < 0 ? 0 : f->n_rows; row-- > 0;) {
        uint32_t id = kom_intern_find(&m->l->units, cell_of(f, row, m->kom));
        if (id == KOM_NO_ID)
            continue;
        m->next[row] = m->first[id];
        m->first[id] = row;
    }
}

static bool is_assigned(const struct making *m, uint32_t id, size_t row) {
    const struct kom_overlap_rule *rule = &m->l->overlap;
    for (size_t k = 0; k < rule->n_assign; k++)
        if (kom_text_is(m->l->units.text[id], rule->assign[k].left) &&
            kom_text_is(cell_of(m->l->networks, row, m->network), rule->assign[k].right))
            return true;
    return false;
}

/* Rows of the unit with different values, or those of them that are assigned, to m->chosen. */
static size_t choose(struct making *m, uint32_t id, bool only_assigned) {
    size_t n = 0;
    for (size_t row = m->first[id]; row != SIZE_MAX; row = m->next[row]) {
        bool is_new = !only_assigned || is_assigned(m, id, row);
        for (size_t k = 0; k < n && is_new; k++)
            is_new = !agree(m->l, NETWORKS, m->chosen[k], row);
        if (is_new)
            m->chosen[n++] = row;
    }
    return n;
}

/* The values of a unit: one row of them for each network row chosen, or one without network. */
static enum kom_status fill(struct making *m, uint32_t id, size_t n) {
    struct kom_lookup *l = m->l;
    size_t n_rows = n ? n : 1;
    struct kom_text *value = kom_arena_take(&l->arena, (n_rows * l->n_columns + 1) * sizeof *value);
    if (!value)
        return no_memory(m->err);
    l->unit[id].value = value;
    for (size_t k = 0; k < n_rows; k++) {
        for (size_t i = 0; i < l->n_columns; i++) {
            const struct kom_lookup_column *c = &l->column[i];
            size_t row = c->table == MUNICIPALITIES ? m->own[id] : n ? m->chosen[k] : SIZE_MAX;
            *value++ = row == SIZE_MAX ? (struct kom_text){NULL, 0}
                                       : cell_of(frame_of(l, c->table), row, c->column);
        }
    }
    return KOM_OK;
}

static enum kom_status make_unit(struct making *m, uint32_t id) {
    struct kom_lookup *l = m->l;
    struct kom_lookup_unit *u = &l->unit[id];
    size_t n = choose(m, id, false);
    *u = (struct kom_lookup_unit){.n = n ? n : 1,
                                  .tables = kom_meet_find(&l->meet, l->units.text[id]),
                                  .id = id,
                                  .is_several = n > 1};
    if (u->is_several) {
        l->has_several = true;
        if (l->overlap.way == KOM_OVERLAP_ASSIGN)
            u->n = n = choose(m, id, true);
        u->is_refused = l->overlap.way == KOM_OVERLAP_REFUSE ||
                        (l->overlap.way == KOM_OVERLAP_ASSIGN && n != 1);
    }
    enum kom_status status = fill(m, id, n);
    if (u->is_several && (l->overlap.way == KOM_OVERLAP_DROP || u->is_refused))
        u->n = 0;
    return status;
}

static enum kom_status make_units(struct making *m, int kom) {
    struct kom_lookup *l = m->l;
    size_t n = l->units.n, n_networks = l->networks ? l->networks->n_rows : 0;
    m->first = none(l, n);
    m->own = none(l, n);
    m->next = none(l, n_networks);
    m->chosen = none(l, n_networks);
    l->unit = kom_arena_take(&l->arena, (n + 1) * sizeof *l->unit);
    l->blank = kom_arena_take(&l->arena, (l->n_columns + 1) * sizeof *l->blank);
    if (!m->first || !m->own || !m->next || !m->chosen || !l->unit || !l->blank)
        return no_memory(m->err);
    memset(l->blank, 0, (l->n_columns + 1) * sizeof *l->blank);
    enum kom_status status = link_municipalities(m, kom);
    link_networks(m);
    for (uint32_t id = 0; id < n && !status; id++)
        status = make_unit(m, id);
    return status;
}

enum kom_status kom_lookup_make(struct kom_lookup *l, struct kom_error *err) {
    struct making m = {.l = l, .network = KOM_NO_COLUMN, .err = err};
    int kom;
    l->meet.kind = KOM_KEY_KOM;
    enum kom_status status = number_units(l, MUNICIPALITIES, &kom, err);
    if (!status)
        status = number_units(l, NETWORKS, &m.kom, err);
    if (!status && l->unmatched)
        status = kom_meet_compare(&l->meet, "kom", l->unmatched, err);
    if (!status && m.kom >= 0 && l->overlap.way == KOM_OVERLAP_ASSIGN)
        status = kom_frame_need(l->networks, "network", &m.network, err);
    return status ? status : make_units(&m, kom);
}

/* ---- answers ---- */

struct kom_lookup_unit kom_lookup_find(const struct kom_lookup *l, struct kom_text kom) {
    uint32_t id = kom_intern_find(&l->units, kom_text_trim(kom));
    if (id != KOM_NO_ID)
        return l->unit[id];
    return (struct kom_lookup_unit){.value = l->blank, .n = 1, .id = KOM_NO_ID};
}

struct kom_lookup_note kom_lookup_note(const struct kom_lookup *l, struct kom_text kom,
                                       struct kom_unmet *u, uint8_t *seen) {
    const struct kom_lookup_unit found = kom_lookup_find(l, kom);
    u->met |= found.tables;
    if (found.id != KOM_NO_ID)
        seen[found.id] = 1;
    return (struct kom_lookup_note){l->asked & ~found.tables, found.n == 0};
}

static size_t list(const struct kom_lookup *l, const uint8_t *seen, bool only_refused,
                   const char *mark, struct kom_buf *out) {
    size_t n = 0;
    for (size_t id = 0; id < l->units.n; id++) {
        if (!seen[id] || !l->unit[id].is_several || (only_refused && !l->unit[id].is_refused))
            continue;
        if (n++ && n <= NAMED_MAX)
            kom_buf_str(out, mark);
        if (n <= NAMED_MAX)
            kom_buf_text(out, l->units.text[id]);
    }
    if (n > NAMED_MAX)
        kom_buf_printf(out, "%sand %zu more", mark, n - NAMED_MAX);
    return n;
}

size_t kom_lookup_several(const struct kom_lookup *l, const uint8_t *seen, const char *mark,
                          struct kom_buf *out) {
    return list(l, seen, false, mark, out);
}

enum kom_status kom_lookup_refuse(const struct kom_lookup *l, const uint8_t *seen,
                                  struct kom_error *err) {
    struct kom_buf all = {0};
    size_t n = list(l, seen, true, ", ", &all), first = 0;
    enum kom_status status = KOM_OK;
    while (n && !(seen[first] && l->unit[first].is_refused))
        first++;
    if (all.failed)
        status = no_memory(err);
    else if (n && l->overlap.way == KOM_OVERLAP_ASSIGN)
        status = kom_fail(err, KOM_EDATA,
                          "networks: kom %.*s %s in several, and --overlap assign= does not name "
                          "one of them for %s",
                          (int)all.n, all.p, n > 1 ? "are" : "is", n > 1 ? "each" : "it");
    else if (n)
        status = kom_fail(err, KOM_EDATA,
                          "networks: kom %.*s %s in several; say with --overlap both, drop or "
                          "assign=%.*s:NETWORK%s what is to be done",
                          (int)all.n, all.p, n > 1 ? "are" : "is", (int)l->units.text[first].n,
                          l->units.text[first].p, n > 1 ? ",..." : "");
    kom_buf_fini(&all);
    return status;
}

void kom_lookup_fini(struct kom_lookup *l) {
    kom_free(l->column);
    kom_intern_fini(&l->units);
    kom_meet_fini(&l->meet);
    kom_arena_fini(&l->arena);
    *l = (struct kom_lookup){0};
}
