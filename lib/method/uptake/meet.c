/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of the sales and of the side tables that meet nothing (lib/rows/meet.h). Rows that go the
   quick way meet everything; the others are noted by the numbers that judging them needs anyhow.

   Each code is a number by now, and each number has marks: which of the side tables know it. So a
   sale costs one look at its marks, and only a code that some table lacks is kept, with the row
   that had it first. Which tables are asked follows from what is there: with sales alone only
   participation and municipalities can know a unit. At the end the codes are judged by the rules of
   lib/rows/meet.h, then units that one side table has and another lacks, by-values of sales that
   the counts lack, and totals among the sales. */
#include "by.h"
#include "keys.h"

static const char *const table_names[] = {"offerings", "recipients", "participation",
                                          "municipalities", "networks"};
enum { OFFERINGS = 1, RECIPIENTS = 2, PARTICIPATION = 4, MUNICIPALITIES = 8, NETWORKS = 16 };

static const struct kom_frame *frame_of(const struct given *g, uint32_t table) {
    return table == OFFERINGS        ? g->offerings
           : table == PARTICIPATION  ? g->participations
           : table == MUNICIPALITIES ? g->municipalities
           : table == NETWORKS       ? g->networks
                                     : NULL;
}

/* ---- what the side tables have ---- */

/* Codes that the recipients had, by the mark of their numbers: their rows are gone. */
static enum kom_status add_marked(struct kom_meet *m, const struct kom_intern *names,
                                  const uint8_t *mark, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < names->n && !status; i++)
        if (mark[i])
            status = kom_meet_add(m, names->text[i], err);
    return status;
}

static enum kom_status add_recipients(struct given *g, struct kom_error *err) {
    uint8_t *mark = kom_alloc(g->units.n + 1, sizeof *mark);
    enum kom_status status = mark ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < g->unit_trait.n && mark; i++)
        mark[g->unit_trait.pair[i] >> 32] = 1;
    for (size_t i = 0; i < g->unit_rc.n && mark; i++)
        mark[g->unit_rc.pair[i] >> 32] = 1;
    if (!status)
        status = add_marked(&g->meet[KEY_KOM], &g->units, mark, err);
    kom_free(mark);
    for (int k = 0; k < N_SHARED && !status; k++) {
        if (!g->by_person || !g->spell_has[k])
            continue;
        mark = kom_alloc(g->attr[k].n + 1, sizeof *mark);
        for (size_t i = 0; i < g->trait_keys.n && mark; i++)
            mark[g->trait[i].attr[k]] = 1;
        status = mark ? add_marked(&g->meet[KEY_ATTR + k], &g->attr[k], mark, err)
                      : KOM_UPTAKE_NO_MEMORY(err);
        kom_free(mark);
    }
    return status;
}

/* The cells of a word's column, where the frame has it. */
static enum kom_status add_frame(struct kom_meet *m, const struct kom_frame *f, const char *word,
                                 struct kom_error *err) {
    int column = KOM_NO_COLUMN;
    enum kom_status status = kom_frame_find(f, word, &column, err);
    for (size_t row = 0; row < f->n_rows && !status && column >= 0; row++)
        status = kom_meet_add(m, kom_frame_cell(f, row, column), err);
    return status;
}

static enum kom_status add_offerings(struct given *g, struct kom_error *err) {
    enum kom_status status = add_frame(&g->meet[KEY_SERVICE], g->offerings, "service", err);
    for (int k = 0; k < N_ATTRS && !status; k++)
        status = add_frame(&g->meet[KEY_ATTR + k], g->offerings, kom_uptake_attrs[k], err);
    return status;
}

/* Every key counts the same five tables; what a table has not is not asked. */
static enum kom_status add_table(struct given *g, unsigned t, struct kom_error *err) {
    const struct kom_frame *f = frame_of(g, UINT32_C(1) << t);
    struct kom_meet_table table = {table_names[t], g->recipients_file, g->recipients_kom,
                                   UINT32_C(1) << t == NETWORKS};
    int kom = KOM_NO_COLUMN;
    enum kom_status status = f ? kom_frame_need(f, "kom", &kom, err) : KOM_OK;
    if (f && !status) {
        table.file = f->files[0].name;
        table.heading = f->name[kom];
    }
    for (int k = 0; k < N_KEYS; k++)
        kom_meet_begin(&g->meet[k], table);
    for (size_t row = 0; f && row < f->n_rows && !status; row++)
        status = kom_meet_add(&g->meet[KEY_KOM], kom_frame_cell(f, row, kom), err);
    if (!status && f && f == g->offerings)
        status = add_offerings(g, err);
    return !status && UINT32_C(1) << t == RECIPIENTS ? add_recipients(g, err) : status;
}

/* The tables that each key of a sale is looked for in. Sales alone meet participation or
   municipalities; else those have their say by units (judge_units). */
static void ask_keys(struct given *g) {
    uint32_t both = (g->offerings ? OFFERINGS : 0) | (g->by_person || g->by_count ? RECIPIENTS : 0);
    uint32_t others =
        (g->participations ? PARTICIPATION : 0) | (g->municipalities ? MUNICIPALITIES : 0);
    g->asked[KEY_KOM] = g->alone ? others : both;
    g->asked[KEY_SERVICE] = g->offerings && g->s.service >= 0 ? OFFERINGS : 0;
    for (int k = 0; k < N_ATTRS; k++) {
        bool has_spells = k < N_SHARED && g->by_person && g->spell_has[k];
        g->asked[KEY_ATTR + k] = g->s.attr[k] < 0
                                     ? 0
                                     : (g->offerings && g->offering_has[k] ? OFFERINGS : 0) |
                                           (has_spells ? RECIPIENTS : 0);
    }
    g->asked[KEY_PERSON] = g->by_person ? RECIPIENTS : 0;
}

/* What is known of a number, so that no row need look for its text. */
static enum kom_status by_numbers(struct given *g, int key, const struct kom_intern *names,
                                  struct kom_error *err) {
    g->tables_of[key] = kom_alloc(names->n + 1, sizeof *g->tables_of[key]);
    if (!g->tables_of[key])
        return KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < names->n; i++)
        g->tables_of[key][i] = (uint8_t)kom_meet_find(&g->meet[key], names->text[i]);
    return KOM_OK;
}

enum kom_status kom_uptake_gather_keys(struct kom_uptake *u, struct kom_error *err) {
    static const char *const names[N_KEYS] = {[KEY_KOM] = "kom",
                                              [KEY_ATTR] = "section",
                                              [KEY_ATTR + 1] = "setting",
                                              [KEY_ATTR + 2] = "group"};
    enum kom_status status = KOM_OK;
    u->given.meet[KEY_KOM].kind = KOM_KEY_KOM;
    u->given.meet[KEY_PERSON].kind = KOM_KEY_PERSON;
    u->given.meet[KEY_PERSON].persons = &u->given.persons;
    for (unsigned t = 0; t < 5 && !status; t++)
        status = add_table(&u->given, t, err);
    ask_keys(&u->given);
    for (int k = 0; k < N_KEYS && !status; k++)
        if (names[k])
            status = kom_meet_compare(&u->given.meet[k], names[k], &u->sold.unmatched, err);
    if (!status)
        status = by_numbers(&u->given, KEY_KOM, &u->given.units, err);
    for (int k = 0; k < N_ATTRS && !status; k++)
        status = by_numbers(&u->given, KEY_ATTR + k, &u->given.attr[k], err);
    return status;
}

/* ---- sales ---- */

/* Key k of a sale, by what the tables asked have. */
static bool note(struct kom_uptake_worker *w, int key, uint32_t have, struct kom_text code,
                 const struct kom_view *v, struct sale *s) {
    uint32_t asked = w->g->asked[key], met = have & asked;
    w->unmet[key].met |= met;
    s->is_met = s->is_met && met == asked;
    return met == asked || kom_unmet_note(&w->unmet[key], code, asked & ~met, v, s->row);
}

bool kom_uptake_note_keys(struct kom_uptake_worker *w, const struct kom_view *v, struct sale *s,
                          bool is_known) {
    const struct given *g = w->g;
    const struct sale_block *b = &w->block;
    uint32_t kom = g->alone                    ? (is_known ? g->asked[KEY_KOM] : 0)
                   : s->unit < g->n_side_units ? g->tables_of[KEY_KOM][s->unit]
                                               : 0;
    s->is_met = true;
    bool ok = note(w, KEY_KOM, kom, s->kom, v, s);
    if (g->asked[KEY_SERVICE] && !s->is_unserved)
        ok = ok &&
             note(w, KEY_SERVICE, s->service == KOM_NO_ID ? 0 : OFFERINGS, s->service_text, v, s);
    for (int k = 0; k < N_ATTRS; k++) {
        if (!g->asked[KEY_ATTR + k] || s->attr[k] == 0)
            continue;
        uint32_t have = s->attr[k] == NO_ATTR ? g->meet[KEY_ATTR + k].knows_all
                                              : g->tables_of[KEY_ATTR + k][s->attr[k]];
        ok = ok && note(w, KEY_ATTR + k, have, kom_view_code(v, g->s.attr[k], s->row), v, s);
    }
    if (g->by_person && b->person_id[s->i] != KOM_NO_ID)
        w->unmet[KEY_PERSON].met = RECIPIENTS;
    else if (g->by_person)
        ok = ok && kom_unmet_person(&w->unmet[KEY_PERSON], b->person[s->i], RECIPIENTS, v, s->row);
    return ok;
}

/* ---- units ---- */

/* Which tables should know the units of a table. */
static uint32_t tables_for(const struct given *g, uint32_t table) {
    uint32_t wanted = (g->municipalities ? MUNICIPALITIES : 0) | (g->networks ? NETWORKS : 0);
    if (g->participations && table != RECIPIENTS)
        wanted |= PARTICIPATION;
    return wanted;
}

static enum kom_status judge_table(struct kom_uptake *u, struct kom_meeting *one,
                                   const uint64_t *n_rows, size_t n_units, uint32_t wanted,
                                   struct kom_error *err) {
    struct kom_unmet unmet = {0};
    bool ok = true;
    for (size_t unit = 0; unit < n_units && ok; unit++)
        if (n_rows[unit])
            ok = kom_unmet_code(&unmet, &u->given.meet[KEY_KOM], wanted, u->given.units.text[unit],
                                n_rows[unit]);
    one->known = &u->given.meet[KEY_KOM];
    one->unmet = &unmet;
    one->is_side = !one->extract;
    enum kom_status status =
        ok ? kom_meet_judge(one, &u->sold.unmatched, err) : KOM_UPTAKE_NO_MEMORY(err);
    kom_unmet_fini(&unmet);
    return status;
}

/* Units with offerings, with recipients, or of sales alone, that another side table lacks: it would
   count for nothing there. */
static enum kom_status judge_units(struct kom_uptake *u, const struct kom_extract *x,
                                   struct kom_error *err) {
    uint64_t *n_rows = kom_alloc(u->given.units.n + 1, sizeof *n_rows);
    struct kom_meeting one = {.label = "offerings"};
    enum kom_status status = n_rows ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    int kom = KOM_NO_COLUMN;
    if (!status && u->given.offerings)
        status = kom_frame_need(u->given.offerings, "kom", &kom, err);
    for (size_t i = 0; i < u->given.n_offerings && !status; i++)
        n_rows[u->given.offering[i].unit]++;
    if (u->given.offerings && !status) {
        one.heading = u->given.offerings->name[kom];
        one.frame = u->given.offerings;
        status =
            judge_table(u, &one, n_rows, u->given.units.n, tables_for(&u->given, OFFERINGS), err);
    } else if (!status && u->given.alone) {
        one = (struct kom_meeting){
            .label = x->label, .heading = x->columns[u->given.s.kom].heading, .extract = x};
        for (size_t i = 0; i < u->sold.all.cells.n; i++) {
            struct atom a = kom_books_atom_get(&u->given, &u->sold.all,
                                               (uint32_t)(u->sold.all.cells.pair[i] >> 32));
            n_rows[a.unit] += u->sold.all.tally[i].sales;
        }
        status = judge_table(u, &one, n_rows, u->given.units.n, tables_for(&u->given, 0), err);
    }
    if (!status && (u->given.by_person || u->given.by_count)) {
        one = (struct kom_meeting){.label = "recipients", .heading = u->given.recipients_kom};
        for (size_t i = 0; i <= u->given.units.n; i++)
            n_rows[i] = 0;
        for (size_t i = 0; i < u->given.n_spells; i++)
            n_rows[kom_uptake_spell_unit(&u->given, &u->given.spell[i])]++;
        for (size_t i = 0; i < u->given.count_key.n; i++)
            n_rows[u->given.unit_rc.pair[u->given.count_key.pair[i] >> 32] >> 32]++;
        status =
            judge_table(u, &one, n_rows, u->given.units.n, tables_for(&u->given, RECIPIENTS), err);
    }
    kom_free(n_rows);
    return status;
}

/* ---- by-columns of counts ---- */

/* The codes of by-column i that the counts have, and those that sales found their cells with. */
static enum kom_status meet_part(struct kom_uptake *u, size_t i, struct kom_meet *meet,
                                 struct kom_unmet *unmet, struct kom_error *err) {
    struct kom_meet_table table = {.name = "recipients", .file = u->given.recipients_file};
    struct kom_buf text = {0};
    enum kom_status status = KOM_OK;
    kom_meet_begin(meet, table);
    for (uint32_t rc = 0; rc < u->given.n_side_rcs && !status; rc++) {
        const struct atom a = {.rc = rc};
        status = kom_meet_add(meet, kom_uptake_by_value(&u->given, &a, i, &text), err);
    }
    meet->knows_all = 0; /* a blank group is a group */
    for (size_t c = 0; c < u->sold.all.cells.n && !status; c++) {
        struct atom a = kom_books_atom_get(&u->given, &u->sold.all,
                                           (uint32_t)(u->sold.all.cells.pair[c] >> 32));
        struct kom_text code = kom_text_trim(kom_uptake_by_value(&u->given, &a, i, &text));
        if (code.n && !kom_unmet_code(unmet, meet, 1, code, u->sold.all.tally[c].sales))
            status = KOM_UPTAKE_NO_MEMORY(err);
    }
    kom_buf_fini(&text);
    return status;
}

/* A group that the sales have and the counts have not would have buyers of no recipients. */
static enum kom_status judge_parts(struct kom_uptake *u, const struct kom_extract *x,
                                   struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < u->given.o.n_by && u->given.by_count && !status; i++) {
        struct kom_meet meet = {.kind = KOM_KEY_CODE};
        struct kom_unmet unmet = {0};
        const struct kom_meeting one = {.known = &meet,
                                        .unmet = &unmet,
                                        .label = x->label,
                                        .heading = kom_text_of(u->given.by[i].name),
                                        .extract = x};
        if (u->given.by[i].source != BY_RECIPIENTS)
            continue;
        status = meet_part(u, i, &meet, &unmet, err);
        if (!status)
            status = kom_meet_judge(&one, &u->sold.unmatched, err);
        kom_unmet_fini(&unmet);
        kom_meet_fini(&meet);
    }
    return status;
}

/* ---- totals among the sales ---- */

/* Units and by-columns part their totals themselves. Sales that name persons have totals only where
   somebody filled them in. */
enum kom_status kom_uptake_ask_totals(struct given *g, struct kom_extract *x,
                                      struct kom_error *err) {
    const struct sale_columns *s = &g->s;
    int exempt[3 + 2 * N_FIGURES + KOM_BY_MAX] = {s->kom, s->date, s->status};
    size_t n = 3;
    for (int k = 0; k < N_FIGURES; k++) {
        exempt[n++] = s->figure[k].column;
        exempt[n++] = s->figure[k].status;
    }
    for (size_t c = 0; c < x->n_columns && n < sizeof exempt / sizeof exempt[0]; c++)
        for (size_t i = 0; i < g->o.n_by; i++)
            if (kom_by_means(g->by[i].name, x->columns[c].heading)) {
                exempt[n++] = (int)c;
                break;
            }
    const struct kom_total_use use = {exempt, n, g->is_small ? SIZE_MAX : s->person < 0};
    return kom_totals_ask(&g->totals, x, &use, &g->arena, err);
}

static struct kom_total_group all_sales(void *context, struct kom_text key) {
    const struct kom_uptake *u = context;
    struct kom_total_group all = {0, NULL};
    (void)key;
    for (size_t i = 0; i < u->sold.all.cells.n; i++)
        all.n_rows += u->sold.all.tally[i].sales;
    return all;
}

static enum kom_status judge_totals(struct kom_uptake *u, const struct kom_extract *x,
                                    struct kom_error *err) {
    struct kom_total_seen all = {0};
    bool ok = true;
    for (size_t i = 0; i < u->sold.n_workers && ok; i++)
        ok = kom_totals_merge(&u->given.totals, &all, &u->sold.workers[i]->totals);
    enum kom_status status =
        ok ? kom_totals_judge(&u->given.totals, &all, x, (struct kom_total_groups){all_sales, u},
                              &u->sold.unmatched.lines, err)
           : KOM_UPTAKE_NO_MEMORY(err);
    kom_total_seen_fini(&all);
    return status;
}

/* ---- the verdict ---- */

enum kom_status kom_uptake_judge_keys(struct kom_uptake *u, const struct kom_extract *x,
                                      struct kom_error *err) {
    const int columns[N_KEYS] = {u->given.s.kom,     u->given.s.service, u->given.s.attr[0],
                                 u->given.s.attr[1], u->given.s.attr[2], u->given.s.attr[3],
                                 u->given.s.person};
    enum kom_status status = KOM_OK;
    for (int k = 0; k < N_KEYS && !status; k++) {
        struct kom_unmet all = {0};
        bool ok = true;
        if (!u->given.asked[k])
            continue;
        for (size_t i = 0; i < u->sold.n_workers && ok; i++)
            ok = kom_unmet_merge(&all, &u->sold.workers[i]->unmet[k]);
        const struct kom_meeting one = {.known = &u->given.meet[k],
                                        .unmet = &all,
                                        .label = x->label,
                                        .heading = x->columns[columns[k]].heading,
                                        .extract = x,
                                        .show_values = x->reading->show_values};
        status = ok ? kom_meet_judge(&one, &u->sold.unmatched, err) : KOM_UPTAKE_NO_MEMORY(err);
        kom_unmet_fini(&all);
    }
    if (!status)
        status = judge_parts(u, x, err);
    if (!status)
        status = judge_totals(u, x, err);
    return status ? status : judge_units(u, x, err);
}

struct kom_text kom_uptake_unmatched(const struct kom_uptake *u) {
    return kom_buf_view(&u->sold.unmatched.lines);
}
