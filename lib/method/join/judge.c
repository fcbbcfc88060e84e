/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows say together: keys that break what was expected, and rows that met nothing.

   A row that met nothing is looked at part by part: a code that the table's column has not is
   judged as in every tool (meet.h), with the codes that are near it; that the parts are known, but
   not together, is another thing, and only counted. With --no-match stop all such rows stop the
   run, so that there the spelling is only said. */
#include <string.h>

#include "spelling.h"
#include "work.h"

struct judging {
    const struct kom_join *join;
    const struct kom_join_worker *all;
    struct kom_unmatched unmatched;
    struct kom_buf hint; /* a call that mends what was met */
    struct kom_error *err;
};

/* ---- one row of the input for a row of the table ---- */

static enum kom_status judge_one(const struct judging *j) {
    const struct kom_join_side *side = &j->join->side;
    uint64_t second = 0;
    size_t row = 0, n = 0;
    for (size_t i = 0; j->all->by && i < side->n_rows; i++) {
        const uint32_t at = kom_join_meetable(side, i);
        if (at == KOM_NO_ID)
            continue;
        const uint64_t *by = j->all->by[at];
        n += by[1] != 0;
        if (by[1] && (second == 0 || by[1] < second)) {
            second = by[1];
            row = i;
        }
    }
    if (n == 0)
        return KOM_OK;
    struct kom_buf text = {0};
    kom_join_say_place(j->join, second, &text);
    kom_buf_str(&text, ": ");
    enum kom_status status = kom_join_side_say_key(j->join, row, &text, j->err);
    kom_buf_printf(&text, ": line %llu of %s was met by ",
                   (unsigned long long)side->frame->line[row], kom_join_file(j->join));
    kom_join_say_place(j->join, j->all->by[kom_join_meetable(side, row)][0], &text);
    kom_buf_str(&text, " too");
    if (n > 1)
        kom_buf_printf(&text, " (and %zu more likewise)", n - 1);
    if (!status)
        status = text.failed ? kom_no_memory(j->err)
                             : kom_fail(j->err, KOM_EDATA,
                                        "%.*s; keep one of the rows, or take several: --expect %s",
                                        (int)text.n, text.p,
                                        j->join->request.expect == KOM_JOIN_1_1 ? "n:1" : "n:n");
    kom_buf_fini(&text);
    return status;
}

/* ---- one column of the keys ---- */

static enum kom_key key_kind(const struct kom_join *join, const struct kom_column *c) {
    if (join->request.naming)
        return KOM_KEY_CODE;
    if (c->is_person)
        return KOM_KEY_PERSON;
    return c->word && strcmp(c->word->name, "kom") == 0 ? KOM_KEY_KOM : KOM_KEY_CODE;
}

static enum kom_status add_code(struct kom_meet *m, struct kom_intern *persons,
                                struct kom_text code, struct kom_error *err) {
    if (m->kind != KOM_KEY_PERSON)
        return kom_meet_add(m, code, err);
    return kom_intern_add(persons, code) == KOM_NO_ID ? kom_no_memory(err) : KOM_OK;
}

/* What the table has in a column of its keys; a row that lacks another part has its code all the
   same. */
static enum kom_status know(const struct judging *j, size_t i, struct kom_meet *m,
                            struct kom_intern *persons) {
    const struct kom_join_side *side = &j->join->side;
    struct kom_join_part part;
    enum kom_status status = KOM_OK;
    const char *file = kom_join_file(j->join);
    if (j->join->request.naming)
        return kom_join_names_know(j->join, m, j->err);
    kom_meet_begin(m,
                   (struct kom_meet_table){file, file, side->frame->name[side->column[i]], false});
    for (size_t row = 0; row < side->n_rows && !status; row++) {
        status = kom_join_side_part(side, row, i, &part, j->err);
        if (!status && part.is_there)
            status = add_code(m, persons, part.text, j->err);
    }
    m->persons = persons;
    return status;
}

/* The parts of unmet keys that the table has not. */
static enum kom_status gather(const struct judging *j, size_t i, const struct kom_meet *m,
                              struct kom_unmet *unmet) {
    struct kom_text part[KOM_JOIN_KEYS_MAX];
    const struct kom_unmet *keys = &j->all->unmet;
    bool ok = true;
    unmet->met = j->all->n_matched || j->all->n_lack[KOM_JOIN_NOT_WITHIN];
    for (size_t k = 0; k < keys->codes.n && ok; k++) {
        kom_join_parts(keys->codes.text[k], j->join->request.on.n, part);
        bool is_person =
            m->kind == KOM_KEY_PERSON && kom_intern_find(m->persons, part[i]) != KOM_NO_ID;
        unmet->met |= is_person;
        ok = is_person || kom_unmet_rows(unmet, m, 1, part[i], &keys->code[k]);
    }
    return ok ? KOM_OK : kom_no_memory(j->err);
}

/* A call that mends the first code which is but spelt otherwise, or of another year. */
static void note_hint(struct judging *j, const struct kom_meet *m, const struct kom_unmet *unmet,
                      struct kom_text heading) {
    const bool is_naming = j->join->request.naming;
    for (size_t k = 0; k < unmet->codes.n && !j->hint.n; k++) {
        if (is_naming)
            kom_join_add_year(j->join, unmet->codes.text[k], &j->hint);
        else if (m->kind == KOM_KEY_KOM)
            kom_meet_add_remedy(m, unmet->codes.text[k], j->join->extract->files[0]->name, heading,
                                &j->hint);
    }
}

static enum kom_status judge_column(struct judging *j, size_t i) {
    const struct kom_column *c = &j->join->extract->columns[j->join->column[i]];
    struct kom_meet m = {.kind = key_kind(j->join, c)};
    struct kom_unmet unmet = {0};
    struct kom_intern persons = {0};
    enum kom_status status = know(j, i, &m, &persons);
    if (!status)
        status = gather(j, i, &m, &unmet);
    const struct kom_meeting one = {.known = &m,
                                    .unmet = &unmet,
                                    .label = j->join->extract->label,
                                    .heading = c->heading,
                                    .extract = j->join->extract,
                                    .show_values = j->join->request.show_values};
    if (!status)
        status = kom_meet_judge(&one, &j->unmatched, j->err);
    if (!status)
        note_hint(j, &m, &unmet, c->heading);
    kom_meet_fini(&m);
    kom_unmet_fini(&unmet);
    kom_intern_fini(&persons);
    return status;
}

/* ---- all rows that met nothing ---- */

/* The key that came first. */
static uint32_t earliest(const struct kom_unmet *u) {
    uint32_t first = 0;
    for (uint32_t i = 1; i < u->codes.n; i++)
        if (kom_join_place(u->code[i].file, u->code[i].line) <
            kom_join_place(u->code[first].file, u->code[first].line))
            first = i;
    return first;
}

static void say_counts(const struct judging *j, struct kom_buf *out) {
    static const char *const what[KOM_JOIN_N_LACKS] = {
        [KOM_JOIN_NO_MATCH] = "with a key that it has not",
        [KOM_JOIN_NO_KEY] = "without a key",
        [KOM_JOIN_NO_DAY] = "without a day",
        [KOM_JOIN_NOT_WITHIN] = "on a day that no spell of their key holds",
        [KOM_JOIN_SPLIT] = "of a municipality that was split",
    };
    bool is_first = true;
    for (int k = 0; k < KOM_JOIN_N_LACKS; k++) {
        if (!j->all->n_lack[k])
            continue;
        kom_buf_printf(out, "%s%llu row%s %s", is_first ? "" : ", ",
                       (unsigned long long)j->all->n_lack[k], j->all->n_lack[k] == 1 ? "" : "s",
                       what[k]);
        is_first = false;
    }
}

/* The first row that met nothing, and why. */
static void say_first(const struct judging *j, struct kom_buf *out) {
    int first = -1;
    for (int k = 0; k < KOM_JOIN_N_LACKS; k++)
        if (j->all->first[k] && (first < 0 || j->all->first[k] < j->all->first[first]))
            first = k;
    kom_join_say_place(j->join, j->all->first[first], out);
    if (first == KOM_JOIN_SPLIT) {
        kom_buf_str(out, ": ");
        kom_join_say_split(j->all->first_split, out);
        return;
    }
    kom_buf_printf(out, ": no row of %s ", kom_join_file(j->join));
    if (first == KOM_JOIN_NO_MATCH) {
        kom_buf_str(out, "has ");
        kom_join_say_key(j->join, j->all->unmet.codes.text[earliest(&j->all->unmet)], out);
    } else {
        kom_buf_str(out, first == KOM_JOIN_NO_KEY   ? "is met by a key that is missing"
                         : first == KOM_JOIN_NO_DAY ? "is met by a day that is missing"
                                                    : "with this key holds this day");
    }
}

static enum kom_status stop(struct judging *j) {
    struct kom_buf text = {0};
    say_first(j, &text);
    kom_buf_str(&text, "; in all ");
    say_counts(j, &text);
    kom_buf_str(&text, "; ");
    kom_buf_str(&text, "write them with blanks: --no-match keep, or set them aside: --no-match "
                       "aside");
    if (j->hint.n) {
        kom_buf_str(&text, "; or ");
        kom_buf_text(&text, kom_buf_view(&j->hint));
    }
    enum kom_status status = text.failed || j->hint.failed
                                 ? kom_no_memory(j->err)
                                 : kom_fail(j->err, KOM_EDATA, "%.*s", (int)text.n, text.p);
    kom_buf_fini(&text);
    return status;
}

static void say_kept(struct judging *j) {
    struct kom_buf *lines = &j->unmatched.lines;
    kom_buf_printf(lines, "%s: met nothing in %s and %s: ", j->join->extract->label,
                   kom_join_file(j->join),
                   j->join->request.no_match == KOM_JOIN_KEEP ? "kept, with blanks" : "set aside");
    say_counts(j, lines);
    kom_buf_byte(lines, '\n');
    if (j->all->n_lack[KOM_JOIN_SPLIT]) {
        kom_buf_printf(lines, "%s: ", j->join->extract->label);
        kom_join_say_split(j->all->first_split, lines);
        kom_buf_byte(lines, '\n');
    }
    if (j->all->is_over)
        kom_buf_printf(lines,
                       "%s: more than %d keys met nothing: they were not compared for their "
                       "spelling\n",
                       j->join->extract->label, (int)KOM_JOIN_UNMET_MAX);
}

/* Too many keys to compare, and none of them known: the wrong column, or another spelling. */
static enum kom_status judge_many(const struct judging *j) {
    if (j->all->n_matched)
        return KOM_OK;
    return kom_fail(j->err, KOM_EDATA,
                    "%s: none of %llu rows meets a row of %s; is it the right column of the right "
                    "table? --unmatched warn leaves all rows unmatched",
                    j->join->extract->label, (unsigned long long)j->all->n_lack[KOM_JOIN_NO_MATCH],
                    kom_join_file(j->join));
}

static enum kom_status judge_lacking(struct judging *j) {
    enum kom_status status = KOM_OK;
    const bool stops = j->join->request.no_match == KOM_JOIN_STOP;
    j->unmatched.warns = stops || j->join->request.warns_unmatched || j->join->request.naming;
    if (j->all->is_over && !j->unmatched.warns)
        status = judge_many(j);
    for (size_t i = 0; i < j->join->request.on.n && !status && !j->all->is_over; i++)
        if (j->all->n_lack[KOM_JOIN_NO_MATCH])
            status = judge_column(j, i);
    if (status)
        return status;
    if (stops)
        return stop(j);
    say_kept(j);
    return KOM_OK;
}

enum kom_status kom_join_judge(struct kom_join_crew *crew, struct kom_error *err) {
    struct judging j = {.join = crew->join, .all = &crew->worker[0], .err = err};
    uint64_t n_lacking = 0;
    for (int k = 0; k < KOM_JOIN_N_LACKS; k++)
        n_lacking += j.all->n_lack[k];
    enum kom_status status = judge_one(&j);
    if (!status && n_lacking)
        status = judge_lacking(&j);
    kom_buf_text(&crew->lines, kom_buf_view(&j.unmatched.lines));
    if (!status && (crew->lines.failed || j.unmatched.lines.failed))
        status = kom_no_memory(err);
    kom_buf_fini(&j.unmatched.lines);
    kom_buf_fini(&j.hint);
    return status;
}
