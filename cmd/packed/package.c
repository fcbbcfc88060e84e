/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A zip file, by libzip. */
#include "package.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* A part of more than FREE bytes that is more than RATIO times as large as it is packed is none
   that holds a table: those are up to about thirty times as large. No part is larger than MAX. */
static const uint64_t free_nbytes = UINT64_C(64) << 20, ratio_max = 500,
                      nbytes_max = UINT64_C(32) << 30;

static enum kom_status explain(const struct kom_package *p, zip_error_t *e, const char *name,
                               struct kom_error *err) {
    int code = zip_error_code_zip(e), system = zip_error_code_system(e);
    const int zlib_no_memory = -4; /* Z_MEM_ERROR */
    bool is_memory = code == ZIP_ER_ZLIB ? system == zlib_no_memory : system == ENOMEM;
    switch (is_memory ? ZIP_ER_MEMORY : code) {
    case ZIP_ER_MEMORY:
        return kom_no_memory_in(err, p->path);
    case ZIP_ER_OPEN:
    case ZIP_ER_READ:
    case ZIP_ER_SEEK:
    case ZIP_ER_TELL:
    case ZIP_ER_NOENT:
        return kom_fail(err, KOM_EIO, "%s: cannot be read: %s", p->path,
                        strerror(system ? system : EIO));
    case ZIP_ER_NOPASSWD:
    case ZIP_ER_WRONGPASSWD:
    case ZIP_ER_ENCRNOTSUPP:
        return kom_fail(err, KOM_EDATA,
                        "%s: its parts are encrypted; save it without a password in the program "
                        "that wrote it",
                        p->path);
    default:
        return kom_fail(err, KOM_EDATA,
                        "%s: is damaged or cut short%s%s (%s); fetch or copy it again", p->path,
                        name ? ", in " : "", name ? name : "", zip_error_strerror(e));
    }
}

enum kom_status kom_package_open(struct kom_package *p, const char *path, struct kom_error *err) {
    int code = 0;
    struct stat st;
    *p = (struct kom_package){.path = path};
    if (stat(path, &st) == 0 && st.st_size > 0)
        p->nbytes = (uint64_t)st.st_size;
    errno = 0;
    p->zip = zip_open(path, ZIP_RDONLY, &code);
    if (p->zip)
        return KOM_OK;
    zip_error_t e;
    zip_error_init_with_code(&e, code);
    e.sys_err = errno; /* which a zip file that is none, since memory ran out, leaves too */
    enum kom_status status = explain(p, &e, NULL, err);
    zip_error_fini(&e);
    return status;
}

void kom_package_close(struct kom_package *p) {
    if (p->zip)
        zip_discard(p->zip);
    p->zip = NULL;
}

int64_t kom_package_find(const struct kom_package *p, const char *name) {
    int64_t at = zip_name_locate(p->zip, name, 0);
    return at >= 0 ? at : zip_name_locate(p->zip, name, ZIP_FL_NOCASE);
}

enum kom_status kom_packed_open(struct kom_packed *part, const struct kom_package *p, int64_t place,
                                struct kom_error *err) {
    zip_stat_t st;
    *part = (struct kom_packed){.package = p};
    if (zip_stat_index(p->zip, (zip_uint64_t)place, 0, &st) != 0)
        return explain(p, zip_get_error(p->zip), NULL, err);
    part->name = st.name ? st.name : "a part";
    part->packed = st.comp_size;
    part->file = zip_fopen_index(p->zip, (zip_uint64_t)place, 0);
    return part->file ? KOM_OK : explain(p, zip_get_error(p->zip), part->name, err);
}

void kom_packed_close(struct kom_packed *part) {
    if (part->file)
        (void)zip_fclose(part->file);
    part->file = NULL;
}

enum kom_status kom_packed_read(struct kom_packed *part, char *p, size_t cap, size_t *n,
                                struct kom_error *err) {
    zip_int64_t got = zip_fread(part->file, p, cap);
    *n = got > 0 ? (size_t)got : 0;
    if (got < 0)
        return explain(part->package, zip_file_get_error(part->file), part->name, err);
    part->nbytes += *n;
    bool is_bomb = part->nbytes > free_nbytes && part->nbytes / ratio_max > part->packed;
    if (is_bomb || part->nbytes > nbytes_max)
        return kom_fail(err, KOM_EDATA,
                        "%s: %s unpacks to more than %llu MB from %llu KB, as no table does; it is "
                        "not read",
                        part->package->path, part->name, (unsigned long long)(part->nbytes >> 20),
                        (unsigned long long)(part->packed >> 10));
    return KOM_OK;
}

/* ---- names ---- */

/* Takes the last folder off. */
static void go_up(struct kom_buf *out) {
    while (out->n && out->p[out->n - 1] != '/')
        out->n--;
    out->n -= out->n > 0;
}

void kom_package_resolve(struct kom_buf *out, const char *base, const char *target) {
    const char *slash = strrchr(base, '/');
    if (*target != '/' && slash)
        kom_buf_add(out, base, (size_t)(slash - base));
    while (*target) {
        size_t n = strcspn(target, "/\\");
        bool is_dots = n == 2 && target[0] == '.' && target[1] == '.';
        if (is_dots) {
            go_up(out);
        } else if (n > 0 && !(n == 1 && *target == '.')) {
            if (out->n)
                kom_buf_byte(out, '/');
            kom_buf_add(out, target, n);
        }
        target += n + (target[n] != '\0');
    }
}
