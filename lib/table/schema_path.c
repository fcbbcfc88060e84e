/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a descriptor names: beside it or below, as the standard says, so that a package from
 * elsewhere opens nothing of this machine. */
#include <string.h>

#include "schema_field.h"

static bool has_scheme(const char *path) {
    size_t n = strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
    return n > 1 && strncmp(path + n, "://", 3) == 0;
}

/* What is wrong with a path; NULL: nothing. */
static const char *wrong_with(const char *path) {
    if (path[0] == '\0')
        return "is empty";
    if (has_scheme(path))
        return "lies on the net";
    if (path[0] == '/' || path[0] == '\\' || path[0] == '~' || strchr(path, '\\') ||
        (path[0] && path[1] == ':'))
        return "is no path from the package's folder";
    for (const char *part = path; part; part = strchr(part, '/')) {
        part += *part == '/';
        size_t n = strcspn(part, "/");
        if (n == 2 && part[0] == '.' && part[1] == '.')
            return "leaves the package's folder";
        if (n > 1 && part[0] == '.')
            return "is hidden by its dot";
    }
    return NULL;
}

enum kom_status kom_schema_path(struct kom_schema_reader *r, const char *what, const char *path,
                                const char **whole) {
    const char *wrong = wrong_with(path);
    const char *folder = r->schema->folder;
    if (wrong)
        return kom_fail(r->err, KOM_EDATA,
                        "%s: the path \"%s\" of %s %s, and is not followed; lay the file beside "
                        "the package and name it from there",
                        r->place, path, what, wrong);
    struct kom_buf text = {0};
    kom_buf_printf(&text, "%s%s", folder[0] ? folder : path[0] == '-' ? "./" : "", path);
    kom_buf_byte(&text, '\0');
    *whole = text.failed ? NULL : kom_schema_copy(r, text.p);
    kom_buf_fini(&text);
    return *whole ? KOM_OK : kom_schema_no_memory(r);
}
