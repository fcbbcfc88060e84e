/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What threads tell the writer, as bytes: an item with its payload, a finding as a line of output,
 * how a text is written. */
#include <string.h>

#include "encoding.h"
#include "state.h"
#include "unicode.h"
#include "work.h"

void kom_check_tell(struct kom_buf *out, enum kom_check_tag tag, struct kom_check_item item,
                    struct kom_text payload) {
    char bytes[sizeof item];
    item.n = (uint32_t)payload.n;
    memcpy(bytes, &item, sizeof item);
    kom_buf_byte(out, (char)tag);
    kom_buf_add(out, bytes, sizeof bytes);
    kom_buf_text(out, payload);
}

char *kom_check_lone_room(struct kom_buf *out) {
    char *p = kom_buf_room(out, 1 + KOM_LONE_HEAD + KOM_LONE_MAX);
    return p ? p + 1 + KOM_LONE_HEAD : NULL;
}

void kom_check_tell_lone(struct kom_buf *out, struct kom_check_lone lone) {
    char *p = out->p + out->n;
    *p++ = (char)KOM_TAG_LONE;
    memcpy(p, &lone.hash, 8);
    memcpy(p + 8, &lone.step, 4);
    memcpy(p + 12, &lone.n, 1);
    out->n += 1 + KOM_LONE_HEAD + (size_t)lone.n;
}

static void next_lone(struct kom_text *bytes, struct kom_check_item *item,
                      struct kom_text *payload) {
    const char *p = bytes->p + 1;
    uint32_t step;
    memcpy(&step, p + 8, 4);
    *item = (struct kom_check_item){.first = (int32_t)step, .n = (unsigned char)p[12]};
    memcpy(&item->x, p, 8);
    *payload = (struct kom_text){p + KOM_LONE_HEAD, item->n};
    bytes->p += 1 + KOM_LONE_HEAD + item->n;
    bytes->n -= 1 + KOM_LONE_HEAD + item->n;
}

bool kom_check_next_item(struct kom_text *bytes, enum kom_check_tag *tag,
                         struct kom_check_item *item, struct kom_text *payload) {
    if (bytes->n && bytes->p[0] == (char)KOM_TAG_LONE) {
        *tag = KOM_TAG_LONE;
        next_lone(bytes, item, payload);
        return true;
    }
    if (bytes->n < 1 + sizeof *item)
        return false;
    *tag = (enum kom_check_tag)bytes->p[0];
    memcpy(item, bytes->p + 1, sizeof *item);
    *payload = (struct kom_text){bytes->p + 1 + sizeof *item, item->n};
    bytes->p += 1 + sizeof *item + item->n;
    bytes->n -= 1 + sizeof *item + item->n;
    return true;
}

/* The list is UTF-8; a name that is not stands as messages show it. */
static void add_file_name(struct kom_buf *out, const char *name) {
    char shown[4096];
    bool is_text = kom_utf8_is_valid(name, strlen(name));
    if (!is_text)
        kom_unicode_show(shown, sizeof shown, name);
    kom_buf_csv(out, kom_text_of(is_text ? name : shown));
}

void kom_check_line(struct kom_buf *out, const struct kom_check_finding *f) {
    add_file_name(out, f->file);
    kom_buf_byte(out, ',');
    kom_buf_int(out, (int64_t)f->line);
    kom_buf_byte(out, ',');
    kom_buf_csv(out, f->column);
    kom_buf_byte(out, ',');
    kom_buf_str(out, kom_check_rule_name(f->rule));
    kom_buf_byte(out, ',');
    kom_buf_csv(out, f->value);
    kom_buf_byte(out, ',');
    kom_buf_csv(out, f->message);
    kom_buf_byte(out, '\n');
}

void kom_check_fields(struct kom_buf *out, const struct kom_check_finding *f) {
    struct kom_state_out o = {.line = *out};
    kom_state_text(&o, f->column);
    kom_state_text(&o, f->value);
    kom_state_text(&o, f->message);
    *out = o.line;
}

enum kom_check_encoding kom_check_encoding_of(struct kom_text text) {
    if (kom_ascii_only(text.p, text.n))
        return KOM_BYTES_ASCII;
    return kom_utf8_is_valid(text.p, text.n) ? KOM_BYTES_UTF8 : KOM_BYTES_1252;
}
