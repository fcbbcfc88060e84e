/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a part, told again.

   Its lines become the items that workers tell of rows, with lines counted from the start of the
   file and hashes of this run, and the writer takes them as it takes those of workers: it cannot
   see that they come from parts. So there is one way in which keys are compared, findings written
   and rows set aside. Where parts become one state, the same items are kept instead. */
#include "work.h"

#include "saved.h"

enum { TOLD = 64 * 1024 };

struct loading {
    struct kom_check_writer *w;
    const struct kom_extract *x;
    struct kom_error *err;
    uint32_t part;
    struct kom_buf told, key, line;
    /* the row at hand */
    bool has_begun, is_odd;
    uint64_t row_line;
    uint32_t file;
    enum kom_check_rule rule; /* of an odd one */
};

static const struct kom_text nothing = {NULL, 0};

static enum kom_status damaged(const struct loading *l) {
    return kom_state_damaged(l->x->label, l->err);
}

/* ---- fields ---- */

static bool take_severity(struct kom_state_in *in, uint16_t *severity) {
    const struct kom_text t = kom_state_take(in);
    for (uint16_t i = 0; kom_check_severity_word(i); i++)
        if (kom_text_is(t, kom_check_severity_word(i))) {
            *severity = i;
            return true;
        }
    return false;
}

/* not_asked: it may be the reason of a row that is no finding. */
static bool take_rule(struct kom_state_in *in, enum kom_check_rule *rule, bool not_asked) {
    const struct kom_text t = kom_state_take(in);
    const int n = KOM_N_CHECK_RULES + not_asked;
    for (int i = 0; i < n; i++)
        if (kom_text_is(t, kom_check_rule_name((enum kom_check_rule)i))) {
            *rule = (enum kom_check_rule)i;
            return true;
        }
    return false;
}

static bool take_small(struct kom_state_in *in, uint64_t n, uint32_t *number) {
    const uint64_t x = kom_state_take_whole(in);
    *number = (uint32_t)x;
    return !in->has_failed && x < n;
}

/* ---- headers ---- */

static bool take_header(struct loading *l, struct kom_state_in *in, struct kom_check_item *item,
                        struct kom_text *payload) {
    enum kom_check_rule rule = KOM_N_CHECK_RULES;
    const bool ok = take_small(in, l->x->n_files + 1, &item->file) && take_severity(in, &item->a) &&
                    take_rule(in, &rule, false);
    item->b = ok ? (uint16_t)rule : 0;
    *payload = kom_state_take(in);
    return ok && !in->has_failed;
}

/* Of the header of the table, which every part knows: the first part tells it. */
static enum kom_status load_header(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    struct kom_check_item item = {0};
    struct kom_text payload;
    if (!take_header(l, in, &item, &payload) || l->has_begun)
        return damaged(l);
    if (l->part)
        return KOM_OK;
    if (!l->w->plan->request->saves)
        return kom_check_take_item(l->w, KOM_TAG_FINDING, &item, payload, l->err);
    kom_check_tell(&l->w->kept.head, KOM_TAG_FINDING, item, payload);
    return KOM_OK;
}

/* Of the header of a later file, which parts that have bytes of it know. */
static enum kom_status load_order(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    struct kom_check_item item = {0};
    struct kom_text payload;
    if (!take_header(l, in, &item, &payload))
        return damaged(l);
    if (item.file >= l->w->kept.n_ordered)
        kom_check_tell(&l->w->kept.order, KOM_TAG_FINDING, item, payload);
    return KOM_OK;
}

/* The files whose headers were told so far: those of this part that come later are the next part's
   to pass over. */
static void count_ordered(struct loading *l) {
    struct kom_check_kept *k = &l->w->kept;
    struct kom_text bytes = kom_buf_view(&k->order), payload;
    enum kom_check_tag tag;
    struct kom_check_item item;
    while (kom_check_next_item(&bytes, &tag, &item, &payload))
        k->n_ordered = item.file >= k->n_ordered ? item.file + 1 : k->n_ordered;
}

/* Whether ten digits of a column are CPR numbers the first records say; where parts come through
   pipes each has its own. */
static enum kom_status load_judged(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    struct kom_buf *judged = &l->w->kept.judged;
    const struct kom_check_plan *plan = l->w->plan;
    const struct kom_text t = kom_state_take(in);
    size_t i = 0;
    for (; i < t.n && t.p[i] >= '0' && t.p[i] <= '0' + KOM_CHECK_CPR_EXEMPT; i++)
        ;
    if (i < t.n || t.n != plan->n_columns)
        return damaged(l);
    if (judged->n == 0)
        kom_buf_text(judged, t);
    for (i = 0; i < judged->n && judged->p[i] == t.p[i]; i++)
        ;
    if (i == judged->n)
        return KOM_OK;
    const struct kom_text h = plan->columns[i].column->heading;
    return kom_fail(l->err, KOM_EDATA,
                    "%s: column \"%.*s\": whether its numbers are CPR numbers the first rows of "
                    "the parts tell differently; run the parts with --not-cpr and the column, or "
                    "on a file instead of pipes",
                    l->x->label, (int)h.n, h.p);
}

static enum kom_status load_written(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    uint32_t file, encoding;
    if (!take_small(in, l->x->n_files, &file) || !take_small(in, KOM_BYTES_1252 + 1, &encoding))
        return damaged(l);
    l->w->kept.header[file] = (enum kom_check_encoding)encoding;
    return KOM_OK;
}

/* ---- rows ---- */

/* Ends the row at hand; what was told goes on its way where it is much, or all. */
static enum kom_status end_row(struct loading *l, bool is_all) {
    const struct kom_check_item item = {.a = l->is_odd, .b = l->is_odd ? (uint16_t)l->rule : 0};
    if (l->has_begun)
        kom_check_tell(&l->told, KOM_TAG_END, item, nothing);
    l->has_begun = l->is_odd = false;
    if (l->told.failed)
        return kom_no_memory_in(l->err, l->x->label);
    if (l->told.n < TOLD && !is_all)
        return KOM_OK;
    enum kom_status status = kom_check_take_told(l->w, kom_buf_view(&l->told), l->err);
    kom_buf_reset(&l->told);
    return status;
}

static enum kom_status load_row(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    uint32_t encoding;
    enum kom_status status = end_row(l, false);
    if (status)
        return status;
    const bool has_file = take_small(in, l->x->n_files, &l->file);
    const uint64_t in_part = kom_state_take_whole(in);
    if (!take_small(in, KOM_BYTES_1252 + 1, &encoding) || !has_file)
        return damaged(l);
    l->row_line = kom_saved_line(l->x, l->file, in_part);
    l->has_begun = true;
    kom_check_tell(
        &l->told, KOM_TAG_ROW,
        (struct kom_check_item){.x = l->row_line, .file = l->file, .a = (uint16_t)encoding},
        nothing);
    return KOM_OK;
}

/* The cells of a key of that kind, which are the rest of the line. */
static enum kom_status tell_key(struct loading *l, struct kom_state_in *in,
                                struct kom_check_item item) {
    const struct kom_check_keys *keys = &l->w->plan->keys[item.b];
    kom_buf_reset(&l->key);
    for (size_t i = 0; i < keys->n_columns; i++)
        kom_check_key_add(&l->key, kom_state_take(in));
    if (in->has_failed || !l->has_begun)
        return damaged(l);
    item.x = kom_check_hash(l->x, kom_buf_view(&l->key));
    kom_check_tell(&l->told, keys->is_spell ? KOM_TAG_SPELL : KOM_TAG_KEY, item,
                   kom_buf_view(&l->key));
    l->told.failed = l->told.failed || l->key.failed;
    return KOM_OK;
}

static enum kom_status load_lone(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    enum kom_status status = load_row(l, in);
    if (!status && (l->w->plan->n_keys == 0 || l->w->plan->keys[0].is_spell))
        return damaged(l);
    return status ? status : tell_key(l, in, (struct kom_check_item){0});
}

static enum kom_status load_key(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    uint32_t number;
    if (!take_small(in, l->w->plan->n_keys, &number) || l->w->plan->keys[number].is_spell)
        return damaged(l);
    return tell_key(l, in, (struct kom_check_item){.b = (uint16_t)number});
}

static enum kom_status load_spell(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    uint32_t number;
    const bool is_there = take_small(in, l->w->plan->n_keys, &number);
    const int64_t first = kom_state_take_signed(in), last = kom_state_take_signed(in);
    if (!is_there || !l->w->plan->keys[number].is_spell || first < INT32_MIN || last > INT32_MAX ||
        first > last)
        return damaged(l);
    return tell_key(l, in,
                    (struct kom_check_item){
                        .b = (uint16_t)number, .first = (int32_t)first, .last = (int32_t)last});
}

static enum kom_status load_find(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    struct kom_check_item item = {0};
    enum kom_check_rule rule = KOM_N_CHECK_RULES;
    const bool ok = take_severity(in, &item.a) && take_rule(in, &rule, false);
    if (!ok || !l->has_begun)
        return damaged(l);
    item.b = (uint16_t)rule;
    struct kom_check_finding finding = {
        .file = l->x->files[l->file]->name, .line = l->row_line, .rule = rule};
    finding.column = kom_state_take(in);
    finding.value = kom_state_take(in);
    finding.message = kom_state_take(in);
    kom_buf_reset(&l->line);
    if (l->w->plan->request->saves)
        kom_check_fields(&l->line, &finding);
    else
        kom_check_line(&l->line, &finding);
    kom_check_tell(&l->told, KOM_TAG_FINDING, item, kom_buf_view(&l->line));
    l->told.failed = l->told.failed || l->line.failed;
    return KOM_OK;
}

static enum kom_status tell_text(struct loading *l, enum kom_check_tag tag,
                                 struct kom_state_in *in) {
    kom_check_tell(&l->told, tag, (struct kom_check_item){0}, kom_state_take(in));
    return l->has_begun ? KOM_OK : damaged(l);
}

static enum kom_status load_raw(void *loading, struct kom_state_in *in) {
    return tell_text(loading, KOM_TAG_RAW, in);
}

static enum kom_status load_stop(void *loading, struct kom_state_in *in) {
    return tell_text(loading, KOM_TAG_STOP, in);
}

static enum kom_status load_odd(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    l->is_odd = take_rule(in, &l->rule, true);
    return l->has_begun && l->is_odd ? KOM_OK : damaged(l);
}

/* ---- all of them ---- */

enum kom_status kom_check_load(void *worker, const struct kom_extract *x, uint32_t part,
                               const struct kom_state_lines *lines, struct kom_error *err) {
    static const struct kom_state_verb verbs[] = {{"lone", load_lone},
                                                  {"row", load_row},
                                                  {"key", load_key},
                                                  {"find", load_find},
                                                  {"spell", load_spell},
                                                  {"raw", load_raw},
                                                  {"odd", load_odd},
                                                  {"stop", load_stop},
                                                  {"header", load_header},
                                                  {"judged", load_judged},
                                                  {"written", load_written},
                                                  {"order", load_order},
                                                  {NULL, NULL}};
    struct kom_check_worker *own = worker;
    struct loading l = {.w = own->writer, .x = x, .err = err, .part = part};
    const struct kom_state_reader reader = {.verbs = verbs, .context = &l, .label = x->label};
    enum kom_status status = kom_state_take_lines(lines, &reader, err);
    if (!status)
        status = end_row(&l, true);
    if (!status)
        count_ordered(&l);
    const struct kom_check_kept *k = &l.w->kept;
    if (!status && (k->judged.failed || k->head.failed || k->order.failed))
        status = kom_no_memory_in(err, x->label);
    kom_buf_fini(&l.told);
    kom_buf_fini(&l.key);
    kom_buf_fini(&l.line);
    return status;
}
