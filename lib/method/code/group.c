/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By-values: of a row, of its document in --documents, or of its municipality in the tables beside;
   and of documents that have no row.

   A column that the segments and --documents both have must say one thing of a document in both;
   where one is blank, the other tells. So with the municipality, by which the tables beside are
   looked up: a row has its own or that of its document. A municipality in several networks has its
   documents in each of their groups, or in none, as --overlap says; so a row has any number of
   groups, most often one, and they are told to whoever takes the row in w->of_row. Documents that
   only --documents lists come after all rows, as these tell which those are. What cannot be looked
   up is noted on the way and judged in the end. */
#include "work.h"

static const struct kom_text blank = {"", 0};

/* What says the by-values: a row, or that of its document in --documents, + 1, or both. */
struct said {
    size_t row; /* SIZE_MAX: none */
    uint32_t listed;
};

/* A column of the segments, and of --documents; KOM_NO_COLUMN: there is none. */
struct where {
    int own, more;
};

static enum kom_status differs(const struct kom_code *c, const struct said *said,
                               struct where column, struct kom_error *err) {
    const struct kom_frame *documents = c->ask.documents;
    const uint32_t listed = said->listed;
    const struct kom_text other = kom_text_trim(kom_frame_cell(documents, listed - 1, column.more));
    return kom_frame_fail(c->work->frame, said->row, column.own, err,
                          "is another than that of the document in %s:%llu, \"%.*s\"",
                          documents->files[documents->file[listed - 1]].name,
                          (unsigned long long)documents->line[listed - 1], (int)other.n, other.p);
}

/* What either says in a column; KOM_EDATA: they say two things. */
static enum kom_status read_own(const struct kom_code *c, const struct said *said,
                                struct where column, struct kom_text *value, char room[16],
                                struct kom_error *err) {
    char own_room[16];
    struct kom_text own = blank;
    *value = blank;
    if (column.more >= 0 && said->listed)
        *value = kom_frame_group(c->ask.documents, said->listed - 1, column.more, room);
    if (column.own >= 0 && said->row != SIZE_MAX)
        own = kom_frame_group(c->work->frame, said->row, column.own, own_room);
    if (own.n && value->n && !kom_text_equal(own, *value))
        return differs(c, said, column, err);
    if (own.n)
        *value = kom_frame_group(c->work->frame, said->row, column.own, room);
    return KOM_OK;
}

/* The municipality, and what the tables beside have of it. */
static enum kom_status find_unit(struct kom_code *c, const struct said *said,
                                 struct kom_lookup_unit *unit, struct kom_error *err) {
    struct kom_code_work *w = c->work;
    const struct kom_by *by = &w->column.by;
    struct kom_text kom;
    char room[16];
    *unit = (struct kom_lookup_unit){.n = 1, .id = KOM_NO_ID};
    if (by->kom < 0 && by->kom_in_more < 0)
        return KOM_OK;
    enum kom_status status =
        read_own(c, said, (struct where){by->kom, by->kom_in_more}, &kom, room, err);
    if (status)
        return status;
    *unit = kom_lookup_find(by->lookup, kom);
    if (unit->id != KOM_NO_ID)
        w->seen[unit->id] = 1;
    return by->kom < 0 || said->row == SIZE_MAX ||
                   kom_unmet_frame(&w->unmet_koms, &by->lookup->meet, by->lookup->asked, w->frame,
                                   said->row, by->kom)
               ? KOM_OK
               : kom_no_memory(err);
}

/* One of its groups: of the networks, number k. */
static enum kom_status add_group(struct kom_code *c, const struct said *said,
                                 const struct kom_lookup_unit *unit, size_t k,
                                 struct kom_error *err) {
    struct kom_code_work *w = c->work;
    const struct kom_by *by = &w->column.by;
    void *group = w->of_row.group;
    enum kom_status status = KOM_OK;
    kom_buf_reset(&w->key);
    for (size_t i = 0; i < by->n && !status; i++) {
        struct kom_text value;
        char room[16];
        if (by->place[i] >= 0)
            value = unit->value[k * by->lookup->n_columns + (size_t)by->place[i]];
        else
            status =
                read_own(c, said, (struct where){by->column[i], by->in_more[i]}, &value, room, err);
        if (!status)
            kom_group_add_part(&w->key, value);
    }
    if (status)
        return status;
    if (kom_grow(&group, &w->of_row.cap, w->of_row.n + 1, sizeof *w->of_row.group))
        return kom_no_memory(err);
    w->of_row.group = group;
    const uint32_t id =
        w->key.failed ? KOM_GROUP_NONE : kom_groups_intern(&w->groups, kom_buf_view(&w->key));
    if (id == KOM_GROUP_NONE)
        return kom_no_memory(err);
    w->of_row.group[w->of_row.n++] = id;
    return KOM_OK;
}

static enum kom_status find_groups(struct kom_code *c, const struct said *said,
                                   struct kom_error *err) {
    struct kom_code_work *w = c->work;
    struct kom_lookup_unit unit;
    w->of_row.n = 0;
    if (w->column.by.lookup && !w->seen) {
        w->seen = kom_alloc(w->column.by.lookup->units.n + 1, 1);
        if (!w->seen)
            return kom_no_memory(err);
    }
    enum kom_status status = find_unit(c, said, &unit, err);
    for (size_t k = 0; k < unit.n && !status; k++)
        status = add_group(c, said, &unit, k, err);
    return status;
}

enum kom_status code_group(struct kom_code *c, size_t row, uint32_t listed, struct kom_error *err) {
    return find_groups(c, &(struct said){row, listed}, err);
}

/* ---- documents that only --documents has ---- */

/* A document stands there once, or with the same value. */
static enum kom_status check_alike(const struct kom_code *c, size_t row, uint32_t first, int column,
                                   struct kom_error *err) {
    const struct kom_frame *f = c->ask.documents;
    char a[16], b[16];
    if (column < 0 ||
        kom_text_equal(kom_frame_group(f, row, column, a), kom_frame_group(f, first, column, b)))
        return KOM_OK;
    return kom_frame_fail(f, row, column, err,
                          "the document stands on line %llu with another value",
                          (unsigned long long)f->line[first]);
}

static enum kom_status check_rows(struct kom_code *c, size_t row, uint32_t first,
                                  struct kom_error *err) {
    struct kom_code_work *w = c->work;
    const struct kom_by *by = &w->column.by;
    enum kom_status status = check_alike(c, row, first, by->kom_in_more, err);
    for (size_t i = 0; i < by->n && !status; i++)
        status = check_alike(c, row, first, by->in_more[i], err);
    if (status || by->kom_in_more < 0)
        return status;
    return kom_unmet_frame(&w->unmet_listed_koms, &by->lookup->meet, by->lookup->asked,
                           c->ask.documents, row, by->kom_in_more)
               ? KOM_OK
               : kom_no_memory(err);
}

/* Nobody knows the group of a document where only segments have the column. */
static enum kom_status check_known(const struct kom_code *c, size_t row, struct kom_error *err) {
    const struct code_columns *column = &c->work->column;
    const char *lacks = NULL;
    for (size_t i = 0; i < column->by.n && !lacks; i++) {
        if (column->by.place[i] >= 0)
            lacks = column->by.kom_in_more < 0 ? "kom" : NULL;
        else if (column->by.in_more[i] < 0)
            lacks = c->ask.by[i];
    }
    return lacks ? kom_frame_fail(c->ask.documents, row, column->listed, err,
                                  "the document has no segment, and --documents has no column "
                                  "\"%s\", so nobody knows its group; give it that column",
                                  lacks)
                 : KOM_OK;
}

static enum kom_status add_listed(struct kom_code *c, uint32_t row, uint32_t document,
                                  struct kom_error *err) {
    struct kom_code_work *w = c->work;
    enum kom_status status = check_known(c, row, err);
    if (!status)
        status = find_groups(c, &(struct said){SIZE_MAX, row + 1}, err);
    for (size_t i = 0; i < w->of_row.n && !status; i++)
        if (kom_pairs_add(&w->group_documents, w->of_row.group[i], document, NULL) == KOM_NO_ID)
            status = kom_no_memory(err);
    return status;
}

/* Documents that have a row that counts, or would but for their networks. */
static bool *find_those_with_rows(const struct kom_code *c) {
    const struct kom_code_work *w = c->work;
    bool *has_row = kom_alloc(w->documents.n + 1, sizeof *has_row);
    for (size_t row = 0; has_row && row < w->frame->n_rows; row++) {
        char room[16];
        if (c->reason[row] == KOM_CODE_USED || c->reason[row] == KOM_CODE_SEVERAL)
            has_row[kom_intern_find(
                &w->documents, kom_frame_group(w->frame, row, w->column.document, room))] = true;
    }
    return has_row;
}

enum kom_status code_group_listed(struct kom_code *c, struct kom_error *err) {
    struct kom_code_work *w = c->work;
    const struct kom_frame *f = c->ask.documents;
    bool *has_row = f ? find_those_with_rows(c) : NULL;
    enum kom_status status = !f || has_row ? KOM_OK : kom_no_memory(err);
    for (size_t row = 0; f && row < f->n_rows && !status; row++) {
        char room[16];
        const uint32_t document =
            kom_intern_find(&w->documents, kom_frame_group(f, row, w->column.listed, room));
        const uint32_t first = w->listed_row[document] - 1;
        status = check_rows(c, row, first, err);
        if (!status && first == row && !has_row[document])
            status = add_listed(c, first, document, err);
    }
    kom_free(has_row);
    return status;
}

/* ---- what all of them say ---- */

static enum kom_status judge_koms(struct kom_code *c, const struct kom_unmet *unmet,
                                  const struct kom_frame *frame, int column, const char *label,
                                  struct kom_error *err) {
    const struct kom_lookup *l = c->work->column.by.lookup;
    if (column < 0)
        return KOM_OK;
    const struct kom_meeting one = {.known = &l->meet,
                                    .unmet = unmet,
                                    .label = label,
                                    .heading = frame->name[column],
                                    .frame = frame};
    return kom_meet_judge(&one, c->ask.unmatched, err);
}

static enum kom_status judge_networks(struct kom_code *c, struct kom_error *err) {
    const struct kom_lookup *l = c->work->column.by.lookup;
    struct kom_buf all = {0};
    enum kom_status status = kom_lookup_refuse(l, c->work->seen, err);
    if (!status && l->overlap.way == KOM_OVERLAP_BOTH &&
        kom_lookup_several(l, c->work->seen, ", ", &all))
        kom_buf_printf(&c->lines,
                       "networks: documents of kom %.*s count in each of several; networks do not "
                       "add\n",
                       (int)all.n, all.p);
    if (!status && all.failed)
        status = kom_no_memory(err);
    kom_buf_fini(&all);
    return status;
}

/* Documents that stand in several groups count in each, which is to be known. */
static enum kom_status say_several(struct kom_code *c, struct kom_error *err) {
    const struct kom_code_work *w = c->work;
    uint32_t *times = kom_alloc(w->documents.n + 1, sizeof *times);
    struct kom_buf names = {0};
    size_t n = 0;
    if (!times)
        return kom_no_memory(err);
    for (uint32_t i = 0; i < w->group_documents.n; i++)
        times[(uint32_t)w->group_documents.pair[i]]++;
    for (size_t d = 0; d < w->documents.n; d++)
        if (times[d] > 1 && n++ < KOM_N_SHOWN)
            kom_buf_printf(&names, "%s\"%.*s\"", n > 1 ? ", " : "", (int)w->documents.text[d].n,
                           w->documents.text[d].p);
    if (n)
        kom_buf_printf(&c->lines,
                       "%zu document%s in several groups of --by, and count%s in each: "
                       "%.*s%s\n",
                       n, n == 1 ? " is" : "s are", n == 1 ? "s" : "", (int)names.n, names.p,
                       n > KOM_N_SHOWN ? ", ..." : "");
    const bool failed = names.failed;
    kom_buf_fini(&names);
    kom_free(times);
    return failed ? kom_no_memory(err) : KOM_OK;
}

enum kom_status code_group_judge(struct kom_code *c, struct kom_error *err) {
    struct kom_code_work *w = c->work;
    const struct kom_by *by = &w->column.by;
    enum kom_status status = judge_koms(c, &w->unmet_koms, w->frame, by->kom, "segments", err);
    if (!status)
        status = judge_koms(c, &w->unmet_listed_koms, c->ask.documents, by->kom_in_more,
                            "documents", err);
    if (!status && w->seen)
        status = judge_networks(c, err);
    return status ? status : say_several(c, err);
}
