/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of codes that meet nothing, and whether the run stops.

   It stops where an unknown code is alike to a known one but for its spelling, and where all rows
   miss a table, if each of their codes is near a known one (or names a municipality), each of the
   table's names one, or there are LOST_ROWS rows of the main input. All other unknown codes are
   named. Persons are judged as a whole. */
#include <stdlib.h>
#include <string.h>

#include "meet.h"
#include "places.h"
#include "shell_word.h"
#include "spelling.h"
#include "veiled.h"

enum { LOST_ROWS = 20, NAMED_MAX = 5 };

#define WRITE_ALIKE "write both alike, or leave such rows unmatched with --unmatched warn"
#define KOM_DIGITS "use --kom-digits 3 or --kom-digits 4, which pads or strips codes in every table"

/* ---- pieces of messages ---- */

/* "offerings or recipients". */
static void add_tables(const struct kom_meet *m, uint32_t tables, const char *mark,
                       struct kom_buf *out) {
    bool is_first = true;
    for (unsigned t = 0; t < m->n_tables; t++) {
        if (!(tables >> t & 1))
            continue;
        kom_buf_str(out, is_first ? "" : mark);
        kom_buf_str(out, m->table[t].name);
        is_first = false;
    }
}

static void add_count(struct kom_buf *out, uint64_t n, const char *one) {
    kom_buf_printf(out, "%llu %s%s", (unsigned long long)n, one, n == 1 ? "" : "s");
}

static uint32_t lowest(uint32_t tables) {
    return tables & (~tables + 1);
}

/* Are both codes of digits, one padded to the four that --kom-digits makes of three? */
static bool is_padding(struct kom_text a, struct kom_text b) {
    size_t longer = a.n > b.n ? a.n : b.n;
    return a.n + b.n == 7 && longer == 4 && kom_is_digits(a) && kom_is_digits(b);
}

static const char *remedy(const struct kom_meet *m, struct kom_text a, struct kom_text b) {
    return m->kind == KOM_KEY_KOM && is_padding(a, b) ? KOM_DIGITS : WRITE_ALIKE;
}

void kom_meet_add_naming(struct kom_buf *out, const char *file, struct kom_text heading) {
    const bool is_kom = kom_name_alike(heading, kom_text_of("kom")); /* the codes are to have it */
    kom_buf_str(out, "turn names into codes: kom-join ");
    if (is_kom) {
        kom_buf_str(out, "--rename ");
        kom_shell_pair(out, NULL, kom_text_of("kom_name"), heading);
        kom_buf_byte(out, ' ');
    }
    kom_buf_str(out, "--name-to-code ");
    kom_shell_item(out, is_kom ? kom_text_of("kom_name") : heading);
    kom_buf_byte(out, ' ');
    kom_shell_word(out, kom_text_of(file));
}

/* ---- known codes near one that is not ---- */

static struct kom_buf fold_of(struct kom_text code) {
    struct kom_buf folded = {0};
    kom_spelling_fold(&folded, code);
    return folded;
}

/* The code of a municipality by its name, as one of the tables writes it; KOM_NO_ID: it is none, or
   none of theirs. */
static uint32_t named_code(const struct kom_meet *m, struct kom_text code, uint32_t tables) {
    const struct kom_place *place = m->kind == KOM_KEY_KOM ? kom_place_named(code) : NULL;
    uint32_t fold = place ? kom_intern_find(&m->folds, kom_text_of(place->code)) : KOM_NO_ID;
    for (uint32_t id = 0; fold != KOM_NO_ID && id < m->codes.n; id++)
        if (m->code[id].fold == fold && m->code[id].tables & tables)
            return id;
    return KOM_NO_ID;
}

/* The name of a municipality by its code, where the tables write names. */
static uint32_t coded_name(const struct kom_meet *m, struct kom_text folded, uint32_t tables) {
    for (uint32_t id = 0; id < m->codes.n && m->kind == KOM_KEY_KOM; id++) {
        const struct kom_place *place =
            m->code[id].tables & tables ? kom_place_named(m->codes.text[id]) : NULL;
        if (place && kom_text_is(folded, place->code))
            return id;
    }
    return KOM_NO_ID;
}

/* A code of these tables that is alike; KOM_NO_ID: none. */
static uint32_t alike_code(const struct kom_meet *m, struct kom_text code, uint32_t tables) {
    struct kom_buf folded = fold_of(code);
    uint32_t fold = folded.failed ? KOM_NO_ID : kom_intern_find(&m->folds, kom_buf_view(&folded));
    kom_buf_fini(&folded);
    for (uint32_t id = fold == KOM_NO_ID ? 0 : m->first[fold]; fold != KOM_NO_ID && id < m->codes.n;
         id++)
        if (m->code[id].fold == fold && m->code[id].tables & tables)
            return id;
    return KOM_NO_ID;
}

/* The first code of these tables that is near; alike ones before others. */
static uint32_t near_code(const struct kom_meet *m, struct kom_text code, uint32_t tables) {
    uint32_t found = alike_code(m, code, tables);
    if (found == KOM_NO_ID)
        found = named_code(m, code, tables);
    struct kom_buf folded = fold_of(code);
    if (found == KOM_NO_ID)
        found = coded_name(m, kom_buf_view(&folded), tables);
    for (uint32_t id = 0; id < m->codes.n && found == KOM_NO_ID && !folded.failed; id++)
        if (m->code[id].tables & tables &&
            kom_spelling_near(m->folds.text[m->code[id].fold], kom_buf_view(&folded)))
            found = id;
    kom_buf_fini(&folded);
    return found;
}

void kom_meet_add_remedy(const struct kom_meet *m, struct kom_text code, const char *file,
                         struct kom_text heading, struct kom_buf *out) {
    uint32_t alike = alike_code(m, code, UINT32_MAX);
    if (alike != KOM_NO_ID && is_padding(code, m->codes.text[alike]))
        kom_buf_str(out, KOM_DIGITS);
    else if (named_code(m, code, UINT32_MAX) != KOM_NO_ID)
        kom_meet_add_naming(out, file, heading);
}

struct kom_text kom_meet_near(const struct kom_meet *m, struct kom_text code) {
    uint32_t near = near_code(m, kom_text_trim(code), UINT32_MAX);
    return near == KOM_NO_ID ? (struct kom_text){NULL, 0} : m->codes.text[near];
}

struct kom_text kom_meet_alike(const struct kom_meet *m, struct kom_text code) {
    uint32_t alike = alike_code(m, kom_text_trim(code), UINT32_MAX);
    return alike == KOM_NO_ID ? (struct kom_text){NULL, 0} : m->codes.text[alike];
}

/* ---- the codes in the order in which they are named ---- */

struct named {
    struct kom_text code;
    const struct kom_unmet_code *is;
};

static int by_rows(const void *pa, const void *pb) {
    const struct named *a = pa, *b = pb;
    if (a->is->n_rows != b->is->n_rows)
        return a->is->n_rows > b->is->n_rows ? -1 : 1;
    return kom_text_compare(a->code, b->code);
}

struct judging {
    const struct kom_meeting *one;
    const struct kom_meet *m;
    struct named *item; /* those with most rows first */
    size_t n;
};

static bool make_list(struct judging *j) {
    const struct kom_unmet *u = j->one->unmet;
    j->n = u->codes.n;
    j->item = kom_alloc(j->n + 1, sizeof *j->item);
    for (size_t i = 0; j->item && i < j->n; i++)
        j->item[i] = (struct named){u->codes.text[i], &u->code[i]};
    if (j->item && j->n > 1)
        qsort(j->item, j->n, sizeof *j->item, by_rows);
    return j->item != NULL;
}

/* One code as it is named: `"Ballerup" (1 row; its code is 151)`. */
static void add_code(const struct judging *j, const struct named *one, uint32_t tables,
                     struct kom_buf *out) {
    uint32_t named = named_code(j->m, one->code, tables);
    uint32_t near = named == KOM_NO_ID ? near_code(j->m, one->code, tables) : named;
    kom_spelling_show(out, one->code);
    kom_buf_str(out, " (");
    add_count(out, one->is->n_rows, "row");
    if (near != KOM_NO_ID) {
        kom_buf_str(out, named != KOM_NO_ID ? "; its code is " : "; near: ");
        kom_spelling_show(out, j->m->codes.text[near]);
    }
    kom_buf_byte(out, ')');
}

/* The tables that lack a code and should know it; those that need not have every code are among
   them where none is met, as they would then change nothing, unseen. */
static uint32_t lacking(const struct judging *j, size_t i) {
    uint32_t tables = j->item[i].is->tables;
    for (unsigned t = 0; t < j->m->n_tables; t++)
        if (j->m->table[t].is_partial && j->one->unmet->met >> t & 1)
            tables &= ~(UINT32_C(1) << t);
    return tables;
}

/* The codes that exactly these tables (or, by some, any of them) lack, five at most, and how many
   there are beside. */
static size_t add_codes(const struct judging *j, uint32_t tables, bool by_some,
                        struct kom_buf *out) {
    size_t n = 0;
    uint64_t n_rows = 0;
    for (size_t i = 0; i < j->n; i++) {
        if (by_some ? !(j->item[i].is->tables & tables) : lacking(j, i) != tables)
            continue;
        if (++n <= NAMED_MAX) {
            kom_buf_str(out, n > 1 ? ", " : "");
            add_code(j, &j->item[i], tables, out);
        } else {
            n_rows += j->item[i].is->n_rows;
        }
    }
    if (n > NAMED_MAX) {
        kom_buf_printf(out, " and %zu more (", n - NAMED_MAX);
        add_count(out, n_rows, "row");
        kom_buf_byte(out, ')');
    }
    return n;
}

/* ---- stopping ---- */

static enum kom_status stop(struct kom_buf *text, struct kom_error *err) {
    enum kom_status status =
        text->failed ? kom_no_memory(err) : kom_fail(err, KOM_EDATA, "%.*s", (int)text->n, text->p);
    kom_buf_fini(text);
    return status;
}

static enum kom_status stop_or_say(struct kom_buf *text, struct kom_unmatched *unmatched,
                                   struct kom_error *err) {
    if (!unmatched || !unmatched->warns)
        return stop(text, err);
    kom_buf_byte(text, '\n');
    kom_buf_text(&unmatched->lines, kom_buf_view(text));
    bool failed = text->failed || unmatched->lines.failed;
    kom_buf_fini(text);
    return failed ? kom_no_memory(err) : KOM_OK;
}

static const char *file_of(const struct kom_meeting *one, uint32_t file) {
    return one->extract ? one->extract->files[file]->name
           : one->frame ? one->frame->files[file].name
                        : one->label;
}

/* `FILE:LINE: column "COL": `, or without a place of its own the table's name. */
static void add_place(const struct kom_meeting *one, const struct kom_unmet_code *code,
                      struct kom_buf *out) {
    if (code && code->line)
        kom_buf_printf(out, "%s:%llu", file_of(one, code->file), (unsigned long long)code->line);
    else
        kom_buf_str(out, one->label);
    kom_buf_printf(out, ": column \"%.*s\": ", (int)one->heading.n, one->heading.p);
}

/* A code that is but spelt otherwise: the earliest of them, and how many there are. */
static enum kom_status judge_alike(const struct judging *j, struct kom_error *err) {
    const struct named *first = NULL;
    uint32_t other = KOM_NO_ID;
    size_t n = 0;
    for (size_t i = 0; i < j->n; i++) {
        const struct named *c = &j->item[i];
        const uint32_t alike = alike_code(j->m, c->code, c->is->tables);
        if (alike == KOM_NO_ID)
            continue;
        bool is_earlier =
            !first || (c->is->file != first->is->file ? c->is->file < first->is->file
                                                      : c->is->line < first->is->line);
        first = is_earlier ? c : first;
        other = is_earlier ? alike : other;
        n++;
    }
    if (!first)
        return KOM_OK;
    struct kom_buf text = {0};
    add_place(j->one, first->is, &text);
    kom_spelling_show(&text, first->code);
    kom_buf_str(&text, " stands here where ");
    add_tables(j->m, lowest(first->is->tables & j->m->code[other].tables), "", &text);
    kom_buf_str(&text, " has ");
    kom_spelling_show(&text, j->m->codes.text[other]);
    if (n > 1)
        kom_buf_printf(&text, " (and %zu more likewise)", n - 1);
    kom_buf_printf(&text, "; %s", remedy(j->m, first->code, j->m->codes.text[other]));
    return stop(&text, err);
}

/* What the codes that a table lacks are: how many rows, and whether each is near or a name. */
struct loss {
    uint64_t n_rows;
    bool all_near, all_names;
    const struct kom_meet_table *named; /* it has names where the rows have codes; NULL: not so */
};

/* Is each code of a table a municipality's name? */
static bool has_names(const struct kom_meet *m, uint32_t table) {
    bool has_any = false;
    for (uint32_t id = 0; id < m->codes.n && m->kind == KOM_KEY_KOM; id++) {
        if (!(m->code[id].tables & table))
            continue;
        if (!kom_place_named(m->codes.text[id]))
            return false;
        has_any = true;
    }
    return has_any;
}

static struct loss loss_of(const struct judging *j, unsigned t) {
    const uint32_t table = UINT32_C(1) << t;
    struct loss loss = {0, true, true, NULL};
    for (size_t i = 0; i < j->n; i++) {
        const struct named *c = &j->item[i];
        if (!(c->is->tables & table))
            continue;
        bool is_name = j->m->kind == KOM_KEY_KOM && kom_place_named(c->code);
        loss.n_rows += c->is->n_rows;
        loss.all_names = loss.all_names && is_name;
        if (loss.all_near && !is_name)
            loss.all_near = near_code(j->m, c->code, table) != KOM_NO_ID;
    }
    if (!loss.all_names && has_names(j->m, table))
        loss.named = &j->m->table[t];
    return loss;
}

/* Every row misses the table. */
static enum kom_status say_loss(const struct judging *j, uint32_t tables, const struct loss *loss,
                                struct kom_error *err) {
    struct kom_buf text = {0};
    const struct kom_meeting *one = j->one;
    add_place(one, NULL, &text);
    kom_buf_printf(&text,
                   loss->n_rows == 1 ? "the only row meets no row of " : "none of %llu rows meets ",
                   (unsigned long long)loss->n_rows);
    add_tables(j->m, tables, " or ", &text);
    kom_buf_str(&text, ": ");
    add_codes(j, tables, true, &text);
    kom_buf_str(&text, "; ");
    if (loss->all_names)
        kom_meet_add_naming(&text, file_of(one, 0), one->heading);
    else if (loss->named)
        kom_meet_add_naming(&text, loss->named->file, loss->named->heading);
    else
        kom_buf_printf(&text, "%s",
                       loss->all_near
                           ? WRITE_ALIKE
                           : "is it the right column of the right table? --unmatched warn "
                             "leaves all rows unmatched");
    return stop(&text, err);
}

static enum kom_status judge_losses(const struct judging *j, struct kom_error *err) {
    uint32_t lost = 0, asked = 0;
    for (size_t i = 0; i < j->n; i++)
        asked |= j->item[i].is->tables;
    for (unsigned t = 0; t < j->m->n_tables; t++)
        if (asked >> t & 1 && !(j->one->unmet->met >> t & 1))
            lost |= UINT32_C(1) << t;
    for (unsigned t = 0; t < j->m->n_tables; t++) {
        if (!(lost >> t & 1))
            continue;
        struct loss loss = loss_of(j, t);
        if (loss.all_near || loss.named || (loss.n_rows >= LOST_ROWS && !j->one->is_side))
            return say_loss(j, lost, &loss, err);
    }
    return KOM_OK;
}

/* ---- naming ---- */

/* A line for each set of tables that lack the same codes. */
static void name_codes(const struct judging *j, struct kom_buf *lines) {
    for (size_t i = 0; i < j->n; i++) {
        const uint32_t tables = lacking(j, i);
        struct kom_buf codes = {0};
        bool is_new = tables;
        for (size_t k = 0; k < i && is_new; k++)
            is_new = lacking(j, k) != tables;
        if (!is_new)
            continue;
        size_t n = add_codes(j, tables, false, &codes);
        add_place(j->one, NULL, lines);
        if (n > 1)
            kom_buf_printf(lines, "%zu codes that no row of ", n);
        else
            kom_buf_str(lines, "a code that no row of ");
        add_tables(j->m, tables, " or ", lines);
        kom_buf_str(lines, " has: ");
        kom_buf_text(lines, kom_buf_view(&codes));
        kom_buf_byte(lines, '\n');
        lines->failed = lines->failed || codes.failed;
        kom_buf_fini(&codes);
    }
}

/* ---- persons ---- */

/* A known person who is near; NULL text: none. */
static struct kom_text near_person(const struct kom_meeting *one, uint32_t i) {
    const struct kom_text code = one->unmet->codes.text[i];
    struct kom_text near;
    if (one->unmet->is_veiled)
        return kom_veiled_split(code).near;
    return kom_meet_near_person(one->known, code, &near) ? near : (struct kom_text){NULL, 0};
}

/* is_form: the code is the form already, as nothing else is known. */
static void add_person(const struct kom_meeting *one, struct kom_text code, bool is_form,
                       struct kom_buf *out) {
    if (one->show_values && !is_form) {
        kom_spelling_show(out, code);
        return;
    }
    kom_buf_byte(out, '"');
    if (is_form)
        kom_buf_text(out, code);
    else
        kom_spelling_mask(out, code);
    kom_buf_byte(out, '"');
}

uint32_t kom_unmet_earliest(const struct kom_unmet *u) {
    uint32_t first = 0;
    for (uint32_t i = 1; i < u->codes.n; i++) {
        const struct kom_unmet_code *a = &u->code[i], *b = &u->code[first];
        if (a->file != b->file ? a->file < b->file : a->line < b->line)
            first = i;
    }
    return first;
}

/* Several persons, none of whom is known, are no strangers: it is the spelling. Of many not all are
   kept, so that they are not counted. */
static enum kom_status judge_persons(const struct kom_meeting *one, struct kom_unmatched *unmatched,
                                     struct kom_error *err) {
    const struct kom_unmet *u = one->unmet;
    const struct kom_meet *m = one->known;
    bool is_lost = u->is_lost || u->codes.n >= KOM_LOST_PERSONS;
    if (u->met || u->codes.n == 0)
        return KOM_OK;
    uint32_t first = kom_unmet_earliest(u);
    struct kom_text near = near_person(one, first);
    bool all_near = near.p;
    for (uint32_t i = 0; i < u->codes.n && all_near && !is_lost; i++)
        all_near = near_person(one, i).p != NULL;
    if (!is_lost && !all_near)
        return KOM_OK;
    struct kom_buf text = {0};
    add_place(one, NULL, &text);
    if (is_lost)
        kom_buf_str(&text, "none of the persons is in ");
    else
        kom_buf_printf(&text, "none of %zu person%s is in ", u->codes.n,
                       u->codes.n == 1 ? "" : "s");
    add_tables(m, u->code[first].tables, " or ", &text);
    kom_buf_str(&text, "; written here as ");
    const struct kom_text code = u->codes.text[first];
    add_person(one, u->is_veiled ? kom_veiled_split(code).form : code, u->is_veiled, &text);
    kom_buf_str(&text, ", there as ");
    if (near.p || m->persons->n == 0)
        add_person(one, near, u->is_veiled, &text);
    else
        add_person(one, m->persons->text[0], false, &text);
    kom_buf_str(&text,
                one->show_values ? "" : " (letters as A and a, digits as 9; or --show-values)");
    kom_buf_str(&text, "; " WRITE_ALIKE);
    return stop_or_say(&text, unmatched, err);
}

/* ---- all ---- */

static enum kom_status judge(const struct kom_meeting *one, struct kom_unmatched *unmatched,
                             struct kom_error *err) {
    struct judging j = {.one = one, .m = one->known};
    struct kom_error inner;
    enum kom_status status = KOM_OK;
    if (one->known->kind == KOM_KEY_PERSON)
        return judge_persons(one, unmatched, err);
    if (!make_list(&j))
        return kom_no_memory(err);
    if (!unmatched->warns)
        status = judge_alike(&j, &inner);
    if (!status && !unmatched->warns)
        status = judge_losses(&j, &inner);
    if (!status)
        name_codes(&j, &unmatched->lines);
    kom_free(j.item);
    if (!status && unmatched->lines.failed)
        return kom_no_memory(err);
    return status ? kom_fail(err, status, "%s", inner.text) : KOM_OK;
}

enum kom_status kom_meet_judge(const struct kom_meeting *one, struct kom_unmatched *unmatched,
                               struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    return kom_mem_settle(failures, judge(one, unmatched, err), err);
}

/* ---- side tables against each other ---- */

/* Codes a and b are one, spelt otherwise in a table that has not the other; is_name: a is the
   municipality's name. */
static void add_pair(const struct kom_meet *m, uint32_t a, uint32_t b, bool is_name,
                     struct kom_buf *out) {
    struct kom_text x = m->codes.text[a], y = m->codes.text[b];
    uint32_t own = lowest(m->code[a].tables & ~m->code[b].tables);
    unsigned t = 0;
    add_tables(m, own, "", out);
    kom_buf_str(out, " has ");
    kom_spelling_show(out, x);
    kom_buf_str(out, " where ");
    add_tables(m, lowest(m->code[b].tables), "", out);
    kom_buf_str(out, " has ");
    kom_spelling_show(out, y);
    kom_buf_str(out, "; ");
    while (!(own >> t & 1))
        t++;
    if (is_name)
        kom_meet_add_naming(out, m->table[t].file, m->table[t].heading);
    else
        kom_buf_str(out, remedy(m, x, y));
}

static enum kom_status compare(const struct kom_meet *m, const char *key,
                               struct kom_unmatched *unmatched, struct kom_error *err) {
    for (uint32_t id = 0; id < m->codes.n; id++) {
        const uint32_t first = m->first[m->code[id].fold], own = m->code[id].tables;
        const uint32_t named = named_code(m, m->codes.text[id], ~own);
        struct kom_buf text = {0};
        if (own == m->code[first].tables && named == KOM_NO_ID)
            continue;
        kom_buf_printf(&text, "%s: ", key);
        if (named != KOM_NO_ID)
            add_pair(m, id, named, true, &text);
        else if (m->code[first].tables & ~own)
            add_pair(m, first, id, false, &text);
        else
            add_pair(m, id, first, false, &text);
        enum kom_status status = stop_or_say(&text, unmatched, err);
        if (status)
            return status;
    }
    return KOM_OK;
}

enum kom_status kom_meet_compare(const struct kom_meet *m, const char *key,
                                 struct kom_unmatched *unmatched, struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    return kom_mem_settle(failures, compare(m, key, unmatched, err), err);
}
