/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the records of the tools to things, software and runs.

   A thing is a file that lies there with the bytes that a run read or wrote, known by its way from
   the crate's folder; or bytes that are no longer to be had as a file (a pipe, a file that was
   written over or removed), known by their SHA-256: so standard output and the standard input that
   it became are one. What a redirection made of standard output is such a file, as the record says
   where it went. Nothing here may depend on which run ended first: runs are compared by what they
   are, and only what one of them wrote and another read says that the one came before. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mem.h"
#include "place.h"
#include "prov.h"

const char *kom_prov_text(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

bool kom_prov_has(const json_t *list, const char *id) {
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), id) == 0)
            return true;
    return false;
}

static int by_text(const void *pa, const void *pb) {
    json_t *const *a = pa, *const *b = pb;
    return strcmp(json_string_value(*a), json_string_value(*b));
}

json_t *kom_prov_sorted(json_t *list) {
    const size_t n = json_array_size(list);
    json_t **item = kom_alloc(n ? n : 1, sizeof *item), *sorted = json_array();
    for (size_t i = 0; i < n && item; i++)
        item[i] = json_array_get(list, i);
    if (item && n)
        qsort(item, n, sizeof *item, by_text);
    for (size_t i = 0; i < n && item; i++)
        (void)json_array_append(sorted, item[i]);
    kom_free(item);
    json_decref(list);
    return sorted;
}

static const char *keep(struct kom_prov *p, struct kom_buf *text) {
    const char *copy =
        text->failed ? NULL : kom_arena_copy(&p->run->arena, text->p ? text->p : "", text->n);
    kom_buf_fini(text);
    return copy;
}

/* ---- files as they are now ---- */

/* Each is read once. */
static const struct kom_seal *seal_now(struct kom_prov *p, const char *whole) {
    for (size_t i = 0; i < p->n_seen; i++)
        if (strcmp(p->seen[i].whole, whole) == 0)
            return &p->seen[i].seal;
    void *array = p->seen;
    const char *copy = kom_arena_copy(&p->run->arena, whole, strlen(whole));
    if (!copy || kom_grow(&array, &p->cap_seen, p->n_seen + 1, sizeof *p->seen))
        return NULL;
    p->seen = array;
    struct kom_seen *s = &p->seen[p->n_seen++];
    *s = (struct kom_seen){.whole = copy};
    if (kom_seal_file(whole, &s->seal, NULL))
        s->seal.is_known = false;
    return &s->seal;
}

static bool has_bytes(struct kom_prov *p, const char *whole, const char *sha256) {
    const struct kom_seal *seal = seal_now(p, whole);
    return seal && seal->is_known && strcmp(seal->sha256, sha256) == 0;
}

/* ---- things ---- */

/* The path that a file goes by in the crate: as it was typed if that was whole, else its way. */
static const char *shown_path(struct kom_prov *p, const char *typed, const char *whole) {
    struct kom_buf way = {0};
    if (typed[0] == '/' && !kom_place_is_within(p->base, whole))
        kom_buf_str(&way, typed);
    else
        kom_place_way(p->base, whole, &way);
    const char *path = keep(p, &way);
    return path ? kom_hide(p->hider, path) : NULL;
}

/* Enters a thing, once; of several names of the same bytes the first by its letters stays. */
static const char *enter(struct kom_prov *p, const char *id, const char *type, const char *name,
                         const struct kom_seal *seal) {
    json_t *entity = json_object_get(p->things, id);
    const bool is_new = !entity;
    if (is_new) {
        entity = json_object();
        (void)json_object_set_new(entity, "@id", json_string(id));
        (void)json_object_set_new(entity, "@type", json_string(type));
    }
    const char *old = kom_prov_text(entity, "name");
    if (is_new || strcmp(name, old) < 0)
        (void)json_object_set_new(entity, "name", json_string(name));
    if (is_new && seal->is_known) {
        struct kom_buf size = {0};
        kom_buf_int(&size, (int64_t)seal->nbytes);
        (void)json_object_set_new(entity, "contentSize",
                                  json_stringn(size.p ? size.p : "", size.n));
        (void)json_object_set_new(entity, "sha256", json_string(seal->sha256));
        kom_buf_fini(&size);
    }
    if (is_new)
        (void)json_object_set_new(p->things, id, entity);
    return kom_prov_text(json_object_get(p->things, id), "@id");
}

static bool is_sealed(const struct kom_prov *p, const char *id, const struct kom_seal *seal) {
    const json_t *entity = json_object_get(p->things, id);
    return !entity || strcmp(kom_prov_text(entity, "sha256"), seal->sha256) == 0;
}

/* A file that lies there. Where --hide made two files one, the second goes by its bytes. */
static const char *enter_file(struct kom_prov *p, const char *path, const struct kom_seal *seal) {
    struct kom_buf id = {0};
    if (!path)
        return NULL;
    kom_place_id(path, &id);
    const char *text = keep(p, &id);
    if (!text || is_sealed(p, text, seal))
        return text ? enter(p, text, "File", path, seal) : NULL;
    kom_buf_printf(&id, "#sha256-%s", seal->sha256);
    text = keep(p, &id);
    return text ? enter(p, text, "CreativeWork", path, seal) : NULL;
}

/* Bytes that are no file, or no more; "stream" stands behind every path. */
static const char *enter_bytes(struct kom_prov *p, const char *name, const struct kom_seal *seal) {
    struct kom_buf id = {0};
    if (seal->is_known) {
        kom_buf_printf(&id, "#sha256-%s", seal->sha256);
    } else {
        kom_buf_str(&id, "#unknown-");
        kom_place_id(name, &id);
    }
    const char *text = keep(p, &id);
    return text ? enter(p, text, "CreativeWork", name, seal) : NULL;
}

static bool is_of_the_system(const char *path) {
    return strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
}

/* Where a stream of a record went as a file within the crate's folder; false: nowhere. */
static bool redirected(const struct kom_prov *p, const json_t *record, bool is_input,
                       char whole[PATH_MAX]) {
    const char *path = kom_prov_text(record, is_input ? "standard_input" : "standard_output");
    return *path && kom_place_whole("", path, whole) && kom_place_is_within(p->base, whole);
}

static const char *thing_of(struct kom_prov *p, const json_t *record, const json_t *file,
                            bool is_input) {
    char whole[PATH_MAX];
    const char *path = kom_prov_text(file, "path"), *sha256 = kom_prov_text(file, "sha256");
    const bool is_stream = json_object_get(file, "stream");
    struct kom_seal seal = {.is_known = *sha256 != '\0',
                            .nbytes = (uint64_t)json_integer_value(json_object_get(file, "bytes"))};
    memcpy(seal.sha256, sha256, strnlen(sha256, KOM_SHA256_DIGITS));
    const bool is_there = is_stream
                              ? redirected(p, record, is_input, whole)
                              : !is_of_the_system(path) &&
                                    kom_place_whole(kom_prov_text(record, "folder"), path, whole);
    if (is_there && seal.is_known && has_bytes(p, whole, seal.sha256))
        return enter_file(p, shown_path(p, is_stream ? "" : path, whole), &seal);
    if (is_stream || is_of_the_system(path))
        return seal.is_known ? enter_bytes(p, "stream", &seal) : "";
    const char *name = is_there ? shown_path(p, path, whole) : kom_hide(p->hider, path);
    return name ? enter_bytes(p, name, &seal) : NULL;
}

static void add_once(json_t *list, const char *id) {
    if (!kom_prov_has(list, id))
        (void)json_array_append_new(list, json_string(id));
}

static enum kom_status add_things(struct kom_prov *p, const json_t *record, const json_t *files,
                                  bool is_input, json_t *list) {
    for (size_t i = 0; i < json_array_size(files); i++) {
        const char *id = thing_of(p, record, json_array_get(files, i), is_input);
        if (!id)
            return kom_no_memory(&p->run->err);
        if (*id)
            add_once(list, id);
    }
    return KOM_OK;
}

enum kom_status kom_prov_add(struct kom_prov *p, json_t *list, const char *path,
                             const struct kom_seal *seal) {
    char whole[PATH_MAX];
    const char *id = kom_place_whole(p->here, path, whole)
                         ? enter_file(p, shown_path(p, path, whole), seal)
                         : enter_bytes(p, path, seal);
    if (!id)
        return kom_no_memory(&p->run->err);
    add_once(list, id);
    return KOM_OK;
}

/* ---- software ---- */

/* What verify looks for: the path that was typed, or a name on PATH. */
static const char *found_by(struct kom_prov *p, const json_t *record, const char *name) {
    char whole[PATH_MAX];
    const char *called = kom_prov_text(record, "called");
    if (!strchr(called, '/') || !kom_place_whole(kom_prov_text(record, "folder"), called, whole))
        return name;
    const char *path = shown_path(p, called, whole);
    struct kom_buf text = {0};
    if (path)
        kom_buf_printf(&text, "%s%s", strchr(path, '/') ? "" : "./", path);
    return path ? keep(p, &text) : NULL;
}

/* A run of kom-merge tells of the tool that the parts were of. */
static const char *name_of(const json_t *record) {
    return json_array_size(json_object_get(record, "states"))
               ? "kom-merge"
               : kom_prov_text(json_object_get(record, "report"), "tool");
}

static const char *software_of(struct kom_prov *p, const json_t *record) {
    const json_t *report = json_object_get(record, "report");
    const char *name = name_of(record), *sha256 = kom_prov_text(record, "program_sha256"),
               *found = found_by(p, record, name);
    struct kom_buf id = {0};
    kom_buf_printf(&id, "#%s%s%.12s", name, *sha256 ? "-" : "", sha256);
    const char *text = keep(p, &id);
    json_t *entity = text && found ? json_object_get(p->software, text) : NULL;
    if (entity && strcmp(found, kom_prov_text(entity, "identifier")) < 0)
        (void)json_object_set_new(entity, "identifier", json_string(found));
    if (!text || !found || entity)
        return found ? text : NULL;
    entity = json_object();
    (void)json_object_set_new(entity, "@id", json_string(text));
    (void)json_object_set_new(entity, "@type", json_string("SoftwareApplication"));
    (void)json_object_set_new(entity, "name", json_string(name));
    (void)json_object_set_new(entity, "version", json_string(kom_prov_text(report, "version")));
    (void)json_object_set_new(entity, "identifier", json_string(found));
    (void)json_object_set_new(entity, "softwareRequirements",
                              json_deep_copy(json_object_get(report, "libraries")));
    if (*sha256)
        (void)json_object_set_new(entity, "sha256", json_string(sha256));
    (void)json_object_set_new(p->software, text, entity);
    return text;
}

/* ---- runs ---- */

static enum kom_status make_act(struct kom_prov *p, const json_t *record, struct kom_act *act) {
    const json_t *report = json_object_get(record, "report");
    *act = (struct kom_act){.record = record, .reads = json_array(), .writes = json_array()};
    enum kom_status status =
        add_things(p, record, json_object_get(report, "inputs"), true, act->reads);
    if (!status)
        status = add_things(p, record, json_object_get(record, "states"), true, act->reads);
    if (!status)
        status = add_things(p, record, json_object_get(report, "outputs"), false, act->writes);
    if (status)
        return status;
    act->software = software_of(p, record);
    json_t *content = json_object();
    (void)json_object_set_new(content, "name", json_string(name_of(record)));
    (void)json_object_set(content, "reads", act->reads);
    (void)json_object_set(content, "writes", act->writes);
    (void)json_object_set(content, "report", json_object_get(record, "report"));
    (void)json_object_set(content, "error", json_object_get(record, "error"));
    act->key = json_dumps(content, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(content);
    return act->software && act->key ? KOM_OK : kom_no_memory(&p->run->err);
}

/* Did b read what a wrote? */
static bool feeds(const struct kom_act *a, const struct kom_act *b) {
    for (size_t i = 0; a != b && i < json_array_size(a->writes); i++)
        if (kom_prov_has(b->reads, json_string_value(json_array_get(a->writes, i))))
            return true;
    return false;
}

/* The run that comes next: of those that wait for none the first by content; where the same bytes
   went round in a ring, of all. */
static size_t next_act(const struct kom_prov *p) {
    size_t best = SIZE_MAX;
    for (int waits = 0; waits < 2 && best == SIZE_MAX; waits++)
        for (size_t i = 0; i < p->n_acts; i++) {
            const struct kom_act *a = &p->act[i];
            if (!a->is_placed && (waits || a->n_before == 0) &&
                (best == SIZE_MAX || strcmp(a->key, p->act[best].key) < 0))
                best = i;
        }
    return best;
}

/* Adds the files with the bytes of a stream, among those of a list (NULL: all). */
static void add_twins(const struct kom_prov *p, const json_t *among, const char *stream,
                      json_t *list) {
    const json_t *bytes = json_object_get(p->things, stream);
    const char *id, *sha256 = kom_prov_text(bytes, "sha256");
    json_t *thing;
    if (!*sha256 || strcmp(kom_prov_text(bytes, "contentSize"), "0") == 0)
        return;
    json_object_foreach(p->things, id, thing) {
        if (strcmp(kom_prov_text(thing, "@type"), "File") == 0 &&
            (!among || kom_prov_has(among, id)) &&
            strcmp(kom_prov_text(thing, "sha256"), sha256) == 0)
            add_once(list, id);
    }
}

/* A stream that another program made of a file, or a file of a stream (cat, tee), has its bytes:
   a run that read bytes that no run wrote read that file, and one whose bytes a file of --outputs
   has made it. */
static void link_streams(struct kom_prov *p, struct kom_act *act) {
    for (size_t i = 0; i < json_array_size(act->reads); i++) {
        const char *stream = json_string_value(json_array_get(act->reads, i));
        bool is_written = stream[0] != '#';
        for (size_t k = 0; k < p->n_acts; k++)
            is_written = is_written || kom_prov_has(p->act[k].writes, stream);
        if (!is_written)
            add_twins(p, NULL, stream, act->reads);
    }
    for (size_t i = 0; i < json_array_size(act->writes); i++) {
        const char *stream = json_string_value(json_array_get(act->writes, i));
        if (stream[0] == '#')
            add_twins(p, p->outputs, stream, act->writes);
    }
}

static enum kom_status sort_acts(struct kom_prov *p) {
    const size_t n = p->n_acts;
    struct kom_act *sorted = kom_alloc(n ? n : 1, sizeof *sorted);
    if (!sorted)
        return kom_no_memory(&p->run->err);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            p->act[i].n_before += feeds(&p->act[k], &p->act[i]);
    for (size_t k = 0; k < n; k++) {
        const size_t i = next_act(p);
        assert(i < n);
        p->act[i].is_placed = true;
        sorted[k] = p->act[i];
        for (size_t j = 0; j < n; j++)
            if (!p->act[j].is_placed && feeds(&p->act[i], &p->act[j]))
                p->act[j].n_before--;
    }
    kom_free(p->act);
    p->act = sorted;
    return KOM_OK;
}

/* The crate may not be a file that the command read or made: it would take its place. A command
   run again for verify writes none. */
static enum kom_status refuse_own(const struct kom_prov *p) {
    struct stat crate, file;
    struct kom_buf path = {0};
    const char *id;
    json_t *thing;
    bool is_own = false, has_old = p->crate != NULL && stat(p->crate, &crate) == 0;
    json_object_foreach(p->things, id, thing) {
        if (strcmp(kom_prov_text(thing, "@type"), "File") != 0)
            continue;
        kom_buf_reset(&path);
        kom_place_path(p->base, id, &path);
        kom_buf_byte(&path, '\0');
        is_own = is_own || (has_old && !path.failed && stat(path.p, &file) == 0 &&
                            file.st_dev == crate.st_dev && file.st_ino == crate.st_ino);
    }
    bool failed = path.failed;
    kom_buf_fini(&path);
    if (failed)
        return kom_no_memory(&p->run->err);
    return !is_own ? KOM_OK
                   : kom_fail(&p->run->err, KOM_EUSAGE,
                              "%s: the command read or made it; write the crate to another file",
                              p->crate);
}

enum kom_status kom_prov_gather(struct kom_prov *p) {
    const size_t n = json_array_size(p->records);
    enum kom_status status = KOM_OK;
    p->act = kom_alloc(n ? n : 1, sizeof *p->act);
    if (!p->act)
        return kom_no_memory(&p->run->err);
    for (size_t i = 0; i < n && !status; i++)
        status = make_act(p, json_array_get(p->records, i), &p->act[p->n_acts++]);
    for (size_t i = 0; i < p->n_acts && !status; i++)
        link_streams(p, &p->act[i]);
    if (!status)
        status = refuse_own(p);
    return status ? status : sort_acts(p);
}

void kom_prov_fini(struct kom_prov *p) {
    json_free_t release;
    json_get_alloc_funcs(NULL, &release);
    for (size_t i = 0; i < p->n_acts; i++) {
        json_decref(p->act[i].reads);
        json_decref(p->act[i].writes);
        if (p->act[i].key)
            release(p->act[i].key);
    }
    kom_free(p->act);
    kom_free(p->seen);
    json_decref(p->records);
    json_decref(p->things);
    json_decref(p->software);
    json_decref(p->inputs);
    json_decref(p->outputs);
}
