/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that other programs changed after a tool wrote them: moved, added to, edited in their
   place. The crate has the bytes that the tool wrote, and not the file that lies there now. */
#include <stdio.h>
#include <string.h>

#include "place.h"
#include "prov.h"

/* Where an output of a record lies, or lay, as a file that the crate could name; NULL: it was none.
 */
static const char *place_of(const struct kom_prov *p, const json_t *record, const json_t *file,
                            char whole[PATH_MAX], bool *is_there) {
    const bool is_stream = json_object_get(file, "stream");
    const char *path = kom_prov_text(file, "path");
    if (is_stream)
        path = kom_prov_text(record, "standard_output");
    *is_there = kom_place_whole(kom_prov_text(record, "folder"), path, whole);
    const bool is_of_system = strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
    const bool is_file = *path && !is_of_system && strchr(path, ':') != path + 4; /* pipe:[1] */
    if (!is_file || (is_stream && !kom_place_is_within(p->base, *is_there ? whole : path)))
        return NULL;
    return *is_there ? whole : path;
}

/* Does the file that lies there have these bytes, or does another run or --outputs say of it? */
static bool is_told(const struct kom_prov *p, const char *whole, const char *sha256) {
    struct kom_buf id = {0}, way = {0};
    for (size_t i = 0; i < p->n_seen; i++)
        if (strcmp(p->seen[i].whole, whole) == 0 && p->seen[i].seal.is_known &&
            strcmp(p->seen[i].seal.sha256, sha256) == 0)
            return true;
    kom_place_way(p->base, whole, &way);
    kom_buf_byte(&way, '\0');
    const char *shown = way.failed ? NULL : kom_hide(p->hider, way.p);
    if (shown)
        kom_place_id(shown, &id);
    kom_buf_byte(&id, '\0');
    bool is = !shown || id.failed || kom_prov_has(p->outputs, id.p);
    for (size_t i = 0; i < p->n_acts && !is; i++)
        is = kom_prov_has(p->act[i].writes, id.p);
    kom_buf_fini(&id);
    kom_buf_fini(&way);
    return is;
}

/* Did another tool read the bytes before they went, or has a file of --outputs them? */
static bool is_used(const struct kom_prov *p, const char *sha256) {
    char id[sizeof "#sha256-" + KOM_SHA256_DIGITS];
    (void)snprintf(id, sizeof id, "#sha256-%s", sha256);
    for (size_t i = 0; i < p->n_acts; i++)
        if (kom_prov_has(p->act[i].reads, id))
            return true;
    for (size_t i = 0; i < json_array_size(p->outputs); i++) {
        const json_t *thing =
            json_object_get(p->things, json_string_value(json_array_get(p->outputs, i)));
        if (strcmp(kom_prov_text(thing, "sha256"), sha256) == 0)
            return true;
    }
    return false;
}

static void say(const struct kom_prov *p, const char *tool, const char *path, bool is_there) {
    struct kom_buf way = {0};
    if (path[0] == '/')
        kom_place_way(p->base, path, &way);
    else
        kom_buf_str(&way, path);
    kom_buf_byte(&way, '\0');
    const char *shown = way.failed ? NULL : kom_hide(p->hider, way.p);
    if (shown && is_there)
        kom_run_warn(p->run,
                     "%s: is no longer what %s wrote; the crate has those bytes, and not the file "
                     "as it is: --outputs %s names it, too",
                     shown, tool, shown);
    else if (shown)
        kom_run_warn(p->run,
                     "%s: is gone since %s wrote it; the crate has its bytes, and no file: if it "
                     "was moved, --outputs FILE names what it became",
                     shown, tool);
    kom_buf_fini(&way);
}

void kom_prov_say_changed(const struct kom_prov *p) {
    json_t *told = json_object();
    for (size_t k = 0; k < p->n_acts; k++) {
        const json_t *record = p->act[k].record, *report = json_object_get(record, "report");
        const json_t *outputs = json_object_get(report, "outputs");
        for (size_t i = 0; i < json_array_size(outputs); i++) {
            const json_t *file = json_array_get(outputs, i);
            const char *sha256 = kom_prov_text(file, "sha256");
            char whole[PATH_MAX];
            bool is_there;
            const char *path = place_of(p, record, file, whole, &is_there);
            if (!*sha256 || !path || json_object_get(told, path) ||
                (is_there ? is_told(p, path, sha256) : is_used(p, sha256)))
                continue;
            (void)json_object_set_new(told, path, json_true());
            say(p, kom_prov_text(report, "tool"), path, is_there);
        }
    }
    json_decref(told);
}
