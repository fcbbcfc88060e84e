/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser gets the bytes piece by piece and is stopped when memory ends, as its own message
   could not say so. */
#include "json_file.h"

#include <string.h>

#include "buf.h"
#include "mem.h"
#include "source.h"

static enum kom_status read_bytes(const char *path, struct kom_buf *bytes, struct kom_error *err) {
    struct kom_source *source = NULL;
    enum kom_status status = kom_source_open(&source, path, NULL, false, err);
    size_t n = 1;
    while (!status && n > 0) {
        char block[16 * 1024];
        status = kom_source_read(source, block, sizeof block, &n, err);
        if (!status)
            kom_buf_add(bytes, block, n);
    }
    kom_source_close(source);
    if (!status && bytes->failed)
        status = kom_no_memory_in(err, path);
    return status;
}

/* A text that is handed to the parser piece by piece, as long as there is memory. */
struct feed {
    struct kom_text rest;
    uint64_t failures;
};

static size_t feed_parser(void *buffer, size_t n, void *data) {
    struct feed *feed = data;
    n = n < feed->rest.n ? n : feed->rest.n;
    if (n == 0 || kom_mem_failures() != feed->failures)
        return 0;
    memcpy(buffer, feed->rest.p, n);
    feed->rest = (struct kom_text){feed->rest.p + n, feed->rest.n - n};
    return n;
}

enum kom_status kom_json_read(const char *path, json_t **json, struct kom_error *err) {
    struct kom_buf bytes = {0};
    json_error_t wrong;
    enum kom_status status = read_bytes(path, &bytes, err);
    *json = NULL;
    if (!status) {
        /* What stands there is not quoted: the file may be another than was meant. Where jansson
           says nothing of a text that it did not read, it had no memory to read it. */
        struct feed feed = {kom_buf_view(&bytes), kom_mem_failures()};
        *json = json_load_callback(feed_parser, &feed, JSON_REJECT_DUPLICATES, &wrong);
        const char *near = *json ? NULL : strstr(wrong.text, " near ");
        const bool is_told = json_error_code(&wrong) != json_error_out_of_memory && wrong.text[0];
        if (kom_mem_failures() != feed.failures || (!*json && !is_told))
            status = kom_no_memory_in(err, path);
        else if (!*json)
            status =
                kom_fail(err, KOM_EDATA, "%s:%d: column %d: is no JSON: %.*s", path, wrong.line,
                         wrong.column, near ? (int)(near - wrong.text) : (int)strlen(wrong.text),
                         wrong.text);
    }
    kom_buf_fini(&bytes);
    return status;
}
