/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Users, codes, sources and variables by their GUIDs, and under names that tell them apart. */
#include <string.h>

#include "code/project/project.h"

uint32_t qda_item_of(struct qda_items *items, const char *guid) {
    struct kom_buf key = {0};
    void *item = items->item;
    for (const char *c = guid ? guid : ""; *c; c++)
        if (*c != '{' && *c != '}')
            kom_buf_byte(&key, *c >= 'A' && *c <= 'Z' ? (char)(*c | 0x20) : *c);
    const size_t n = items->guids.n;
    uint32_t id = key.failed ? KOM_NO_ID : kom_intern_add(&items->guids, kom_buf_view(&key));
    if (id != KOM_NO_ID && kom_grow(&item, &items->cap, items->guids.n, sizeof *items->item))
        id = KOM_NO_ID;
    items->item = item;
    if (id != KOM_NO_ID && items->guids.n > n)
        items->item[id] = (struct qda_item){.above = KOM_NO_ID};
    kom_buf_fini(&key);
    return id;
}

void qda_items_fini(struct qda_items *items) {
    kom_intern_fini(&items->guids);
    kom_free(items->item);
}

/* How many are called so: once all names are counted. */
struct names {
    struct kom_intern text;
    uint32_t *times;
};

static enum kom_status count_names(struct names *names, const struct qda_items *items) {
    names->times = kom_alloc(items->guids.n + 1, sizeof *names->times);
    for (size_t i = 0; i < items->guids.n && names->times; i++) {
        if (!items->item[i].is_there)
            continue;
        const uint32_t id = kom_intern_add(&names->text, items->item[i].name);
        if (id == KOM_NO_ID)
            return KOM_ENOMEM;
        names->times[id]++;
    }
    return names->times ? KOM_OK : KOM_ENOMEM;
}

static void add_path(struct kom_buf *out, const struct qda_items *items, uint32_t id,
                     unsigned depth) {
    enum { DEPTH_MAX = 100 }; /* as deep as XML is read */
    if (items->item[id].above != KOM_NO_ID && depth < DEPTH_MAX) {
        add_path(out, items, items->item[id].above, depth + 1);
        kom_buf_byte(out, '/');
    }
    kom_buf_text(out, items->item[id].name);
}

static enum kom_status rename_items(struct qda_project *p, struct qda_items *items,
                                    struct kom_text *renamed) {
    struct names names = {0};
    struct kom_buf name = {0};
    enum kom_status status = count_names(&names, items);
    for (uint32_t i = 0; i < items->guids.n && !status; i++) {
        const struct kom_text own = items->item[i].name;
        const uint32_t id = items->item[i].is_there ? kom_intern_find(&names.text, own) : KOM_NO_ID;
        renamed[i] = own;
        if (id == KOM_NO_ID || names.times[id] < 2)
            continue;
        kom_buf_reset(&name);
        if (items == &p->codes)
            add_path(&name, items, i, 0);
        else
            kom_buf_printf(&name, "%.*s (%.*s)", (int)own.n, own.p, (int)items->guids.text[i].n,
                           items->guids.text[i].p);
        const char *copy = name.failed ? NULL : kom_arena_copy(&p->arena, name.p, name.n);
        renamed[i] = (struct kom_text){copy, name.n};
        status = copy ? KOM_OK : KOM_ENOMEM;
    }
    kom_intern_fini(&names.text);
    kom_free(names.times);
    kom_buf_fini(&name);
    return status;
}

/* What has no name is called by its GUID. */
static enum kom_status name_items(struct qda_project *p, struct qda_items *items,
                                  struct kom_error *err) {
    struct kom_text *renamed = kom_alloc(items->guids.n + 1, sizeof *renamed);
    for (size_t i = 0; i < items->guids.n; i++)
        if (items->item[i].name.n == 0)
            items->item[i].name = items->guids.text[i];
    const bool is_done = renamed && rename_items(p, items, renamed) == KOM_OK;
    for (size_t i = 0; i < items->guids.n && is_done; i++)
        items->item[i].name = renamed[i];
    kom_free(renamed);
    return is_done ? KOM_OK : kom_no_memory_in(err, p->path);
}

enum kom_status qda_name_all(struct qda_project *p, struct kom_error *err) {
    struct qda_items *const all[] = {&p->users, &p->codes, &p->sources, &p->variables};
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < sizeof all / sizeof all[0] && !status; i++)
        status = name_items(p, all[i], err);
    return status;
}
