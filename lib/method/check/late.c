/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What cannot be told before the end of the table: keys that found no room, and references to rows
   that may still come. They wait in parts by their hashes, and with them all that is to be written
   from then on; at the end each part is looked at by itself, and what waited is written with what
   was found in it.

   Rows are kept as their items, one after the other; keys that wait lie in KOM_CHECK_PARTS files by
   their hash, each with the number of its row. At the end a part is judged alone, so that its keys
   fit in memory: those referred to first, then references and repeats; what is found is written in
   the order of rows. The last pass reads the rows again and takes from the parts, the smallest row
   first, what was found of each. So the output is the same as if all had fitted; memory is that of
   one part. */
#include "work.h"

#include <string.h>

/* A key that waits; the key follows. */
struct waiting {
    uint64_t row, line; /* row: its number among those that wait */
    uint32_t file, keys, n, gap;
};

/* A row that waits; its items follow. */
struct waiting_row {
    uint64_t row, n;
};

enum { MAX_ROOM = 16 * 1024 * 1024 };

static enum kom_status no_memory(struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "memory ran out for what waits for the end of the table");
}

static bool is_reference(const struct kom_check_keys *keys) {
    return keys->target != KOM_NO_COLUMN;
}

/* ---- the budget ---- */

/* An eighth of the memory for things of a kind, but not more than helps. */
static size_t room_of(uint64_t max_memory, size_t n) {
    if (max_memory == 0)
        return SIZE_MAX;
    uint64_t room = max_memory / 8 < MAX_ROOM ? max_memory / 8 : MAX_ROOM;
    return (size_t)(room / (n ? n : 1));
}

/* Of what side tables leave, half for the tables, and an eighth each for their logs, rows, keys
   that wait, and findings. Where spells are kept beside them, a quarter for the tables. */
void kom_check_late_init(struct kom_check_writer *w) {
    const struct kom_check_plan *plan = w->plan;
    struct kom_check_late *late = &w->late;
    uint64_t memory = plan->request->max_memory, sides = kom_check_sides_nbytes(plan), share = 2;
    size_t n_sets = 0;
    if (memory)
        memory = memory > sides ? memory - sides : 1;
    for (size_t i = 0; i < plan->n_keys; i++)
        n_sets += !plan->keys[i].is_spell && !is_reference(&plan->keys[i]);
    for (size_t i = 0; i < plan->n_keys; i++)
        share = plan->keys[i].is_spell ? 4 : share;
    for (size_t i = 0; i < plan->n_keys; i++) {
        struct kom_keyset *set = &w->seen[i].set;
        set->folder = plan->request->folder;
        set->log.room = room_of(memory, n_sets);
        uint64_t most = memory / share / (n_sets ? n_sets : 1);
        set->ladder.max_nbytes = plan->x->reading->is_careful ? 0 : memory ? most / 8 : UINT64_MAX;
        set->max_nbytes = memory ? most - most / 8 + 1 : 0;
    }
    late->rows.room = w->kept.lines.room = room_of(memory, 1);
    for (unsigned i = 0; i < KOM_CHECK_PARTS; i++)
        late->keys[i].room = late->found[i].room = room_of(memory, KOM_CHECK_PARTS);
    w->waits = plan->waits;
}

void kom_check_late_fini(struct kom_check_late *late) {
    kom_spill_fini(&late->rows);
    for (unsigned i = 0; i < KOM_CHECK_PARTS; i++) {
        kom_spill_fini(&late->keys[i]);
        kom_spill_fini(&late->found[i]);
    }
    kom_buf_fini(&late->row);
}

bool kom_check_is_full(const struct kom_check_writer *w) {
    for (size_t i = 0; i < w->plan->n_keys; i++) {
        const struct kom_check_keys *keys = &w->plan->keys[i];
        if (!keys->is_spell && !is_reference(keys) && kom_keyset_is_full(&w->seen[i].set))
            return true;
    }
    return false;
}

/* ---- rows on their way in ---- */

static enum kom_status add_record(struct kom_check_writer *w, struct kom_spill *spill,
                                  struct kom_text head, struct kom_text body,
                                  struct kom_error *err) {
    const char *folder = w->plan->request->folder;
    enum kom_status status = kom_spill_add(spill, folder, head, err);
    return status || body.n == 0 ? status : kom_spill_add(spill, folder, body, err);
}

/* Puts a key into its part; the low bits of the hash are not those that order a table. */
static enum kom_status park(struct kom_check_writer *w, const struct kom_check_item *item,
                            struct kom_text key, struct kom_error *err) {
    const struct waiting head = {w->late.n_rows, w->row_line,     w->row_file,
                                 item->b,        (uint32_t)key.n, 0};
    return add_record(w, &w->late.keys[item->x % KOM_CHECK_PARTS],
                      (struct kom_text){(const char *)&head, sizeof head}, key, err);
}

/* A key that is met while rows wait: known at once, or left to the end, where only the place of its
   finding is kept. */
static enum kom_status wait_key(struct kom_check_writer *w, const struct kom_check_item *item,
                                struct kom_text key, struct kom_error *err) {
    const struct kom_check_keys *keys = &w->plan->keys[item->b];
    struct kom_keyset_row row = {w->row_line, w->row_file};
    enum kom_keyset_answer answer = KOM_KEYSET_FULL;
    enum kom_status status;
    if (is_reference(keys)) {
        bool found;
        status = kom_keyset_find(&w->seen[keys->target].set, key, item->x, &found, err);
        answer = found ? KOM_KEYSET_NEW : KOM_KEYSET_FULL;
    } else {
        status = kom_keyset_add(&w->seen[item->b].set, key, item->x, &row, &answer, err);
    }
    if (status || answer == KOM_KEYSET_NEW)
        return status;
    if (answer == KOM_KEYSET_SEEN) {
        w->late.has_more = true;
        return keys->is_target ? KOM_OK : kom_check_say_again(w, keys, key, row, err);
    }
    if (!keys->is_target)
        kom_check_tell(&w->late.row, KOM_TAG_LATE, (struct kom_check_item){.b = item->b},
                       (struct kom_text){NULL, 0});
    return park(w, item, key, err);
}

/* The end of a row that waits. One that has nothing but late keys need not be kept: what is found
   of them says where they stand. */
static enum kom_status wait_end(struct kom_check_writer *w, struct kom_error *err) {
    struct kom_check_late *late = &w->late;
    const struct waiting_row head = {late->n_rows, late->row.n};
    if (late->row.failed)
        return no_memory(err);
    if (!late->has_more)
        return KOM_OK;
    return add_record(w, &late->rows, (struct kom_text){(const char *)&head, sizeof head},
                      kom_buf_view(&late->row), err);
}

static enum kom_status let_wait(struct kom_check_writer *w, enum kom_check_tag tag,
                                const struct kom_check_item *item, struct kom_text payload,
                                struct kom_error *err) {
    struct kom_check_late *late = &w->late;
    if (tag == KOM_TAG_KEY)
        return wait_key(w, item, payload, err);
    if (tag == KOM_TAG_ROW) {
        w->row_line = item->x;
        w->row_file = item->file;
        late->n_rows++;
        late->has_more = item->a != KOM_BYTES_ASCII;
        kom_buf_reset(&late->row);
    } else {
        late->has_more |= tag != KOM_TAG_END || item->a;
    }
    kom_check_tell(&late->row, tag, *item, payload);
    return tag == KOM_TAG_END ? wait_end(w, err) : KOM_OK;
}

enum kom_status kom_check_let_wait(struct kom_check_writer *w, enum kom_check_tag tag,
                                   const struct kom_check_item *item, struct kom_text payload,
                                   struct kom_error *err) {
    const struct kom_text none = {NULL, 0};
    if (tag != KOM_TAG_LONE)
        return let_wait(w, tag, item, payload, err);
    const struct kom_check_item row = {.x = w->row_line + (uint32_t)item->first,
                                       .file = w->row_file};
    const struct kom_check_item key = {.x = item->x, .n = item->n}, end = {0};
    enum kom_status status = let_wait(w, KOM_TAG_ROW, &row, none, err);
    if (!status)
        status = let_wait(w, KOM_TAG_KEY, &key, payload, err);
    return status ? status : let_wait(w, KOM_TAG_END, &end, none, err);
}

/* ---- parts at the end ---- */

/* The next key of a part; *more is false at its end. */
static enum kom_status next_waiting(struct kom_spill *spill, struct waiting *head, bool *more,
                                    struct kom_text *key, struct kom_error *err) {
    struct kom_text bytes;
    enum kom_status status = kom_spill_next(spill, sizeof *head, &bytes, err);
    *more = !status && bytes.n;
    if (!*more)
        return status;
    memcpy(head, bytes.p, sizeof *head);
    *key = (struct kom_text){NULL, 0};
    return head->n ? kom_spill_next(spill, head->n, key, err) : KOM_OK;
}

/* Keys that are referred to, before the references. */
static enum kom_status add_targets(struct kom_check_writer *w, unsigned part,
                                   struct kom_keyset *sets, struct kom_error *err) {
    struct waiting head;
    struct kom_text key;
    bool more = true;
    enum kom_status status = kom_spill_rewind(&w->late.keys[part], err);
    while (!status && more) {
        struct kom_keyset_row row = {0};
        enum kom_keyset_answer answer;
        status = next_waiting(&w->late.keys[part], &head, &more, &key, err);
        if (!status && more && w->plan->keys[head.keys].is_target)
            status = kom_keyset_add(&sets[head.keys], key, kom_check_hash(w->plan->x, key), &row,
                                    &answer, err);
    }
    return status;
}

/* Whether a key makes a finding, and of which row before. */
struct verdict {
    bool is_wrong;
    struct kom_keyset_row first;
};

static enum kom_status judge(struct kom_check_writer *w, const struct waiting *head,
                             struct kom_text key, struct kom_keyset *sets, struct verdict *verdict,
                             struct kom_error *err) {
    const struct kom_check_keys *keys = &w->plan->keys[head->keys];
    uint64_t hash = kom_check_hash(w->plan->x, key);
    enum kom_keyset_answer answer;
    bool found = false;
    *verdict = (struct verdict){false, {head->line, head->file}};
    if (keys->is_target)
        return KOM_OK;
    enum kom_status status;
    if (is_reference(keys)) {
        status = kom_keyset_find(&w->seen[keys->target].set, key, hash, &found, err);
        if (!status && !found)
            status = kom_keyset_find(&sets[keys->target], key, hash, &found, err);
        verdict->is_wrong = !found;
    } else {
        status = kom_keyset_add(&sets[head->keys], key, hash, &verdict->first, &answer, err);
        verdict->is_wrong = answer == KOM_KEYSET_SEEN;
    }
    return status;
}

static enum kom_status judge_all(struct kom_check_writer *w, unsigned part, struct kom_keyset *sets,
                                 struct kom_error *err) {
    struct waiting h;
    struct kom_text key;
    bool more = true;
    enum kom_status status = kom_spill_rewind(&w->late.keys[part], err);
    while (!status && more) {
        struct verdict v;
        status = next_waiting(&w->late.keys[part], &h, &more, &key, err);
        if (status || !more)
            break;
        status = judge(w, &h, key, sets, &v, err);
        if (status || !v.is_wrong)
            continue;
        const struct kom_check_found found = {h.row,        h.line, v.first.line, h.file,
                                              v.first.file, h.keys, h.n};
        status = add_record(w, &w->late.found[part],
                            (struct kom_text){(const char *)&found, sizeof found}, key, err);
    }
    return status;
}

static enum kom_status settle_part(struct kom_check_writer *w, unsigned part,
                                   struct kom_keyset *sets, struct kom_error *err) {
    enum kom_status status = w->plan->waits ? add_targets(w, part, sets, err) : KOM_OK;
    if (!status)
        status = judge_all(w, part, sets, err);
    for (size_t i = 0; i < w->plan->n_keys; i++)
        kom_keyset_reset(&sets[i]);
    kom_spill_fini(&w->late.keys[part]);
    return status;
}

static enum kom_status settle_parts(struct kom_check_writer *w, struct kom_error *err) {
    const struct kom_check_plan *plan = w->plan;
    struct kom_keyset *sets = kom_alloc(plan->n_keys, sizeof *sets);
    enum kom_status status = sets ? KOM_OK : no_memory(err);
    for (size_t i = 0; i < plan->n_keys && !status; i++) {
        sets[i].folder = plan->request->folder;
        sets[i].log.room = room_of(plan->request->max_memory, 4 * plan->n_keys);
    }
    for (unsigned i = 0; i < KOM_CHECK_PARTS && !status; i++)
        status = settle_part(w, i, sets, err);
    for (size_t i = 0; i < plan->n_keys && sets; i++)
        kom_keyset_fini(&sets[i]);
    kom_free(sets);
    return status;
}

/* ---- rows on their way out ---- */

/* Reads what was found next in a part. */
static enum kom_status load(struct kom_check_late *late, unsigned part, struct kom_error *err) {
    struct kom_check_found *head = &late->head[part];
    struct kom_text bytes;
    enum kom_status status = kom_spill_next(&late->found[part], sizeof *head, &bytes, err);
    if (status || bytes.n == 0) {
        *head = (struct kom_check_found){.row = UINT64_MAX};
        return status;
    }
    memcpy(head, bytes.p, sizeof *head);
    late->key[part] = (struct kom_text){NULL, 0};
    return head->n ? kom_spill_next(&late->found[part], head->n, &late->key[part], err) : KOM_OK;
}

/* The first of all parts, by row and within it by keys. */
static void choose(struct kom_check_late *late) {
    unsigned best = 0;
    for (unsigned i = 1; i < KOM_CHECK_PARTS; i++) {
        const struct kom_check_found *a = &late->head[i], *b = &late->head[best];
        if (a->row < b->row || (a->row == b->row && a->keys < b->keys))
            best = i;
    }
    late->next = best;
}

/* Says what was found next, of the row at hand. */
static enum kom_status say_found(struct kom_check_writer *w, struct kom_error *err) {
    struct kom_check_late *late = &w->late;
    const struct kom_check_found *f = &late->head[late->next];
    const struct kom_check_keys *keys = &w->plan->keys[f->keys];
    struct kom_text key = late->key[late->next];
    struct kom_keyset_row first = {f->first_line, f->first_file};
    enum kom_status status = is_reference(keys) ? kom_check_say_absent(w, keys, key, err)
                                                : kom_check_say_again(w, keys, key, first, err);
    if (!status)
        status = load(late, late->next, err);
    choose(late);
    return status;
}

/* Rows before that one which were not kept, as all there is to say of them was found late. */
static enum kom_status say_before(struct kom_check_writer *w, uint64_t row, struct kom_error *err) {
    struct kom_check_late *late = &w->late;
    const struct kom_check_item none = {0};
    enum kom_status status = KOM_OK;
    while (!status && late->head[late->next].row < row) {
        const struct kom_check_found *f = &late->head[late->next];
        const struct kom_check_item item = {.x = f->line, .file = f->file};
        uint64_t same = f->row;
        status = kom_check_take_item(w, KOM_TAG_ROW, &item, (struct kom_text){NULL, 0}, err);
        while (!status && late->head[late->next].row == same)
            status = say_found(w, err);
        if (!status)
            status = kom_check_take_item(w, KOM_TAG_END, &none, (struct kom_text){NULL, 0}, err);
    }
    return status;
}

static enum kom_status write_row(struct kom_check_writer *w, uint64_t row, struct kom_text bytes,
                                 struct kom_error *err) {
    struct kom_check_late *late = &w->late;
    enum kom_check_tag tag;
    struct kom_check_item item;
    struct kom_text payload;
    enum kom_status status = say_before(w, row, err);
    while (!status && kom_check_next_item(&bytes, &tag, &item, &payload)) {
        const struct kom_check_found *f = &late->head[late->next];
        if (tag != KOM_TAG_LATE)
            status = kom_check_take_item(w, tag, &item, payload, err);
        else if (f->row == row && f->keys == item.b)
            status = say_found(w, err);
    }
    return status;
}

static enum kom_status write_rows(struct kom_check_writer *w, struct kom_error *err) {
    struct kom_check_late *late = &w->late;
    struct kom_text bytes;
    enum kom_status status = kom_spill_rewind(&late->rows, err);
    for (unsigned i = 0; i < KOM_CHECK_PARTS && !status; i++) {
        status = kom_spill_rewind(&late->found[i], err);
        if (!status)
            status = load(late, i, err);
    }
    choose(late);
    while (!status) {
        struct waiting_row head;
        status = kom_spill_next(&late->rows, sizeof head, &bytes, err);
        if (status || bytes.n == 0)
            break;
        memcpy(&head, bytes.p, sizeof head);
        status = kom_spill_next(&late->rows, (size_t)head.n, &bytes, err);
        if (!status)
            status = write_row(w, head.row, bytes, err);
    }
    return status ? status : say_before(w, UINT64_MAX, err);
}

enum kom_status kom_check_late_end(struct kom_check_writer *w, struct kom_error *err) {
    const struct kom_check_plan *plan = w->plan;
    if (!w->waits)
        return KOM_OK;
    w->waits = false;
    for (size_t i = 0; i < plan->n_keys; i++)
        if (!plan->keys[i].is_target) /* a key that waits is not among them */
            kom_keyset_fini(&w->seen[i].set);
    enum kom_status status = settle_parts(w, err);
    return status ? status : write_rows(w, err);
}
