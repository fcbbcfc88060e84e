/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is no longer as a crate says: a row each.

   Files are looked for from the crate's folder, wherever this runs; programs by the path that was
   typed, else by their name on PATH, else beside this one. A file that some action made is an
   output, any other an input. With --rerun the command is run first, as it was recorded and in the
   folder that it was run in, its standard output going nowhere; then what it does is compared, too:
   its exit, and the bytes that went through pipes, which must be among those that went through some
   pipe or file now. What --hide left out cannot be looked at, and is said to be so: a crate with
   such a part is never found to hold. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "json_file.h"
#include "mem.h"
#include "options.h"
#include "os.h"
#include "place.h"
#include "prov.h"

struct verify {
    struct kom_run *run;
    const char *crate;
    char base[PATH_MAX];
    json_t *graph; /* borrowed */
    json_t *made;  /* identifiers of what some action made; owned */
    struct kom_buf out;
    size_t n_files, n_tools, n_rows;
};

static void add_row(struct verify *v, const char *kind, const char *name, const char *what,
                    const char *recorded, const char *found) {
    const char *const cells[] = {kind, name, what, recorded, found};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        kom_buf_str(&v->out, i ? "," : "");
        kom_buf_csv(&v->out, kom_text_of(cells[i]));
    }
    kom_buf_byte(&v->out, '\n');
    v->n_rows++;
}

/* ---- one thing ---- */

/* Is there a file? One that cannot be looked at is no answer. */
static enum kom_status look(const struct verify *v, const char *path, bool *is_there) {
    struct stat st;
    *is_there = path && stat(path, &st) == 0;
    if (path && !*is_there && errno != ENOENT && errno != ENOTDIR)
        return kom_fail(&v->run->err, KOM_EIO, "%s: cannot be looked at: %s", path,
                        strerror(errno));
    *is_there = *is_there && S_ISREG(st.st_mode);
    return KOM_OK;
}

/* A path, or NULL where there is none, against what the crate has of it. */
static enum kom_status check(struct verify *v, const char *kind, const json_t *entity,
                             const char *path) {
    const char *name = kom_prov_text(entity, "name"), *sha256 = kom_prov_text(entity, "sha256"),
               *size = kom_prov_text(entity, "contentSize");
    struct kom_seal seal;
    char nbytes[32];
    bool is_there = false;
    if (strstr(name, KOM_HIDDEN)) {
        add_row(v, kind, name, "hidden", sha256, "");
        return KOM_OK;
    }
    enum kom_status status = look(v, path, &is_there);
    if (!status && is_there)
        status = kom_seal_file(path, &seal, &v->run->err);
    if (status)
        return status;
    if (is_there)
        (void)snprintf(nbytes, sizeof nbytes, "%llu", (unsigned long long)seal.nbytes);
    if (!*sha256)
        add_row(v, kind, name, "unproven", "", is_there ? seal.sha256 : "");
    else if (!is_there)
        add_row(v, kind, name, "missing", sha256, "");
    else if (*size && strcmp(size, nbytes) != 0)
        add_row(v, kind, name, "size", size, nbytes);
    else if (strcmp(seal.sha256, sha256) != 0)
        add_row(v, kind, name, "bytes", sha256, seal.sha256);
    return KOM_OK;
}

static enum kom_status check_file(struct verify *v, const json_t *entity) {
    struct kom_buf path = {0};
    const char *id = kom_prov_text(entity, "@id");
    kom_place_path(v->base, id, &path);
    kom_buf_byte(&path, '\0');
    enum kom_status status =
        path.failed ? kom_no_memory(&v->run->err)
                    : check(v, kom_prov_has(v->made, id) ? "output" : "input", entity, path.p);
    kom_buf_fini(&path);
    v->n_files++;
    return status;
}

/* Where a tool lies that was called by its name: on PATH, else beside this one. */
static bool find_tool(const char *name, char path[PATH_MAX]) {
    char self[PATH_MAX];
    if (kom_run_find_program(name, path))
        return true;
    char *slash = kom_os_program(self, sizeof self) ? strrchr(self, '/') : NULL;
    if (!slash)
        return false;
    const int n = snprintf(path, PATH_MAX, "%.*s/%s", (int)(slash - self), self, name);
    return n < PATH_MAX && access(path, X_OK) == 0;
}

static enum kom_status check_tool(struct verify *v, const json_t *entity) {
    char path[PATH_MAX];
    const char *found = kom_prov_text(entity, "identifier");
    bool is_there;
    if (strchr(found, '/')) {
        const bool is_whole = found[0] == '/';
        const int n = snprintf(path, sizeof path, "%s%s%s", is_whole ? "" : v->base,
                               is_whole ? "" : "/", found);
        is_there = n < PATH_MAX;
    } else {
        is_there = find_tool(found, path);
    }
    v->n_tools++;
    return check(v, "tool", entity, is_there ? path : NULL);
}

/* ---- the crate ---- */

/* The identifiers that a property of an entity refers to: one, or several. */
static void add_references(const json_t *entity, const char *key, json_t *list) {
    const json_t *value = json_object_get(entity, key);
    if (json_is_object(value))
        (void)json_array_append_new(list, json_string(kom_prov_text(value, "@id")));
    for (size_t i = 0; i < json_array_size(value); i++)
        (void)json_array_append_new(list,
                                    json_string(kom_prov_text(json_array_get(value, i), "@id")));
}

static const json_t *entity_of(const struct verify *v, const char *id) {
    for (size_t i = 0; i < json_array_size(v->graph); i++)
        if (strcmp(kom_prov_text(json_array_get(v->graph, i), "@id"), id) == 0)
            return json_array_get(v->graph, i);
    return NULL;
}

static bool is_of_type(const json_t *entity, const char *type) {
    return strcmp(kom_prov_text(entity, "@type"), type) == 0;
}

static enum kom_status look_at(struct verify *v, const json_t *document) {
    v->graph = json_object_get(document, "@graph");
    v->made = json_array();
    if (!json_is_array(v->graph) || !entity_of(v, "#command"))
        return kom_fail(&v->run->err, KOM_EDATA,
                        "%s: is no crate of kom-prov; kom-prov -o %s -- COMMAND writes one",
                        v->crate, v->crate);
    for (size_t i = 0; i < json_array_size(v->graph); i++)
        add_references(json_array_get(v->graph, i), "result", v->made);
    return KOM_OK;
}

/* One of komtools, whose bytes were known when the crate was written: its identifier has their
   beginning. make and the like have none. */
static bool is_tool(const json_t *entity) {
    const char *id = kom_prov_text(entity, "@id"), *hash = strrchr(id, '-');
    return *kom_prov_text(entity, "sha256") ||
           (hash && strlen(hash + 1) == 12 && strspn(hash + 1, "0123456789abcdef") == 12);
}

/* A file that a run read or made, and that the crate says nothing of. */
static void check_named(struct verify *v) {
    json_t *ids = json_array();
    for (size_t i = 0; i < json_array_size(v->graph); i++) {
        const json_t *entity = json_array_get(v->graph, i);
        if (!is_of_type(entity, "CreateAction"))
            continue;
        add_references(entity, "object", ids);
        add_references(entity, "result", ids);
    }
    ids = kom_prov_sorted(ids);
    for (size_t i = 0; i < json_array_size(ids); i++) {
        const char *id = json_string_value(json_array_get(ids, i));
        const bool is_new =
            i == 0 || strcmp(json_string_value(json_array_get(ids, i - 1)), id) != 0;
        if (is_new && !entity_of(v, id))
            add_row(v, kom_prov_has(v->made, id) ? "output" : "input", id, "unproven", "", "");
    }
    json_decref(ids);
}

static enum kom_status check_all(struct verify *v) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < json_array_size(v->graph) && !status; i++) {
        const json_t *entity = json_array_get(v->graph, i);
        if (is_of_type(entity, "File"))
            status = check_file(v, entity);
        else if (is_of_type(entity, "SoftwareApplication") && is_tool(entity))
            status = check_tool(v, entity);
    }
    return status;
}

/* ---- once more ---- */

/* The command as it was recorded. */
struct recorded {
    const char **word;
    size_t n_words;
    const char *folder;
    int exit;
};

static enum kom_status read_command(const struct verify *v, struct recorded *r) {
    struct kom_run *run = v->run;
    json_t *ids = json_array();
    add_references(entity_of(v, "#command"), "additionalProperty", ids);
    const size_t n = json_array_size(ids);
    *r = (struct recorded){.word = kom_arena_take(&run->arena, (n + 1) * sizeof *r->word)};
    for (size_t i = 0; i < n && r->word; i++) {
        const json_t *o = entity_of(v, json_string_value(json_array_get(ids, i)));
        const char *name = kom_prov_text(o, "name"), *value = kom_prov_text(o, "value");
        if (strcmp(name, "word") == 0)
            r->word[r->n_words++] = value;
        else if (strcmp(name, "folder") == 0)
            r->folder = value;
        else if (strcmp(name, "exit") == 0)
            r->exit = (int)json_integer_value(json_object_get(o, "value"));
    }
    json_decref(ids);
    if (!r->word)
        return kom_no_memory(&run->err);
    r->word[r->n_words] = NULL;
    for (size_t i = 0; i < r->n_words; i++)
        if (strstr(r->word[i], KOM_HIDDEN))
            return kom_run_usage(run, KOM_OPT_rerun,
                                 "a part of the command was hidden; run it by hand, then verify "
                                 "without --rerun");
    return r->n_words && r->folder
               ? KOM_OK
               : kom_fail(&run->err, KOM_EDATA, "%s: has no command to run again", v->crate);
}

/* Bytes that went through a pipe, or were a file for a while. */
static void check_streams(struct verify *v, const struct kom_prov *now) {
    for (size_t i = 0; i < json_array_size(v->graph); i++) {
        const json_t *entity = json_array_get(v->graph, i);
        const char *sha256 = kom_prov_text(entity, "sha256"), *id;
        json_t *thing;
        bool is_there = !*sha256 || !is_of_type(entity, "CreativeWork");
        json_object_foreach(now->things, id, thing) {
            is_there = is_there || strcmp(kom_prov_text(thing, "sha256"), sha256) == 0;
        }
        if (!is_there)
            add_row(v, "stream", kom_prov_text(entity, "name"), "bytes", sha256, "");
    }
}

static enum kom_status run_again(struct verify *v) {
    struct recorded r;
    char here[PATH_MAX], recorded[16], found[16];
    struct kom_prov now = {.run = v->run,
                           .things = json_object(),
                           .software = json_object(),
                           .inputs = json_array(),
                           .outputs = json_array()};
    enum kom_status status = read_command(v, &r);
    if (!status && !kom_place_whole(v->base, r.folder, here))
        status = kom_fail(&v->run->err, KOM_EIO, "%s: the folder that its command ran in is gone",
                          v->crate);
    if (!status)
        status = kom_hider_make(v->run, &now.hider);
    if (!status) {
        struct kom_command command = {.word = r.word, .folder = here, .is_silent = true};
        status = kom_command_run(v->run, &command);
        now.records = command.records;
        json_decref(command.lost);
        (void)snprintf(recorded, sizeof recorded, "%d", r.exit);
        (void)snprintf(found, sizeof found, "%d", command.exit);
        memcpy(now.base, v->base, sizeof now.base);
        if (!status)
            status = kom_prov_gather(&now);
        if (!status && command.exit != r.exit)
            add_row(v, "command", kom_prov_text(entity_of(v, "#command"), "name"), "exit", recorded,
                    found);
    }
    if (!status)
        check_streams(v, &now);
    kom_prov_fini(&now);
    return status;
}

enum kom_status kom_prov_verify(struct kom_run *run, const char *crate) {
    struct verify v = {.run = run, .crate = crate};
    json_t *document = NULL;
    enum kom_status status = kom_json_read(crate, &document, &run->err);
    if (!status)
        status = kom_place_base(crate, v.base, &run->err);
    if (!status)
        status = look_at(&v, document);
    kom_buf_str(&v.out, "kind,name,what,recorded,found\n");
    if (!status && kom_run_has(run, KOM_OPT_rerun))
        status = run_again(&v);
    if (!status)
        status = check_all(&v);
    if (!status)
        check_named(&v);
    if (!status)
        status = kom_run_write(run, &v.out);
    if (!status)
        kom_run_note(run, "%s: %zu files and %zu programs looked at, differences: %zu", crate,
                     v.n_files, v.n_tools, v.n_rows);
    run->answer_is_no = v.n_rows > 0;
    json_decref(v.made);
    json_decref(document);
    kom_buf_fini(&v.out);
    return status;
}
