/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a file to jansson, piece by piece; then which of its datasets is meant. */
#include <stdlib.h>
#include <string.h>

#include "encoding.h"
#include "jsonstat.h"
#include "shell_word.h"
#include "vocab.h"

/* ---- parsing ---- */

/* What the parser is fed; it ends where reading fails or memory ends, which its own message could
   not say. */
struct feed {
    struct kom_source *source;
    bool is_windows1252;
    struct kom_buf ready;
    size_t ready_at;
    uint64_t failures;
    enum kom_status status;
    struct kom_error *err;
};

static void fill(struct feed *feed) {
    char block[16 * 1024];
    size_t n = 0;
    feed->ready_at = 0;
    kom_buf_reset(&feed->ready);
    feed->status = kom_source_read(feed->source, block, sizeof block, &n, feed->err);
    if (feed->status)
        return;
    if (!feed->is_windows1252)
        kom_buf_add(&feed->ready, block, n);
    else if (!kom_buf_windows1252(&feed->ready, (struct kom_text){block, n}))
        feed->status =
            kom_fail(feed->err, KOM_EDATA, "%s: is not in Windows-1252; leave --encoding out",
                     kom_source_name(feed->source));
}

static size_t feed_parser(void *buffer, size_t n, void *data) {
    struct feed *feed = data;
    if (feed->status || kom_mem_failures() != feed->failures)
        return 0;
    if (feed->ready_at == feed->ready.n)
        fill(feed);
    size_t left = feed->ready.n - feed->ready_at;
    n = n < left ? n : left;
    if (n && !feed->status)
        memcpy(buffer, feed->ready.p + feed->ready_at, n);
    feed->ready_at += n;
    return feed->status ? 0 : n;
}

/* What jansson found, without the text that it stands near: the file may be another than was
   meant. */
static enum kom_status damaged(const struct kom_jsonstat *f, const json_error_t *wrong,
                               struct kom_error *err) {
    const char *near = strstr(wrong->text, " near ");
    if (json_error_code(wrong) == json_error_numeric_overflow)
        return kom_fail(err, KOM_EDATA,
                        "%s:%d: column %d: a number is larger than a whole one of 64 bits, or any "
                        "double; get the table as CSV from its source",
                        f->cube.file.name, wrong->line, wrong->column);
    return kom_fail(err, KOM_EDATA,
                    "%s:%d: column %d: is damaged JSON: %.*s; fetch or copy it again",
                    f->cube.file.name, wrong->line, wrong->column,
                    near ? (int)(near - wrong->text) : (int)strlen(wrong->text), wrong->text);
}

enum kom_status kom_jsonstat_parse(struct kom_jsonstat *f, struct kom_error *err) {
    const char *encoding = f->cube.file.request->reading->encoding;
    struct feed feed = {.source = f->cube.file.source, .failures = kom_mem_failures(), .err = err};
    json_error_t wrong;
    feed.is_windows1252 =
        encoding && kom_name_alike(kom_text_of(encoding), kom_text_of("windows-1252"));
    f->root = json_load_callback(feed_parser, &feed, JSON_REJECT_DUPLICATES, &wrong);
    kom_buf_fini(&feed.ready);
    const bool is_told = json_error_code(&wrong) != json_error_out_of_memory && wrong.text[0];
    if (feed.status)
        return feed.status;
    if (kom_mem_failures() != feed.failures || (!f->root && !is_told))
        return kom_no_memory_in(err, f->cube.file.name);
    return f->root ? KOM_OK : damaged(f, &wrong, err);
}

enum kom_status kom_jsonstat_refuse(const struct kom_jsonstat *f, const char *why,
                                    struct kom_error *err) {
    const char *path = f->cube.file.path;
    bool is_input = strcmp(path, "-") == 0;
    struct kom_buf text = {0};
    kom_buf_printf(&text,
                   "%s: is JSON, but no JSON-stat: %s; this makes a table of it: mlr --ijson "
                   "--ocsv cat%s",
                   f->cube.file.name, why, is_input ? "" : " ");
    if (!is_input)
        kom_shell_word(&text, kom_text_of(path));
    kom_buf_str(&text, " | kom-read");
    return kom_fail_text(&text, KOM_EDATA, err);
}

/* ---- choosing ---- */

/* The datasets of a file. */
struct found {
    struct kom_jsonstat *f;
    const json_t **dataset;
    const char **name;
    size_t n;
};

static bool is_class(const json_t *json, const char *word) {
    const char *class = json_string_value(json_object_get(json, "class"));
    return class && strcmp(class, word) == 0;
}

static bool is_dataset(const json_t *json) {
    return json_is_object(json_object_get(json, "dimension")) &&
           (json_object_get(json, "value") || is_class(json, "dataset"));
}

static void add(struct found *found, const json_t *json, const char *name) {
    if (!is_dataset(json))
        return;
    found->dataset[found->n] = json;
    found->name[found->n++] = name ? name : "";
}

static const char *item_name(const json_t *item) {
    const char *label = json_string_value(json_object_get(item, "label"));
    return label ? label : json_string_value(json_object_get(item, "href"));
}

/* JSON-stat 2: what a collection holds itself; its links are elsewhere. */
static enum kom_status look_in_collection(struct found *found, struct kom_error *err) {
    const json_t *items = json_object_get(json_object_get(found->f->root, "link"), "item");
    const char *href = NULL;
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        add(found, item, item_name(item));
        if (!href && !is_class(item, "dimension"))
            href = json_string_value(json_object_get(item, "href"));
    }
    if (found->n)
        return KOM_OK;
    return kom_fail(err, KOM_EDATA,
                    "%s: is a JSON-stat collection of %zu links and holds no numbers itself; links "
                    "are not followed: fetch the one that is wanted (the first: %.200s) and read "
                    "that",
                    found->f->cube.file.name, json_array_size(items), href ? href : "none");
}

static enum kom_status look_for_all(struct found *found, struct kom_error *err) {
    const json_t *root = found->f->root, *member;
    const char *key;
    if (!json_is_object(root))
        return kom_jsonstat_refuse(found->f, "it is no object", err);
    if (is_class(root, "collection"))
        return look_in_collection(found, err);
    if (is_class(root, "dimension"))
        return kom_fail(err, KOM_EDATA,
                        "%s: is a single dimension of JSON-stat, categories without numbers; fetch "
                        "the dataset that it belongs to",
                        found->f->cube.file.name);
    if (is_dataset(root)) {
        add(found, root, json_string_value(json_object_get(root, "label")));
        return KOM_OK;
    }
    json_object_foreach((json_t *)(uintptr_t)root, key, member)
        add(found, member, key); /* JSON-stat 1: a bundle of datasets by name */
    return found->n
               ? KOM_OK
               : kom_jsonstat_refuse(found->f, "no dataset with dimension and value is in it", err);
}

/* "one", "two" (20 of them at most) */
static void list_names(const struct found *found, struct kom_buf *out) {
    const size_t most = 20;
    for (size_t i = 0; i < found->n && i < most; i++)
        kom_buf_printf(out, "%s%zu \"%s\"", i ? ", " : "", i + 1, found->name[i]);
    kom_buf_str(out, found->n > most ? " ..." : "");
}

/* By name, else by number; n: there is none. */
static size_t find_sheet(const struct found *found, const char *sheet) {
    size_t i = 0;
    while (i < found->n && strcmp(found->name[i], sheet) != 0)
        i++;
    if (i < found->n || !kom_is_digits(kom_text_of(sheet)))
        return i;
    unsigned long number = strtoul(sheet, NULL, 10);
    return number >= 1 && number <= found->n ? number - 1 : found->n;
}

static enum kom_status choose(struct found *found, size_t *chosen, struct kom_error *err) {
    const char *sheet = found->f->cube.file.request->sheet, *name = found->f->cube.file.name;
    *chosen = sheet ? find_sheet(found, sheet) : 0;
    if (*chosen < found->n && (sheet || found->n == 1))
        return KOM_OK;
    struct kom_buf text = {0};
    if (sheet)
        kom_buf_printf(&text, "--sheet: %s has no dataset \"%s\"; it has ", name, sheet);
    else
        kom_buf_printf(&text, "%s: holds %zu datasets: ", name, found->n);
    list_names(found, &text);
    kom_buf_str(&text, "; choose one by its name or number: --sheet ");
    if (*found->name[0])
        kom_shell_word(&text, kom_text_of(found->name[0]));
    else
        kom_buf_str(&text, "1");
    return kom_fail_text(&text, sheet ? KOM_EUSAGE : KOM_EDATA, err);
}

enum kom_status kom_jsonstat_choose(struct kom_jsonstat *f, struct kom_error *err) {
    const json_t *items = json_object_get(json_object_get(f->root, "link"), "item");
    size_t most = json_array_size(items) + json_object_size(f->root) + 1, chosen = 0;
    struct found found = {.f = f};
    found.dataset = kom_arena_take(&f->cube.arena, most * sizeof *found.dataset);
    found.name = kom_arena_take(&f->cube.arena, most * sizeof *found.name);
    if (!found.dataset || !found.name)
        return kom_no_memory_in(err, f->cube.file.name);
    enum kom_status status = look_for_all(&found, err);
    if (!status)
        status = choose(&found, &chosen, err);
    if (!status)
        f->dataset = found.dataset[chosen];
    return status;
}
