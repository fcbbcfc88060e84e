/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the rows that were noted are totals beside their parts, and what is said of them; inputs
   that are loaded are looked at as those that are folded.

   A word for a total is named when there are other rows in its group, that is when it is added to
   its parts. A suspect row is named when every measure that adds is half of its group's sum, for
   then it is the sum of the others; sums are exact integers, so equal means equal. Both come with
   the call that leaves the rows out. Groups are looked for by key wherever the method has them, by
   one function that it passes; tables in memory are grouped here. Too many suspects are no totals,
   and are dropped as a whole. */
#include <stdlib.h>
#include <string.h>

#include "shell_word.h"
#include "spelling.h"
#include "totals_work.h"

enum { ROWS_MIN = 4, VALUES_NBYTES = 300 };

/* What is judged: the headings of the key columns by their numbers. */
struct judging {
    const struct kom_total_seen *seen;
    const struct kom_text *heading;
    const char *label;
    struct kom_total_groups groups;
    size_t n_measures;
    uint32_t main;    /* key column of the suspects */
    const char *file; /* of a side table; NULL: the main input */
    struct kom_buf *lines;
    bool has_units; /* the main key is that of units, which are compared */
};

/* Adds `--except 'kom=I alt|Total' leaves them out`, and what kom-read does with codes. Of a side
   table kom-read leaves them out, as --except speaks of the main input. */
static void add_remedy(struct kom_buf *out, const char *file, struct kom_text heading,
                       struct kom_text values, bool is_blank) {
    kom_buf_str(out, file ? "; leave such rows out first: kom-read --except " : "; --except ");
    kom_shell_pair(out, NULL, heading, values);
    if (file) {
        kom_buf_byte(out, ' ');
        kom_shell_word(out, kom_text_of(file));
        return;
    }
    kom_buf_printf(out, " leaves %s out", is_blank ? "such rows" : "them");
    if (is_blank)
        return;
    kom_buf_str(out, ", as does kom-read --total-codes ");
    kom_shell_pair(out, NULL, heading, values);
    kom_buf_str(out, " --totals drop");
}

/* ---- words ---- */

static int by_column_and_word(const void *pa, const void *pb) {
    const struct kom_total_word *a = pa, *b = pb;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    int order = kom_text_compare(a->group, b->group);
    return order ? order : kom_text_compare(a->word, b->word);
}

/* Words of one column and group, from..to-1: are there other rows in the group? */
static bool is_added(const struct judging *j, const struct kom_total_word *from,
                     const struct kom_total_word *to) {
    uint64_t n = 0;
    for (const struct kom_total_word *w = from; w < to; w++)
        n += w->n_rows;
    return j->groups.find(j->groups.context, from->group).n_rows > n;
}

/* The words of one column that are added to others, each once, with the rows of all. */
struct added {
    struct kom_intern words;
    uint64_t n_rows;
};

static bool gather(const struct judging *j, const struct kom_total_word *from,
                   const struct kom_total_word *to, struct added *added) {
    for (const struct kom_total_word *w = from, *end; w < to; w = end) {
        for (end = w + 1; end < to && kom_text_equal(end->group, w->group); end++) {
        }
        if (!is_added(j, w, end))
            continue;
        for (const struct kom_total_word *k = w; k < end; k++) {
            added->n_rows += k->n_rows;
            if (kom_intern_add(&added->words, k->word) == KOM_NO_ID)
                return false;
        }
    }
    return true;
}

static int by_text(const void *a, const void *b) {
    return kom_text_compare(*(const struct kom_text *)a, *(const struct kom_text *)b);
}

static void say_words(const struct judging *j, uint32_t column, struct added *added) {
    struct kom_text heading = j->heading[column];
    struct kom_buf values = {0};
    qsort(added->words.text, added->words.n, sizeof *added->words.text, by_text);
    kom_buf_printf(j->lines, "%s: column \"%.*s\": ", j->label, (int)heading.n, heading.p);
    for (size_t i = 0; i < added->words.n && values.n < VALUES_NBYTES; i++) {
        kom_buf_str(j->lines, i ? ", " : "");
        kom_spelling_show(j->lines, added->words.text[i]);
        kom_buf_str(&values, i ? "|" : "");
        kom_buf_text(&values, added->words.text[i]);
    }
    const bool is_one = added->words.n == 1;
    kom_buf_printf(j->lines, " (%llu row%s) %s %s %s the total of",
                   (unsigned long long)added->n_rows, added->n_rows == 1 ? "" : "s",
                   is_one ? "is" : "are",
                   j->has_units && column == j->main
                       ? is_one ? "one more unit beside those that" : "more units beside those that"
                       : "added to what",
                   is_one ? "it is" : "they are");
    add_remedy(j->lines, j->file, heading, kom_buf_view(&values), false);
    kom_buf_byte(j->lines, '\n');
    j->lines->failed = j->lines->failed || values.failed;
    kom_buf_fini(&values);
}

static bool judge_words(const struct judging *j) {
    size_t n = j->seen->words.n;
    struct kom_total_word *sorted = kom_alloc(n + 1, sizeof *sorted);
    bool ok = sorted != NULL;
    if (ok && n) {
        memcpy(sorted, j->seen->word, n * sizeof *sorted);
        qsort(sorted, n, sizeof *sorted, by_column_and_word);
    }
    for (size_t from = 0, to; ok && from < n; from = to) {
        struct added added = {0};
        for (to = from + 1; to < n && sorted[to].column == sorted[from].column; to++) {
        }
        ok = gather(j, sorted + from, sorted + to, &added);
        if (ok && added.words.n)
            say_words(j, sorted[from].column, &added);
        kom_intern_fini(&added.words);
    }
    kom_free(sorted);
    return ok;
}

/* ---- rows that are the sum of the others ---- */

/* Is 2 x the sum of all, so that x is that of the others? */
static bool is_half(const struct kom_num *x, const struct kom_exact *sum) {
    struct kom_exact twice = {0};
    struct kom_buf a = {0}, b = {0};
    kom_exact_add(&twice, x);
    kom_exact_add(&twice, x);
    kom_exact_sum_text(&twice, &a);
    kom_exact_sum_text(sum, &b);
    bool same = !a.failed && !b.failed && kom_text_equal(kom_buf_view(&a), kom_buf_view(&b));
    kom_buf_fini(&a);
    kom_buf_fini(&b);
    kom_exact_fini(&twice);
    return same;
}

static bool is_sum(const struct judging *j, const struct kom_total_suspect *s, uint64_t *n_others) {
    struct kom_total_group group = j->groups.find(j->groups.context, s->group);
    bool ok = group.n_rows >= ROWS_MIN && j->n_measures > 0, any = false;
    for (size_t i = 0; i < j->n_measures && ok; i++) {
        ok = group.sum[i].n == group.n_rows && is_half(&s->number[i], &group.sum[i]);
        any = any || kom_num_double(&s->number[i]) > 0 || kom_num_double(&s->number[i]) < 0;
    }
    *n_others = group.n_rows - 1;
    return ok && any; /* nothing is no sum of nothings */
}

static int by_place(const void *pa, const void *pb) {
    const struct kom_total_suspect *a = pa, *b = pb;
    int order = strcmp(a->file, b->file);
    return order ? order : (a->line > b->line) - (a->line < b->line);
}

/* Of the rows with that key, is each the sum of the others of its group? Else what leaves one out
   takes others with it. */
static bool is_key_of_sums(const struct judging *j, struct kom_text key) {
    const struct kom_total_seen *seen = j->seen;
    uint64_t n;
    bool all = seen->n_kept == seen->n_suspects;
    for (size_t i = 0; i < seen->n_kept && all; i++)
        all = !kom_text_equal(seen->suspect[i].key, key) || is_sum(j, &seen->suspect[i], &n);
    return all;
}

static void judge_suspects(const struct judging *j) {
    const struct kom_total_seen *seen = j->seen;
    struct kom_text heading = j->heading[j->main];
    if (seen->n_suspects == 0 || seen->n_suspects > KOM_TOTAL_SUSPECTS_MAX)
        return;
    if (seen->n_kept)
        qsort(seen->suspect, seen->n_kept, sizeof *seen->suspect, by_place);
    for (size_t i = 0; i < seen->n_kept; i++) {
        const struct kom_total_suspect *s = &seen->suspect[i];
        uint64_t n;
        if (!is_sum(j, s, &n))
            continue;
        kom_buf_printf(j->lines, "%s:%llu: column \"%.*s\": ", s->file, (unsigned long long)s->line,
                       (int)heading.n, heading.p);
        if (s->key.n)
            kom_spelling_show(j->lines, s->key);
        else
            kom_buf_str(j->lines, "a blank cell");
        kom_buf_printf(j->lines,
                       ", and the row is the sum of the %llu others, to which it is added",
                       (unsigned long long)n);
        if (is_key_of_sums(j, s->key))
            add_remedy(j->lines, j->file, heading, s->key, s->key.n == 0);
        else
            kom_buf_str(j->lines, "; leave that row out, and not what else has such a cell");
        kom_buf_byte(j->lines, '\n');
    }
}

static enum kom_status judge(const struct judging *j, struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    bool ok = judge_words(j);
    if (ok)
        judge_suspects(j);
    ok = ok && !j->lines->failed;
    return kom_mem_settle(failures, ok ? KOM_OK : kom_no_memory(err), err);
}

enum kom_status kom_totals_judge(const struct kom_total_keys *t, const struct kom_total_seen *seen,
                                 const struct kom_extract *x, struct kom_total_groups groups,
                                 struct kom_buf *lines, struct kom_error *err) {
    struct kom_text *heading = kom_alloc(t->n + 1, sizeof *heading);
    if (!heading)
        return kom_no_memory(err);
    for (size_t i = 0; i < t->n; i++)
        heading[i] = x->columns[t->column[i]].heading;
    enum kom_status status = judge(
        &(struct judging){seen, heading, x->label, groups, t->n_measures, 0, NULL, lines, false},
        err);
    kom_free(heading);
    return status;
}

enum kom_status kom_totals_no_room(const struct kom_total_keys *t,
                                   const struct kom_total_seen *seen, const struct kom_extract *x,
                                   struct kom_error *err) {
    const struct kom_total_word *last = seen->words.n ? &seen->word[seen->words.n - 1] : NULL;
    struct kom_buf text = {0};
    kom_buf_str(&text, "--memory: words for totals in so many groups find no room; give more");
    if (last) {
        kom_buf_str(&text, ", or leave such rows out with --except ");
        kom_shell_pair(&text, NULL, x->columns[t->column[last->column]].heading, last->word);
    }
    enum kom_status status =
        text.failed ? kom_no_memory(err) : kom_fail(err, KOM_ENOMEM, "%.*s", (int)text.n, text.p);
    kom_buf_fini(&text);
    return status;
}

/* ---- inputs that are loaded ---- */

struct loaded {
    const struct kom_total_rows *r;
    struct kom_total_group *group;
    struct kom_exact *sum;
    struct kom_num *number;
    struct kom_total_seen seen;
};

/* A group's key is the text of its number. */
static struct kom_total_group find_loaded(void *context, struct kom_text key) {
    const struct loaded *l = context;
    uint32_t group;
    memcpy(&group, key.p, sizeof group);
    return l->group[group];
}

/* The numbers of a row that add; false: one is none. */
static bool read_numbers(const struct loaded *l, size_t row) {
    const struct kom_total_rows *r = l->r;
    bool ok = true;
    for (size_t i = 0; i < r->n_measures && ok; i++) {
        enum kom_nothing nothing = KOM_VALUE;
        ok = kom_frame_number(r->frame, row, r->measure[i], &l->number[i], &nothing, NULL) ==
                 KOM_OK &&
             nothing == KOM_VALUE;
    }
    return ok;
}

static void add_up(struct loaded *l) {
    const struct kom_total_rows *r = l->r;
    for (size_t row = 0; row < r->frame->n_rows; row++) {
        uint32_t group = r->group[row];
        if (group == KOM_NO_ID)
            continue;
        l->group[group].n_rows++;
        if (!read_numbers(l, row))
            continue;
        for (size_t i = 0; i < r->n_measures; i++)
            kom_exact_add(&l->sum[group * r->n_measures + i], &l->number[i]);
    }
}

/* One column: words, and where it is the main key what tells nothing. */
static bool look_at(struct loaded *l, int column, bool is_area, bool is_main) {
    const struct kom_total_rows *r = l->r;
    const struct kom_frame *f = r->frame;
    bool ok = true;
    for (size_t row = 0; row < f->n_rows && ok; row++) {
        uint32_t group = r->group[row];
        struct kom_text cell = kom_text_trim(kom_frame_cell(f, row, column)),
                        key = {(const char *)&group, sizeof group};
        if (group == KOM_NO_ID)
            continue;
        if (kom_total_is_word(cell, is_area)) {
            ok = kom_total_add_word(&l->seen, (uint32_t)column, cell, key, 1);
        } else if (is_main && kom_total_is_suspect(cell, is_area)) {
            l->seen.n_suspects++;
            if (read_numbers(l, row))
                ok = kom_total_add_suspect(&l->seen,
                                           &(struct kom_total_suspect){cell, key, l->number,
                                                                       f->files[f->file[row]].name,
                                                                       f->line[row]},
                                           r->n_measures);
        }
    }
    return ok;
}

/* The key columns, that of municipalities first; -1: none. */
static int main_key(const struct kom_total_rows *r) {
    int main = -1;
    if (r->unit && *r->unit >= 0)
        return *r->unit;
    for (int c = 0; c < (int)r->frame->n_cols; c++) {
        bool is_area;
        if (r->is_exempt[c] || !kom_total_may_be_key(r->frame->name[c], &is_area))
            continue;
        if (is_area)
            return c;
        main = main < 0 ? c : main;
    }
    return main;
}

enum kom_status kom_totals_of_rows(const struct kom_total_rows *r, struct kom_buf *lines,
                                   struct kom_error *err) {
    const uint64_t failures = kom_mem_failures(); /* sums and numbers that did not come about */
    struct loaded l = {.r = r};
    int main = main_key(r);
    if (main < 0 || r->n_groups == 0)
        return KOM_OK;
    l.group = kom_alloc(r->n_groups, sizeof *l.group);
    l.sum = kom_alloc(r->n_groups * r->n_measures + 1, sizeof *l.sum);
    l.number = kom_alloc(r->n_measures + 1, sizeof *l.number);
    bool ok = l.group && l.sum && l.number;
    for (size_t g = 0; g < r->n_groups && ok; g++)
        l.group[g].sum = l.sum + g * r->n_measures;
    if (ok)
        add_up(&l);
    for (int c = 0; c < (int)r->frame->n_cols && ok; c++) {
        bool is_area, may_be = kom_total_may_be_key(r->frame->name[c], &is_area);
        if (c == main || (may_be && !r->is_exempt[c]))
            ok = look_at(&l, c, is_area, c == main);
    }
    enum kom_status status = ok ? KOM_OK : kom_no_memory(err);
    if (ok)
        status = judge(&(struct judging){&l.seen,
                                         r->frame->name,
                                         r->label,
                                         {find_loaded, &l},
                                         r->n_measures,
                                         (uint32_t)main,
                                         r->frame->side ? r->frame->files[0].name : NULL,
                                         lines,
                                         r->unit && *r->unit >= 0},
                       err);
    for (size_t i = 0; l.sum && i < r->n_groups * r->n_measures; i++)
        kom_exact_fini(&l.sum[i]);
    kom_total_seen_fini(&l.seen);
    kom_free(l.group);
    kom_free(l.sum);
    kom_free(l.number);
    return kom_mem_settle(failures, status, err);
}

bool kom_total_adds(const struct kom_frame *frame, int column) {
    const struct kom_word *word =
        column == KOM_NO_COLUMN ? NULL : kom_word_find(frame->name[column]);
    return column != KOM_NO_COLUMN && (!word || word->adds != KOM_ADDS_NOTHING);
}

static enum kom_status refuse_beside(const struct kom_frame *frame, size_t row, int column,
                                     struct kom_error *err) {
    struct kom_buf pair = {0};
    kom_shell_pair(&pair, NULL, frame->name[column], kom_text_of("total"));
    kom_buf_byte(&pair, '\0');
    enum kom_status status =
        pair.failed ? kom_no_memory(err)
                    : kom_frame_fail(frame, row, column, err,
                                     "a total beside its parts; put the column into --by, or keep "
                                     "the rows of one kind: --except %s or --only %s",
                                     pair.p, pair.p);
    kom_buf_fini(&pair);
    return status;
}

enum kom_status kom_total_mixed(const struct kom_frame *frame, const bool *is_named,
                                const bool *is_used, struct kom_error *err) {
    for (int column = 0; column < (int)frame->n_cols; column++) {
        size_t total = SIZE_MAX;
        bool has_parts = false;
        for (size_t row = 0; row < frame->n_rows && !is_named[column]; row++) {
            if (!is_used[row])
                continue;
            if (!kom_text_is(kom_text_trim(kom_frame_cell(frame, row, column)), "total"))
                has_parts = true;
            else if (total == SIZE_MAX)
                total = row;
        }
        if (has_parts && total != SIZE_MAX)
            return refuse_beside(frame, total, column, err);
    }
    return KOM_OK;
}

enum kom_status kom_total_named(const char *by, struct kom_error *err) {
    struct kom_buf text = {0};
    kom_buf_printf(&text,
                   "--margins: column \"%s\" holds the value total, which margins are named; leave "
                   "such rows out with --except ",
                   by);
    kom_shell_pair(&text, NULL, kom_text_of(by), kom_text_of("total"));
    kom_buf_str(&text, ", or leave --margins out");
    enum kom_status status =
        text.failed ? kom_no_memory(err) : kom_fail(err, KOM_EDATA, "%.*s", (int)text.n, text.p);
    kom_buf_fini(&text);
    return status;
}
