/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a part was told of its rows, as lines of its state, in the order of the rows.

   Nothing is judged here: a key may stand in another part, and how a file writes its bytes is known
   where it begins. So each row that has a finding, a key, a spell or bytes above ASCII is kept with
   its place, and with its own bytes where it may have to be set aside. Of most rows there is
   nothing but one key, and these are one line. A row that nothing can be said of leaves none. What
   a part sees of errors it counts all the same, for its closing line. */
#include "work.h"

enum { READY = 64 * 1024 };

static enum kom_status no_memory(struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "memory ran out for the rows of a state");
}

/* ---- a row ---- */

static void end_line(struct kom_check_kept *k, struct kom_buf *to) {
    kom_buf_byte(&k->line.line, '\n');
    kom_buf_text(to, kom_buf_view(&k->line.line));
    to->failed = to->failed || k->line.line.failed;
}

static void put_cells(struct kom_check_kept *k, struct kom_text key) {
    struct kom_text cell;
    while (kom_check_key_next(&key, &cell))
        kom_state_text(&k->line, cell);
}

/* Tag and place of the row at hand. */
static void put_place(struct kom_check_writer *w, const char *tag) {
    struct kom_check_kept *k = &w->kept;
    kom_state_tag(&k->line, tag);
    kom_state_whole(&k->line, w->row_file);
    kom_state_whole(&k->line, w->row_line);
    kom_state_whole(&k->line, k->encoding);
}

static void begin_row(struct kom_check_writer *w, const struct kom_check_item *item) {
    struct kom_check_kept *k = &w->kept;
    w->row_line = item->x;
    w->row_file = item->file;
    w->reason = KOM_NO_COLUMN;
    k->encoding = (enum kom_check_encoding)item->a;
    k->n_pieces = k->n_first = 0;
    k->is_wanted = k->encoding != KOM_BYTES_ASCII;
    kom_buf_reset(&k->body);
}

static void put_piece(struct kom_check_writer *w, enum kom_check_tag tag,
                      const struct kom_check_item *item, struct kom_text payload) {
    static const char *const tags[] = {
        [KOM_TAG_FINDING] = "find", [KOM_TAG_KEY] = "key",   [KOM_TAG_SPELL] = "spell",
        [KOM_TAG_RAW] = "raw",      [KOM_TAG_STOP] = "stop", [KOM_TAG_END] = "odd"};
    struct kom_check_kept *k = &w->kept;
    kom_state_tag(&k->line, tags[tag]);
    if (tag == KOM_TAG_FINDING || tag == KOM_TAG_END) {
        if (tag == KOM_TAG_FINDING)
            kom_state_text(&k->line, kom_text_of(kom_check_severity_word(item->a)));
        kom_state_text(&k->line, kom_text_of(kom_check_rule_name((enum kom_check_rule)item->b)));
        kom_buf_text(&k->line.line, payload); /* of a finding the fields, as the worker made them */
    } else if (tag == KOM_TAG_KEY || tag == KOM_TAG_SPELL) {
        kom_state_whole(&k->line, item->b);
        if (tag == KOM_TAG_SPELL) {
            kom_state_signed(&k->line, item->first);
            kom_state_signed(&k->line, item->last);
        }
        put_cells(k, payload);
    } else {
        kom_state_text(&k->line, payload);
    }
    if (tag == KOM_TAG_FINDING && item->a == KOM_CHECK_ERROR && w->reason == KOM_NO_COLUMN)
        w->reason = item->b;
    end_line(k, &k->body);
    k->n_pieces++;
    k->n_first += tag == KOM_TAG_KEY && item->b == 0;
    k->is_wanted = k->is_wanted || tag != KOM_TAG_RAW;
}

/* Its lines, or the one line of a row that has nothing but a key of the first kind. */
static void end_row(struct kom_check_writer *w, const struct kom_check_item *item) {
    static const size_t n_before = sizeof "key\t0" - 1;
    struct kom_check_kept *k = &w->kept;
    struct kom_text body = kom_buf_view(&k->body);
    if (item->a)
        put_piece(w, KOM_TAG_END, item, (struct kom_text){NULL, 0});
    if (item->a && w->reason == KOM_NO_COLUMN)
        w->reason = item->b;
    if (w->reason >= 0 && w->reason < KOM_N_CHECK_RULES)
        w->result.reason[w->reason]++;
    if (!k->is_wanted)
        return;
    if (k->n_pieces == 1 && k->n_first == 1) {
        put_place(w, "lone");
        kom_buf_text(&k->line.line, (struct kom_text){body.p + n_before, body.n - n_before - 1});
        end_line(k, &k->ready);
        return;
    }
    put_place(w, "row");
    end_line(k, &k->ready);
    kom_buf_text(&k->ready, kom_buf_view(&k->body));
}

static void put_lone(struct kom_check_writer *w, const struct kom_check_item *item,
                     struct kom_text key) {
    struct kom_check_kept *k = &w->kept;
    w->row_line += (uint32_t)item->first;
    k->encoding = KOM_BYTES_ASCII;
    put_place(w, "lone");
    put_cells(k, key);
    end_line(k, &k->ready);
}

/* ---- all of them ---- */

enum kom_status kom_check_keep_told(struct kom_check_writer *w, struct kom_text bytes,
                                    struct kom_error *err) {
    struct kom_check_kept *k = &w->kept;
    enum kom_check_tag tag;
    struct kom_check_item item;
    struct kom_text payload;
    enum kom_status status = KOM_OK;
    while (!status && kom_check_next_item(&bytes, &tag, &item, &payload)) {
        if (tag == KOM_TAG_LONE)
            put_lone(w, &item, payload);
        else if (tag == KOM_TAG_ROW)
            begin_row(w, &item);
        else if (tag == KOM_TAG_END)
            end_row(w, &item);
        else
            put_piece(w, tag, &item, payload);
        if (k->ready.failed || k->body.failed)
            return no_memory(err);
        if (k->ready.n < READY)
            continue;
        status = kom_spill_add(&k->lines, w->plan->request->folder, kom_buf_view(&k->ready), err);
        kom_buf_reset(&k->ready);
    }
    return status;
}

void kom_check_kept_fini(struct kom_check_kept *k) {
    kom_spill_fini(&k->lines);
    kom_buf_fini(&k->head);
    kom_buf_fini(&k->order);
    kom_buf_fini(&k->judged);
    kom_buf_fini(&k->ready);
    kom_buf_fini(&k->body);
    kom_state_out_fini(&k->line);
    kom_free(k->header);
}
