/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other tables, before the first row: known municipalities, what was on offer, and the files that
   foreign keys point to.

   Side tables become maps: municipalities, days on offer by kom and service, and for each foreign
   key the codes, or keys of several columns, of the file that it names. Chains hold the offerings
   of one key in the order of their rows. Recipients come as spells by person (recipients.c), for
   they are many; here only their codes are compared with those of the others. Rows are held against
   all that in sale.c. */
#include "ask.h"
#include "meet.h"
#include "official.h"
#include "work.h"

#include <string.h>

static enum kom_status no_memory(const struct kom_check_plan *plan, struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "%s: memory ran out for side tables", plan->x->label);
}

static int digits_of(const struct kom_check_plan *plan) {
    return plan->x->reading->kom_digits;
}

/* ---- known municipalities ---- */

static enum kom_status add_units(struct kom_check_plan *plan, const struct kom_frame *frame,
                                 struct kom_error *err) {
    int column;
    char room[4];
    enum kom_status status = kom_frame_need(frame, "kom", &column, err);
    for (size_t row = 0; row < frame->n_rows && !status; row++) {
        struct kom_text kom =
            kom_check_code(kom_frame_cell(frame, row, column), digits_of(plan), room);
        if (kom_intern_add(&plan->units, kom) == KOM_NO_ID)
            status = no_memory(plan, err);
    }
    return status;
}

static enum kom_status add_units_of_recipients(struct kom_check_plan *plan, struct kom_error *err) {
    const struct kom_intern *koms = &plan->recipients->koms;
    plan->units_from = "the side tables";
    for (size_t i = 0; i < koms->n; i++)
        if (kom_intern_add(&plan->units, koms->text[i]) == KOM_NO_ID)
            return no_memory(plan, err);
    return KOM_OK;
}

static enum kom_status plan_units(struct kom_check_plan *plan, struct kom_error *err) {
    const struct kom_check_request *r = plan->request;
    const struct kom_frame *all[] = {r->offerings, r->participation};
    if (r->official) {
        size_t n;
        const struct kom_text *headings = kom_extract_headings(plan->x, &n);
        plan->units_from = KOM_OFFICIAL_NAME;
        return plan->role.kom != KOM_NO_COLUMN
                   ? KOM_OK
                   : kom_heading_missing(headings, n, kom_text_of("kom"),
                                         kom_extract_place(plan->x), err);
    }
    if (r->municipalities) {
        plan->units_from =
            r->municipalities->n_files ? r->municipalities->files[0].name : "the table";
        return add_units(plan, r->municipalities, err);
    }
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < 2 && !status; i++) {
        if (!all[i])
            continue;
        plan->units_from = "the side tables";
        status = add_units(plan, all[i], err);
    }
    return !status && plan->recipients ? add_units_of_recipients(plan, err) : status;
}

static enum kom_status add_codes(struct kom_check_plan *plan, struct kom_meet *meet,
                                 const char *name, const struct kom_frame *frame,
                                 struct kom_error *err) {
    int column;
    char room[4];
    enum kom_status status = kom_frame_need(frame, "kom", &column, err);
    if (!status)
        kom_meet_begin(
            meet, (struct kom_meet_table){name, frame->files[0].name, frame->name[column], false});
    for (size_t row = 0; row < frame->n_rows && !status; row++)
        status = kom_meet_add(
            meet, kom_check_code(kom_frame_cell(frame, row, column), digits_of(plan), room), err);
    return status;
}

static enum kom_status add_codes_of_recipients(struct kom_meet *meet,
                                               const struct kom_check_recipients *r,
                                               struct kom_error *err) {
    enum kom_status status = KOM_OK;
    kom_meet_begin(meet, (struct kom_meet_table){"recipients", r->file, r->heading, false});
    for (size_t i = 0; i < r->koms.n && !status; i++)
        status = kom_meet_add(meet, r->koms.text[i], err);
    return status;
}

/* Side tables that spell a code differently would find nothing of each other. The rows themselves
 * are told one by one, by unknown_kom. */
static enum kom_status compare_codes(struct kom_check_plan *plan, struct kom_error *err) {
    const struct kom_check_request *r = plan->request;
    struct kom_meet meet = {.kind = KOM_KEY_KOM};
    enum kom_status status = KOM_OK;
    if (r->offerings)
        status = add_codes(plan, &meet, "offerings", r->offerings, err);
    if (!status && r->recipients)
        status = add_codes_of_recipients(&meet, r->recipients, err);
    if (!status && r->participation)
        status = add_codes(plan, &meet, "participation", r->participation, err);
    if (!status && r->municipalities)
        status = add_codes(plan, &meet, "municipalities", r->municipalities, err);
    if (!status)
        status = kom_meet_compare(&meet, "kom", r->unmatched, err);
    kom_meet_fini(&meet);
    return status;
}

/* ---- days by key ---- */

static enum kom_status read_days(struct kom_check_plan *plan, struct kom_check_side *side,
                                 struct kom_error *err) {
    const struct kom_frame *f = side->frame;
    int start, end;
    struct kom_ask ask = {f, err, KOM_OK};
    kom_ask_need(&ask, "start", &start);
    kom_ask_find(&ask, "end", &end);
    enum kom_status status = ask.status;
    if (status)
        return status;
    side->first = kom_arena_take(&plan->arena, (f->n_rows + 1) * sizeof *side->first);
    side->last = kom_arena_take(&plan->arena, (f->n_rows + 1) * sizeof *side->last);
    if (!side->first || !side->last)
        return no_memory(plan, err);
    for (size_t row = 0; row < f->n_rows && !status; row++) {
        side->last[row] = KOM_DAY_NONE;
        status = kom_frame_day(f, row, start, &side->first[row], err);
        if (!status && end >= 0)
            status = kom_frame_day(f, row, end, &side->last[row], err);
        if (!status && side->first[row] == KOM_DAY_NONE)
            status = kom_frame_fail(f, row, start, err, "is empty; give the first day");
        if (side->last[row] == KOM_DAY_NONE)
            side->last[row] = KOM_DAY_OPEN;
        if (!status && side->last[row] < side->first[row])
            status =
                kom_frame_fail(f, row, end, err, "lies before the start; correct one of the two");
    }
    return status;
}

/* Keys of two columns, the municipality in as many digits as were asked for. */
static enum kom_status index_side(struct kom_check_plan *plan, struct kom_check_side *side,
                                  struct kom_error *err) {
    const struct kom_frame *f = side->frame;
    int kom, second;
    char room[4];
    struct kom_buf key = {0};
    struct kom_ask ask = {f, err, KOM_OK};
    kom_ask_need(&ask, "kom", &kom);
    kom_ask_need(&ask, "service", &second);
    for (size_t i = 0; i < KOM_CHECK_N_AGREE; i++)
        kom_ask_find(&ask, kom_check_agree[i], &side->agree[i]);
    enum kom_status status = ask.status;
    if (!status)
        status = read_days(plan, side, err);
    side->row = kom_arena_take(&plan->arena, (f->n_rows + 1) * sizeof *side->row);
    side->next = kom_arena_take(&plan->arena, (f->n_rows + 1) * sizeof *side->next);
    if (!status && (!side->row || !side->next))
        status = no_memory(plan, err);
    for (size_t row = f->n_rows; row-- > 0 && !status;) { /* so each chain is in order of rows */
        const size_t n = side->keys.n;
        kom_buf_reset(&key);
        kom_check_key_add(&key, kom_check_code(kom_frame_cell(f, row, kom), digits_of(plan), room));
        kom_check_key_add(&key, kom_text_trim(kom_frame_cell(f, row, second)));
        const uint32_t at =
            key.failed ? KOM_NO_ID : kom_intern_add(&side->keys, kom_buf_view(&key));
        if (at == KOM_NO_ID) {
            status = no_memory(plan, err);
            break;
        }
        side->next[row] = at == n ? KOM_NO_ID : side->row[at];
        side->row[at] = (uint32_t)row;
    }
    kom_buf_fini(&key);
    return status ? status : kom_check_bounded(plan, 0, "the side tables", err);
}

/* ---- foreign keys to other files ---- */

enum { AHEAD = 24 };

/* What reading such a file fills; of its rows nothing else is kept. */
struct target {
    const struct kom_check_plan *plan;
    struct kom_check_reference *reference;
    int *columns;
    struct kom_buf key;
};

/* False: memory ran out. */
static bool add_target(struct target *t, const struct kom_view *v, uint32_t row) {
    struct kom_check_reference *r = t->reference;
    struct kom_text cell = {NULL, 0};
    char room[4];
    kom_buf_reset(&t->key);
    for (size_t i = 0; i < r->n_columns; i++) {
        cell = kom_view_code(v, t->columns[i], row);
        if (r->columns[i] == t->plan->role.kom)
            cell = kom_check_code(cell, digits_of(t->plan), room);
        if (r->n_columns > 1)
            kom_check_key_add(&t->key, cell);
    }
    if (r->n_columns == 1) /* nobody refers to an empty cell */
        return cell.n == 0 || kom_roll_add(&r->roll, cell);
    return !t->key.failed && kom_intern_add(&r->keys, kom_buf_view(&t->key)) != KOM_NO_ID;
}

static enum kom_status take_targets(void *worker, struct kom_view *v, struct kom_error *err) {
    struct target *t = worker;
    for (uint32_t row = 0; row < v->n_rows; row++) {
        if (row + AHEAD < v->n_rows) /* in no order, each a wait for memory */
            kom_roll_prefetch(&t->reference->roll, kom_view_code(v, t->columns[0], row + AHEAD));
        if (!add_target(t, v, row))
            return no_memory(t->plan, err);
    }
    return kom_check_bounded(t->plan, 0, "the keys of the files that foreign keys name", err);
}

static enum kom_status read_targets(struct kom_check_plan *plan, struct kom_check_reference *r,
                                    struct kom_extract *x, struct kom_error *err) {
    struct target target = {.plan = plan, .reference = r};
    void *const workers[] = {&target};
    const struct kom_fold f = {.n_threads = 1, .workers = workers, .take = take_targets};
    r->roll.size = sizeof(struct kom_roll_entry);
    target.columns = kom_arena_take(&plan->arena, r->n_columns * sizeof *target.columns);
    enum kom_status status = target.columns ? kom_extract_want_all(x, err) : no_memory(plan, err);
    for (size_t i = 0; i < r->n_columns && !status; i++)
        status = kom_extract_need(x, r->key->reference_fields[i], KOM_KIND_TEXT, &target.columns[i],
                                  err);
    if (!status)
        status = kom_extract_fold(x, &f, err);
    kom_buf_fini(&target.key);
    if (status == KOM_EDATA && x->n_shown) /* the row itself; nothing can set it aside here */
        return kom_fail(err, status, "%s", x->shown[0].text);
    return status;
}

/* The file of a foreign key, read as its own resource describes it. */
static enum kom_status load_reference(struct kom_check_plan *plan, struct kom_check_reference *r,
                                      struct kom_error *err) {
    struct kom_buf spec = {0};
    struct kom_schema schema = {0};
    struct kom_extract x = {0};
    kom_buf_printf(&spec, "%s#%s", plan->x->reading->schema->source, r->key->resource);
    kom_buf_byte(&spec, '\0');
    enum kom_status status =
        spec.failed ? no_memory(plan, err) : kom_schema_load(&schema, spec.p, err);
    if (!status) {
        const struct kom_reading reading = {.schema = &schema};
        status = kom_extract_open(&x, r->key->resource, &r->path, 1, &reading, err);
        if (!status) {
            status = read_targets(plan, r, &x, err);
            kom_extract_close(&x);
        }
    }
    kom_schema_fini(&schema);
    kom_buf_fini(&spec);
    return status;
}

/* The services of the offerings, for what is near one that they have not. */
static enum kom_status know_services(struct kom_check_plan *plan, struct kom_error *err) {
    int column;
    enum kom_status status = kom_frame_need(plan->offerings.frame, "service", &column, err);
    return status ? status
                  : kom_meet_add_column(&plan->services, "offerings", plan->offerings.frame, column,
                                        err);
}

/* What reading them found wrong with a row, and the room that they take. */
static enum kom_status judge_recipients(const struct kom_check_plan *plan, struct kom_error *err) {
    const struct kom_check_recipients *r = plan->recipients;
    if (!r->status)
        return kom_check_bounded(plan, 0, "the side tables", err);
    if (err)
        *err = r->err;
    return r->status;
}

enum kom_status kom_check_sides_init(struct kom_check_plan *plan, struct kom_error *err) {
    plan->recipients = plan->request->recipients;
    enum kom_status status = compare_codes(plan, err);
    if (!status)
        status = plan_units(plan, err);
    plan->offerings.frame = plan->request->offerings;
    if (!status && plan->offerings.frame)
        status = index_side(plan, &plan->offerings, err);
    if (!status && plan->offerings.frame)
        status = know_services(plan, err);
    if (!status && plan->recipients)
        status = judge_recipients(plan, err);
    for (size_t i = 0; i < plan->n_references && !status && !plan->request->is_loaded; i++)
        status = load_reference(plan, &plan->references[i], err);
    return status;
}

void kom_check_sides_fini(struct kom_check_plan *plan) {
    kom_meet_fini(&plan->services);
    kom_intern_fini(&plan->units);
    kom_intern_fini(&plan->offerings.keys);
    for (size_t i = 0; i < plan->n_references; i++) {
        kom_roll_fini(&plan->references[i].roll);
        kom_intern_fini(&plan->references[i].keys);
    }
}
