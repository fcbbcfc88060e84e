/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the weights are to add up to.

   A frame has a person a row, by respondent, or a group with the number `n` of its persons; known
   totals are of a column and value, or, for --post, of a value in each of its columns. Every margin
   has the categories that stand there after --collapse, with a sum each.

   What would count somebody twice is refused: a respondent who stands twice, waves that are no
   categories, a category with two totals (as it stands in the file: --collapse adds up). All
   margins of a frame have one sum; known totals may differ by what rounding leaves, SUMS_NEAR, and
   are levelled to the first, as raking could not end otherwise. */
#include <math.h>
#include <string.h>

#include "ask.h"
#include "asked.h"
#include "code_digits.h"
#include "shell_word.h"
#include "spelling.h"
#include "totals.h"
#include "work.h"

/* How far the sums of two margins may be apart, as a share of the larger. */
#define SUMS_NEAR 1e-9

struct reader {
    struct weight_given *g;
    const struct kom_frame *frame;
    const char *option;        /* that names it */
    int *value;                /* columns of the frame, of each of ours */
    int column, label;         /* of known totals of raking: which column, and which value */
    struct kom_measured total; /* persons, or the total */
    int respondent, wave;
    struct kom_intern persons; /* and categories of known totals, as they stand */
    struct kom_buf key;
    struct kom_error *err;
};

/* ---- what is added ---- */

/* Adds to the category of r->key. */
static enum kom_status add(struct reader *r, struct weight_margin *m, double total) {
    void *p = m->total;
    const size_t had = m->categories.n;
    const uint32_t id =
        r->key.failed ? KOM_GROUP_NONE : kom_groups_intern(&m->categories, kom_buf_view(&r->key));
    if (id == KOM_GROUP_NONE || kom_grow(&p, &m->cap, m->categories.n, sizeof *m->total))
        return weight_no_memory(r->err);
    m->total = p;
    m->total[id] = (m->categories.n > had ? 0 : m->total[id]) + total;
    m->all += total;
    return KOM_OK;
}

/* The value of a row in one of our columns, as it is compared; KOM_EDATA: it is blank. */
static enum kom_status read_value(struct reader *r, size_t row, size_t i, struct kom_text *value,
                                  char room[16]) {
    *value = kom_frame_group(r->frame, row, r->value[i], room);
    return value->n ? KOM_OK : kom_frame_needs(r->frame, row, r->value[i], r->err);
}

static enum kom_status add_to(struct reader *r, size_t row, struct weight_margin *m, double total) {
    enum kom_status status = KOM_OK;
    kom_buf_reset(&r->key);
    for (size_t i = m->from; i < m->from + m->n && !status; i++) {
        struct kom_text value;
        char room[16];
        status = read_value(r, row, i, &value, room);
        if (!status)
            kom_group_add_part(&r->key, weight_collapse(&r->g->column[i], value));
    }
    return status ? status : add(r, m, total);
}

static enum kom_status read_total(struct reader *r, size_t row, double *total) {
    const int column = r->total.column;
    struct kom_num value;
    enum kom_value_status said;
    enum kom_status status = kom_measured_read(r->frame, row, r->total, &value, &said, r->err);
    if (status)
        return status;
    if (kom_value_status_denies(said))
        return kom_frame_needs(r->frame, row, column, r->err);
    *total = kom_num_double(&value);
    if (*total < 0 || !isfinite(*total))
        return kom_frame_fail(r->frame, row, column, r->err, "is no total; it is at least 0");
    return KOM_OK;
}

/* ---- a frame ---- */

static enum kom_status ask_frame(struct reader *r) {
    struct kom_ask ask = {.frame = r->frame, .err = r->err};
    struct kom_asked asked;
    kom_ask_find(&ask, "wave", &r->wave);
    for (size_t i = 0; i < r->g->n_columns; i++) {
        kom_ask_need(&ask, r->g->column[i].name, &r->value[i]);
        if (r->value[i] == r->wave) /* its waves are categories */
            r->wave = KOM_NO_COLUMN;
    }
    if (!ask.status)
        ask.status = kom_asked_find(r->frame, &asked, r->err);
    if (ask.status)
        return ask.status;
    r->respondent = asked.respondent;
    r->total = asked.n;
    return KOM_OK;
}

static enum kom_status check_wave(struct reader *r, size_t row) {
    if (r->wave < 0 || kom_text_equal(kom_text_trim(kom_frame_cell(r->frame, row, r->wave)),
                                      kom_text_trim(kom_frame_cell(r->frame, 0, r->wave))))
        return KOM_OK;
    const struct kom_text name = r->frame->name[r->wave];
    return kom_frame_fail(r->frame, row, r->wave, r->err,
                          "is another wave than that of the first row, and a person may be in "
                          "each; name a frame of one wave, or have each add up: --post %.*s",
                          (int)name.n, name.p);
}

static enum kom_status check_person(struct reader *r, size_t row) {
    if (r->respondent < 0)
        return KOM_OK;
    const struct kom_text person = kom_text_trim(kom_frame_cell(r->frame, row, r->respondent));
    const size_t n = r->persons.n;
    if (person.n == 0)
        return kom_frame_needs(r->frame, row, r->respondent, r->err);
    kom_buf_reset(&r->key);
    kom_group_add_part(&r->key, person);
    for (size_t i = 0; i < r->g->n_columns; i++) /* once in each wave, where that is a category */
        if (kom_by_means("wave", r->frame->name[r->value[i]]))
            kom_group_add_part(&r->key, kom_frame_cell(r->frame, row, r->value[i]));
    const uint32_t id =
        r->key.failed ? KOM_NO_ID : kom_intern_add(&r->persons, kom_buf_view(&r->key));
    if (id == KOM_NO_ID)
        return weight_no_memory(r->err);
    if (r->persons.n > n)
        return KOM_OK;
    return kom_frame_fail(r->frame, row, r->respondent, r->err,
                          "is in the frame on line %llu already",
                          (unsigned long long)r->frame->line[id]);
}

static enum kom_status read_frame(struct reader *r) {
    enum kom_status status = ask_frame(r);
    const struct kom_asked asked = {r->respondent, r->total};
    for (size_t row = 0; row < r->frame->n_rows && !status; row++) {
        int64_t n = 1;
        status = kom_asked_persons(r->frame, &asked, row, &n, r->err);
        if (!status)
            status = check_wave(r, row);
        if (!status)
            status = check_person(r, row);
        for (size_t m = 0; m < r->g->n_margins && !status; m++)
            status = add_to(r, row, &r->g->margin[m], (double)n);
    }
    return status;
}

/* ---- known totals ---- */

/* The same category twice: which of the totals is it? */
static enum kom_status check_new(struct reader *r, size_t row, int column) {
    const size_t n = r->persons.n;
    const uint32_t id =
        r->key.failed ? KOM_NO_ID : kom_intern_add(&r->persons, kom_buf_view(&r->key));
    if (id == KOM_NO_ID)
        return weight_no_memory(r->err);
    return r->persons.n > n ? KOM_OK
                            : kom_frame_fail(r->frame, row, column, r->err,
                                             "has a total on an earlier line already; keep one");
}

static enum kom_status read_raked(struct reader *r, size_t row) {
    struct weight_given *g = r->g;
    const struct kom_text name = kom_text_trim(kom_frame_cell(r->frame, row, r->column));
    struct kom_text value = kom_text_trim(kom_frame_cell(r->frame, row, r->label));
    char room[4];
    size_t m = 0;
    double total = 0;
    if (name.n == 0)
        return kom_frame_needs(r->frame, row, r->column, r->err);
    while (m < g->n_margins && !kom_by_means(g->column[m].name, name))
        m++;
    if (m == g->n_margins) {
        g->n_unused++;
        return KOM_OK;
    }
    if (value.n == 0)
        return kom_frame_needs(r->frame, row, r->label, r->err);
    if (kom_by_means("kom", name))
        value = kom_code_digits_write(value, g->ask.kom_digits, room);
    enum kom_status status = read_total(r, row, &total);
    kom_buf_reset(&r->key);
    kom_buf_printf(&r->key, "%zu ", m);
    kom_buf_text(&r->key, value);
    if (!status)
        status = check_new(r, row, r->label);
    kom_buf_reset(&r->key);
    kom_group_add_part(&r->key, weight_collapse(&g->column[m], value));
    return status ? status : add(r, &g->margin[m], total);
}

static enum kom_status read_joint(struct reader *r, size_t row) {
    enum kom_status status = KOM_OK;
    double total = 0;
    kom_buf_reset(&r->key);
    for (size_t i = 0; i < r->g->n_columns && !status; i++) {
        struct kom_text value;
        char room[16];
        status = read_value(r, row, i, &value, room);
        if (!status)
            kom_group_add_part(&r->key, value);
    }
    if (!status)
        status = check_new(r, row, r->value[0]);
    if (!status)
        status = read_total(r, row, &total);
    return status ? status : add_to(r, row, &r->g->margin[0], total);
}

static enum kom_status read_known(struct reader *r) {
    struct kom_ask ask = {.frame = r->frame, .err = r->err};
    const bool is_raked = r->g->ask.rake.n > 0;
    if (is_raked) {
        kom_ask_need(&ask, "column", &r->column);
        kom_ask_need(&ask, "value", &r->label);
    }
    for (size_t i = 0; i < r->g->n_columns && !is_raked; i++)
        kom_ask_need(&ask, r->g->column[i].name, &r->value[i]);
    kom_ask_need(&ask, "total", &r->total.column);
    enum kom_status status = ask.status;
    if (!status)
        status = kom_measured_find(r->frame, r->total.column, &r->total, r->err);
    for (size_t row = 0; row < r->frame->n_rows && !status; row++)
        status = is_raked ? read_raked(r, row) : read_joint(r, row);
    return status;
}

/* ---- totals among them ---- */

/* kom-read takes a column called `value` for one of numbers, so it goes by another name there. */
void weight_say_unread(const struct kom_frame *totals, struct kom_text word, struct kom_buf *out) {
    int value = KOM_NO_COLUMN;
    struct kom_text heading = kom_text_of("value");
    if (!kom_frame_find(totals, "value", &value, NULL) && value >= 0)
        heading = totals->name[value];
    kom_buf_str(out, "; say --rename known-totals:value=NEW, and leave such rows out first: "
                     "kom-read --rename ");
    kom_shell_pair(out, NULL, kom_text_of("NEW"), heading);
    kom_buf_str(out, " --except ");
    kom_shell_pair(out, NULL, kom_text_of("NEW"), word);
    kom_buf_byte(out, ' ');
    kom_shell_word(out, kom_text_of(totals->files[0].name));
}

static void say_total(const struct reader *r, const char *column, struct kom_text word) {
    struct kom_buf *lines = &r->g->lines;
    kom_buf_printf(lines, "%s: ", r->frame->files[0].name);
    kom_spelling_show(lines, word);
    kom_buf_printf(lines,
                   " stands beside other values of %s, and is added to what it is the total "
                   "of",
                   column);
    weight_say_unread(r->frame, word, lines);
    kom_buf_byte(lines, '\n');
}

/* Of known totals, whose categories stand in one column whatever they are of. */
static enum kom_status name_categories(const struct reader *r) {
    struct weight_given *g = r->g;
    for (size_t m = 0; m < g->n_margins; m++) {
        const struct weight_margin *margin = &g->margin[m];
        const bool is_area = kom_by_means("kom", kom_text_of(g->column[m].name));
        for (uint32_t c = 0; c < margin->categories.n && margin->categories.n > 1; c++) {
            struct kom_group_part part;
            kom_group_parts(kom_groups_key(&margin->categories, c), &part, 1);
            if (kom_total_is_word(part.text, is_area))
                say_total(r, g->column[m].name, part.text);
        }
    }
    return g->lines.failed ? weight_no_memory(r->err) : KOM_OK;
}

/* Names rows that stand for others of their group, by columns that are not exempt. */
static enum kom_status name_rows(const struct reader *r, const bool *is_exempt,
                                 const uint32_t *group, size_t n_groups) {
    const struct kom_frame *f = r->frame;
    const struct kom_total_rows rows = {.frame = f,
                                        .label = f->files[0].name,
                                        .is_exempt = is_exempt,
                                        .group = group,
                                        .n_groups = n_groups,
                                        .measure = &r->total.column,
                                        .n_measures = r->total.column >= 0};
    return kom_totals_of_rows(&rows, &r->g->lines, r->err);
}

/* The combination of categories that each row is added to: one and the same where rows are persons.
 *n: how many there are, 0: memory ran out. */
static void find_combinations(struct reader *r, uint32_t *group, size_t *n) {
    struct kom_groups all = {0};
    bool ok = true;
    *n = 1;
    for (size_t row = 0; row < r->frame->n_rows && ok; row++) {
        char room[16];
        kom_buf_reset(&r->key);
        for (size_t i = 0; i < r->g->n_columns && r->total.column >= 0; i++)
            kom_group_add_part(&r->key, kom_frame_group(r->frame, row, r->value[i], room));
        group[row] =
            r->key.failed ? KOM_GROUP_NONE : kom_groups_intern(&all, kom_buf_view(&r->key));
        ok = group[row] != KOM_GROUP_NONE;
        *n = ok ? all.n : 0;
    }
    kom_groups_fini(&all);
}

/* Rows that stand for others of the table are named, as they would be counted twice: by our columns
   among all rows; by others among those of one combination, as each of these may have its total. */
static enum kom_status name_totals(struct reader *r) {
    struct weight_given *g = r->g;
    const struct kom_frame *f = r->frame;
    const int used[] = {r->respondent, r->wave, r->total.column, r->total.status};
    size_t n_groups;
    if (r->column >= 0)
        return name_categories(r);
    bool *is_own = kom_arena_take(&g->arena, (2 * f->n_cols + 1) * sizeof *is_own);
    uint32_t *group = kom_arena_take(&g->arena, (f->n_rows + 1) * sizeof *group);
    if (!is_own || !group)
        return weight_no_memory(r->err);
    bool *is_exempt = is_own + f->n_cols;
    memset(is_own, 0, f->n_cols * sizeof *is_own);
    memset(group, 0, f->n_rows * sizeof *group);
    kom_columns_mark(is_own, r->value, g->n_columns);
    for (size_t c = 0; c < f->n_cols; c++)
        is_exempt[c] = !is_own[c];
    kom_columns_mark(is_exempt, used, sizeof used / sizeof *used);
    enum kom_status status = name_rows(r, is_exempt, group, 1);
    memcpy(is_exempt, is_own, f->n_cols * sizeof *is_own);
    kom_columns_mark(is_exempt, used, sizeof used / sizeof *used);
    find_combinations(r, group, &n_groups);
    if (!status && n_groups == 0)
        status = weight_no_memory(r->err);
    return status ? status : name_rows(r, is_exempt, group, n_groups);
}

/* ---- all of them ---- */

/* Totals that were rounded somewhere to the sum of the first margin's, as all are to hold. */
static void level(struct weight_margin *m, double sum) {
    for (size_t i = 0; i < m->categories.n; i++)
        m->total[i] *= sum / m->all;
}

void weight_say_without(const struct weight_given *g, size_t margin, struct kom_buf *out) {
    size_t n = 0;
    if (margin >= g->ask.rake.n) {
        kom_buf_str(out, "leave --post out");
        return;
    }
    kom_buf_printf(out, "leave %s out: ", g->column[margin].name);
    for (size_t i = 0; i < g->ask.rake.n; i++) {
        if (i == margin)
            continue;
        kom_buf_str(out, n++ ? "," : "--rake ");
        kom_shell_item(out, kom_text_of(g->ask.rake.item[i]));
    }
    kom_buf_str(out, n ? "" : "--rake ''");
}

static enum kom_status check_sums(const struct reader *r) {
    const struct weight_given *g = r->g;
    const double first = g->margin[0].all;
    for (size_t m = 0; m < g->n_margins; m++) {
        const double all = g->margin[m].all;
        if (!(all > 0) && r->g->ask.frame)
            return kom_fail(r->err, KOM_EDATA, "--frame: nobody is in it");
        if (!(all > 0))
            return kom_fail(r->err, KOM_EDATA, "--known-totals: there is no total of %s above 0",
                            g->column[g->margin[m].from].name);
        if (fabs(all - first) <= SUMS_NEAR * fmax(all, first)) {
            level(&g->margin[m], first);
            continue;
        }
        struct kom_buf out = {0};
        kom_buf_printf(&out, "--known-totals: the totals of %s add up to ",
                       g->column[g->margin[0].from].name);
        kom_buf_shortest(&out, first);
        kom_buf_printf(&out, ", and those of %s to ", g->column[g->margin[m].from].name);
        kom_buf_shortest(&out, all);
        kom_buf_str(&out, "; no weights have both sums: correct one of the two, or ");
        weight_say_without(g, m, &out);
        return kom_fail_text(&out, KOM_EDATA, r->err);
    }
    return KOM_OK;
}

static enum kom_status make_margins(struct weight_given *g, struct kom_error *err) {
    const size_t n_raked = g->ask.rake.n;
    g->n_margins = n_raked + (g->ask.post.n > 0);
    g->margin = kom_alloc(g->n_margins, sizeof *g->margin);
    if (!g->margin)
        return weight_no_memory(err);
    for (size_t m = 0; m < g->n_margins; m++) {
        g->margin[m].from = m;
        g->margin[m].n = m < n_raked ? 1 : g->ask.post.n;
    }
    return KOM_OK;
}

enum kom_status weight_totals_read(struct weight_given *g, struct kom_error *err) {
    struct reader r = {.g = g,
                       .frame = g->ask.frame ? g->ask.frame : g->ask.totals,
                       .total = {KOM_NO_COLUMN, KOM_NO_COLUMN},
                       .column = KOM_NO_COLUMN,
                       .respondent = KOM_NO_COLUMN,
                       .wave = KOM_NO_COLUMN,
                       .err = err};
    enum kom_status status = make_margins(g, err);
    r.value = kom_alloc(g->n_columns, sizeof *r.value);
    if (!status && !r.value)
        status = weight_no_memory(err);
    if (!status)
        status = g->ask.frame ? read_frame(&r) : read_known(&r);
    if (!status)
        status = name_totals(&r);
    if (!status)
        status = check_sums(&r);
    kom_intern_fini(&r.persons);
    kom_buf_fini(&r.key);
    kom_free(r.value);
    return status;
}
