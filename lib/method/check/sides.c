/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other tables: known municipalities, what was on offer and to whom, and the files that foreign
   keys point to.

   Side tables become maps before the first row: municipalities, days on offer by kom and service,
   spells by person and kom, and for each foreign key the codes, or keys of several columns, of the
   file that it names. Chains hold the rows of one key in their order. A sale is then on offer when
   some row of its chain holds its day and agrees wherever both say something. What meets nothing is
   told apart from what meets something on other days, and by what is near: a spelling, digits
   padded, the name instead of the code. */
#include "delivery.h"
#include "meet.h"
#include "places.h"
#include "spelling.h"
#include "work.h"

#include <string.h>

static enum kom_status no_memory(const struct kom_check_plan *plan, struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "%s: memory ran out for side tables", plan->x->label);
}

struct kom_text kom_check_code(struct kom_text cell, int digits, char room[4]) {
    struct kom_text t = kom_text_trim(cell);
    if (digits == 0 || t.n == 0 || t.n > 4)
        return t;
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] < '0' || t.p[i] > '9')
            return t;
    size_t want = (size_t)digits, zeros = 0;
    while (t.n - zeros > want && t.p[zeros] == '0')
        zeros++;
    if (t.n - zeros >= want)
        return (struct kom_text){t.p + zeros, t.n - zeros};
    memset(room, '0', want);
    memcpy(room + want - t.n, t.p, t.n);
    return (struct kom_text){room, want};
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

static enum kom_status plan_units(struct kom_check_plan *plan, struct kom_error *err) {
    const struct kom_check_request *r = plan->request;
    const struct kom_frame *all[] = {r->offerings, r->recipients, r->participation};
    if (r->municipalities) {
        plan->units_from =
            r->municipalities->n_files ? r->municipalities->files[0].name : "the table";
        return add_units(plan, r->municipalities, err);
    }
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < 3 && !status; i++) {
        if (!all[i])
            continue;
        plan->units_from = "the side tables";
        status = add_units(plan, all[i], err);
    }
    return status;
}

/* Side tables that spell a code differently would find nothing of each other. The rows themselves
 * are told one by one, by unknown_kom. */
static enum kom_status compare_codes(struct kom_check_plan *plan, struct kom_error *err) {
    const struct kom_check_request *r = plan->request;
    const struct kom_frame *const all[] = {r->offerings, r->recipients, r->participation,
                                           r->municipalities};
    static const char *const names[] = {"offerings", "recipients", "participation",
                                        "municipalities"};
    struct kom_meet meet = {.kind = KOM_KEY_KOM};
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < 4 && !status; i++) {
        int column;
        char room[4];
        if (!all[i])
            continue;
        status = kom_frame_need(all[i], "kom", &column, err);
        if (!status)
            kom_meet_begin(&meet, (struct kom_meet_table){names[i], all[i]->files[0].name,
                                                          all[i]->name[column], false});
        for (size_t row = 0; row < all[i]->n_rows && !status; row++)
            status = kom_meet_add(
                &meet, kom_check_code(kom_frame_cell(all[i], row, column), digits_of(plan), room),
                err);
    }
    if (!status)
        status = kom_meet_compare(&meet, "kom", r->unmatched, err);
    kom_meet_fini(&meet);
    return status;
}

/* ---- days by key ---- */

static enum kom_status read_days(struct kom_check_plan *plan, struct kom_check_side *side,
                                 struct kom_error *err) {
    const struct kom_frame *f = side->frame;
    int start = KOM_NO_COLUMN, end = KOM_NO_COLUMN;
    enum kom_status status = kom_frame_need(f, "start", &start, err);
    if (!status)
        status = kom_frame_find(f, "end", &end, err);
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
                                  const char *other, struct kom_error *err) {
    static const char *const agree[] = {"provider", "section", "setting", "group"};
    const struct kom_frame *f = side->frame;
    int kom = KOM_NO_COLUMN, second = KOM_NO_COLUMN;
    char room[4];
    struct kom_buf key = {0};
    enum kom_status status = kom_frame_need(f, "kom", &kom, err);
    if (!status)
        status = kom_frame_need(f, other, &second, err);
    for (size_t i = 0; i < 4 && !status; i++)
        status = kom_frame_find(f, agree[i], &side->agree[i], err);
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
    return status ? status : kom_check_bounded(plan, "the side tables", err);
}

/* ---- foreign keys to other files ---- */

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
        return cell.n == 0 || kom_intern_add(&r->codes, cell) != KOM_NO_ID;
    return !t->key.failed && kom_intern_add(&r->codes, kom_buf_view(&t->key)) != KOM_NO_ID;
}

static enum kom_status take_targets(void *worker, struct kom_view *v, struct kom_error *err) {
    struct target *t = worker;
    for (uint32_t row = 0; row < v->n_rows; row++)
        if (!add_target(t, v, row))
            return no_memory(t->plan, err);
    return kom_check_bounded(t->plan, "the keys of the files that foreign keys name", err);
}

static enum kom_status read_targets(struct kom_check_plan *plan, struct kom_check_reference *r,
                                    struct kom_extract *x, struct kom_error *err) {
    struct target target = {.plan = plan, .reference = r};
    void *const workers[] = {&target};
    const struct kom_fold f = {.n_threads = 1, .workers = workers, .take = take_targets};
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

enum kom_status kom_check_sides_init(struct kom_check_plan *plan, struct kom_error *err) {
    enum kom_status status = compare_codes(plan, err);
    if (!status)
        status = plan_units(plan, err);
    plan->offerings.frame = plan->request->offerings;
    plan->recipients.frame = plan->request->recipients;
    if (!status && plan->offerings.frame)
        status = index_side(plan, &plan->offerings, "service", err);
    if (!status && plan->offerings.frame)
        status = know_services(plan, err);
    if (!status && plan->recipients.frame)
        status = index_side(plan, &plan->recipients, "person", err);
    for (size_t i = 0; i < plan->n_references && !status; i++)
        status = load_reference(plan, &plan->references[i], err);
    return status;
}

void kom_check_sides_fini(struct kom_check_plan *plan) {
    kom_meet_fini(&plan->services);
    kom_intern_fini(&plan->units);
    kom_intern_fini(&plan->offerings.keys);
    kom_intern_fini(&plan->recipients.keys);
    for (size_t i = 0; i < plan->n_references; i++)
        kom_intern_fini(&plan->references[i].codes);
}

/* ---- rows against them ---- */

/* Whether the row it refers to is there, or it refers to none. */
static bool is_met(struct kom_check_worker *w, const struct kom_check_reference *r) {
    char room[4];
    size_t n_missing = 0;
    struct kom_text cell = {NULL, 0};
    kom_buf_reset(&w->key);
    for (size_t k = 0; k < r->n_columns; k++) {
        cell = kom_text_trim(kom_check_cell(w, r->columns[k]));
        if (kom_check_is_missing(w->plan, r->columns[k], cell)) {
            n_missing++;
            cell.n = 0;
        }
        if (r->columns[k] == w->plan->role.kom)
            cell = kom_check_code(cell, digits_of(w->plan), room);
        if (r->n_columns > 1)
            kom_check_key_add(&w->key, cell);
    }
    if (n_missing == r->n_columns)
        return true;
    if (r->n_columns == 1)
        return kom_intern_find(&r->codes, cell) != KOM_NO_ID;
    struct kom_text key = kom_buf_view(&w->key);
    return kom_intern_find(&r->codes, key) != KOM_NO_ID;
}

void kom_check_references(struct kom_check_worker *w, bool all) {
    for (size_t i = 0; i < w->plan->n_references; i++) {
        const struct kom_check_reference *r = &w->plan->references[i];
        if ((!all && r->n_columns == 1) || is_met(w, r))
            continue;
        kom_buf_printf(&w->message, "%s has no such row; add it there, or correct the reference",
                       r->path);
        kom_check_find(w, KOM_CHECK_foreign_key, r->columns[0], false);
    }
}

/* Cells of a sale, and what can be said of it. */
struct sale {
    int32_t day;
    struct kom_text agree[4];
};

/* Two cells agree unless both say something else. */
static bool agrees(const struct kom_check_side *side, size_t row, const struct sale *sale) {
    for (size_t i = 0; i < 4; i++) {
        if (side->agree[i] < 0 || sale->agree[i].n == 0)
            continue;
        struct kom_text own = kom_text_trim(kom_frame_cell(side->frame, row, side->agree[i]));
        if (own.n && !kom_text_equal(own, sale->agree[i]))
            return false;
    }
    return true;
}

/* An offering is for a spell when section, setting and group agree, as far as both tables have
 * them. */
static bool is_for(const struct kom_check_side *offerings, size_t offering,
                   const struct kom_check_side *recipients, size_t spell) {
    for (size_t i = 1; i < 4; i++) { /* not the provider */
        if (offerings->agree[i] < 0 || recipients->agree[i] < 0)
            continue;
        struct kom_text a =
            kom_text_trim(kom_frame_cell(offerings->frame, offering, offerings->agree[i]));
        struct kom_text b =
            kom_text_trim(kom_frame_cell(recipients->frame, spell, recipients->agree[i]));
        if (a.n && !kom_text_equal(a, b))
            return false;
    }
    return true;
}

/* The next row of a chain, from *at on, that holds the sale's day and agrees with it. */
static bool next_match(const struct kom_check_side *side, const struct sale *sale, uint32_t *at,
                       size_t *row) {
    while (*at != KOM_NO_ID) {
        *row = *at;
        *at = side->next[*at];
        if (side->first[*row] <= sale->day && sale->day <= side->last[*row] &&
            agrees(side, *row, sale))
            return true;
    }
    return false;
}

static uint32_t first_of(struct kom_check_worker *w, const struct kom_check_side *side,
                         int column) {
    char room[4];
    kom_buf_reset(&w->key);
    kom_check_key_add(
        &w->key, kom_check_code(kom_check_cell(w, w->plan->role.kom), digits_of(w->plan), room));
    kom_check_key_add(&w->key, kom_text_trim(kom_check_cell(w, column)));
    const uint32_t key = kom_intern_find(&side->keys, kom_buf_view(&w->key));
    return key == KOM_NO_ID ? KOM_NO_ID : side->row[key];
}

/* Whether a spell of the person holds the day, and an offering that is for it, where offerings are
 * known. */
static bool is_recipient(struct kom_check_worker *w, const struct sale *sale, uint32_t offering) {
    const struct kom_check_plan *plan = w->plan;
    size_t spell, offer;
    uint32_t at = first_of(w, &plan->recipients, plan->role.person);
    while (next_match(&plan->recipients, sale, &at, &spell)) {
        uint32_t o = offering;
        if (o == KOM_NO_ID)
            return true;
        while (next_match(&plan->offerings, sale, &o, &offer))
            if (is_for(&plan->offerings, offer, &plan->recipients, spell))
                return true;
    }
    return false;
}

/* Whether the cells that the tests of a sale need are there. */
static bool has_value(struct kom_check_worker *w, int column) {
    return column != KOM_NO_COLUMN &&
           !kom_check_is_missing(w->plan, column, kom_check_cell(w, column));
}

/* Says that a service was not on offer, and which is, where that is but its spelling. */
static void say_not_offered(struct kom_check_worker *w) {
    const struct kom_check_plan *plan = w->plan;
    struct kom_text service = kom_text_trim(kom_check_cell(w, plan->role.service));
    struct kom_text near = {NULL, 0};
    if (!kom_meet_find(&plan->services, service))
        near = kom_meet_near(&plan->services, service);
    kom_buf_str(&w->message, "was not on offer in this municipality on that day; ");
    if (near.p) {
        kom_buf_str(&w->message, "the offerings have ");
        kom_spelling_show(&w->message, near);
        kom_buf_str(&w->message, "; write both alike");
    } else {
        kom_buf_str(&w->message, "correct the sale or the offerings");
    }
    kom_check_find(w, KOM_CHECK_not_offered, plan->role.service, false);
}

static void check_sale(struct kom_check_worker *w) {
    const struct kom_check_plan *plan = w->plan;
    const struct kom_check_roles *role = &plan->role;
    enum kom_delivery state = KOM_DELIVERED;
    struct sale sale;
    if (role->status != KOM_NO_COLUMN)
        state = kom_delivery_of(kom_text_trim(kom_check_cell(w, role->status)));
    if (state == KOM_NO_DELIVERY)
        kom_check_say(w, KOM_CHECK_enum, role->status,
                      "is no status; known are delivered, ordered, cancelled, credited");
    if (state == KOM_CANCELLED || !has_value(w, role->kom) ||
        kom_cell_day(kom_view_form(w->view, role->date), kom_check_cell(w, role->date),
                     &sale.day) != KOM_CELL_VALUE)
        return;
    for (size_t i = 0; i < 4; i++)
        sale.agree[i] = role->agree[i] == KOM_NO_COLUMN
                            ? (struct kom_text){NULL, 0}
                            : kom_text_trim(kom_check_cell(w, role->agree[i]));
    uint32_t offering = KOM_NO_ID;
    bool offered = true;
    if (plan->offerings.frame && has_value(w, role->service)) {
        size_t row;
        offering = first_of(w, &plan->offerings, role->service);
        uint32_t at = offering;
        offered = next_match(&plan->offerings, &sale, &at, &row);
        if (!offered)
            say_not_offered(w);
    }
    if (plan->recipients.frame && has_value(w, role->person) &&
        !is_recipient(w, &sale, offered ? offering : KOM_NO_ID))
        kom_check_say(w, KOM_CHECK_not_recipient, role->person,
                      "was on that day no recipient of what was on offer; correct the sale or the "
                      "recipients");
}

/* The cell is the name of a municipality that has this code. */
static void add_naming(struct kom_check_worker *w, struct kom_text code) {
    const struct kom_extract *x = w->plan->x;
    kom_buf_printf(&w->message, ", but it is the name of %.*s; ", (int)code.n, code.p);
    kom_meet_add_naming(&w->message, x->files[w->view->i_file]->name,
                        x->columns[w->plan->role.kom].heading);
}

/* Says that a municipality is not known; where other digits would make it known, which option does
 * that. */
static void say_unknown(struct kom_check_worker *w, struct kom_text cell) {
    const struct kom_check_plan *plan = w->plan;
    char room[4];
    kom_buf_printf(&w->message, "is no municipality in %s", plan->units_from);
    for (int digits = 3; digits <= 4; digits++) {
        struct kom_text code = kom_check_code(cell, digits, room);
        if (kom_intern_find(&plan->units, code) != KOM_NO_ID) {
            kom_buf_printf(&w->message, ", but %.*s is; use --kom-digits %d", (int)code.n, code.p,
                           digits);
            break;
        }
    }
    const struct kom_place *place = kom_place_named(cell);
    struct kom_text code =
        kom_check_code(kom_text_of(place ? place->code : ""), digits_of(plan), room);
    if (place && kom_intern_find(&plan->units, code) != KOM_NO_ID)
        add_naming(w, code);
    kom_check_find(w, KOM_CHECK_unknown_kom, plan->role.kom, false);
}

void kom_check_unit(struct kom_check_worker *w) {
    const struct kom_check_plan *plan = w->plan;
    char room[4];
    bool known = true;
    if (plan->units_from && has_value(w, plan->role.kom)) {
        struct kom_text cell = kom_check_cell(w, plan->role.kom);
        struct kom_text code = kom_check_code(cell, digits_of(plan), room);
        known = kom_intern_find(&plan->units, code) != KOM_NO_ID;
        if (!known)
            say_unknown(w, cell);
    }
    if (plan->is_sales && known) /* of an unknown municipality nothing was on offer anyway */
        check_sale(w);
}
