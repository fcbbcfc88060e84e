/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a workbook: from the package to its sheets by the relations between them. */
#include "book.h"

#include <string.h>

#include "packed/xml.h"

/* ---- relations ---- */

/* Relations of a part, those of some kinds. */
struct relation {
    const char *id, *type, *target;
};

struct relations {
    struct kom_arena *arena;
    struct relation *item;
    size_t n, cap;
};

enum { RELATIONS_MAX = 100000, SHEETS_MAX = 10000 };

static void take_relation(struct kom_xml *x, const char *name, const char **attributes) {
    struct relations *r = x->context;
    const char *id = kom_xml_attribute(attributes, "Id"),
               *type = kom_xml_attribute(attributes, "Type"),
               *target = kom_xml_attribute(attributes, "Target"),
               *mode = kom_xml_attribute(attributes, "TargetMode");
    void *p = r->item;
    bool is_inside = !mode || strcmp(mode, "External") != 0; /* no link is followed */
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target || !is_inside)
        return;
    if (r->n == RELATIONS_MAX || kom_grow(&p, &r->cap, r->n + 1, sizeof *r->item) != KOM_OK) {
        kom_xml_stop(x, kom_no_memory_in(x->err, x->part->package->path));
        return;
    }
    r->item = p;
    const char *slash = strrchr(type, '/');
    struct relation *item = &r->item[r->n++];
    *item = (struct relation){
        kom_arena_copy(r->arena, id, strlen(id)),
        kom_arena_copy(r->arena, slash ? slash + 1 : type, strlen(slash ? slash + 1 : type)),
        kom_arena_copy(r->arena, target, strlen(target))};
    if (!item->id || !item->type || !item->target)
        kom_xml_stop(x, kom_no_memory_in(x->err, x->part->package->path));
}

static void take_nothing(struct kom_xml *x) {
    (void)x;
}

/* "xl/workbook.xml" has its relations in "xl/_rels/workbook.xml.rels"; "" those of the package. */
static enum kom_status read_relations(struct kom_book *b, const char *part, struct relations *r,
                                      struct kom_error *err) {
    static const struct kom_xml_handlers handlers = {kom_book_spaces, take_relation, take_nothing,
                                                     NULL};
    const char *slash = strrchr(part, '/'), *base = slash ? slash + 1 : part;
    struct kom_buf name = {0};
    kom_buf_add(&name, part, (size_t)(base - part));
    kom_buf_printf(&name, "_rels/%s.rels", base);
    kom_buf_byte(&name, '\0');
    *r = (struct relations){.arena = &b->arena};
    int64_t place = name.failed ? -1 : kom_package_find(&b->package, name.p);
    enum kom_status status =
        name.failed ? kom_no_memory_in(err, b->package.path)
        : place < 0 ? kom_fail(err, KOM_EDATA,
                               "%s: is a zip file without %s, so no workbook, or a damaged one",
                               b->package.path, name.p)
                    : kom_xml_read(&b->package, place, &handlers, r, err);
    kom_buf_fini(&name);
    return status;
}

/* The name of the part that a relation leads to, in the arena; NULL: memory ran out. */
static const char *resolve(struct kom_book *b, const char *base, const char *target) {
    struct kom_buf name = {0};
    kom_package_resolve(&name, base, target);
    const char *copy = name.failed ? NULL : kom_arena_copy(&b->arena, name.p, name.n);
    kom_buf_fini(&name);
    return copy;
}

static const struct relation *by_type(const struct relations *r, const char *type) {
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->item[i].type, type) == 0)
            return &r->item[i];
    return NULL;
}

/* The place of the part of a relation; it has to be there. */
static enum kom_status find_part(struct kom_book *b, const char *base, const char *target,
                                 int64_t *place, struct kom_error *err) {
    const char *name = resolve(b, base, target);
    if (!name)
        return kom_no_memory_in(err, b->package.path);
    *place = kom_package_find(&b->package, name);
    return *place >= 0 ? KOM_OK
                       : kom_fail(err, KOM_EDATA,
                                  "%s: has no part %s, which it speaks of; fetch or copy it again",
                                  b->package.path, name);
}

/* ---- the workbook ---- */

static void take_sheet(struct kom_xml *x, struct kom_book *b, const char **attributes) {
    const char *name = kom_xml_attribute(attributes, "name"),
               *state = kom_xml_attribute(attributes, "state"),
               *id = kom_xml_foreign_attribute(attributes, "id");
    void *p = b->sheet;
    if (!name || !id) {
        kom_xml_stop(x, kom_fail(x->err, KOM_EDATA, "%s: %s: a sheet without name or relation",
                                 b->package.path, x->part->name));
        return;
    }
    if (b->n_sheets == SHEETS_MAX ||
        kom_grow(&p, &b->cap_sheets, b->n_sheets + 1, sizeof *b->sheet) != KOM_OK) {
        kom_xml_stop(x, kom_no_memory_in(x->err, b->package.path));
        return;
    }
    b->sheet = p;
    struct kom_book_sheet *sheet = &b->sheet[b->n_sheets++];
    *sheet = (struct kom_book_sheet){kom_arena_copy(&b->arena, name, strlen(name)),
                                     kom_arena_copy(&b->arena, id, strlen(id)), -1,
                                     state && strcmp(state, "visible") != 0};
    if (!sheet->name || !sheet->relation)
        kom_xml_stop(x, kom_no_memory_in(x->err, b->package.path));
}

static void take_workbook(struct kom_xml *x, const char *name, const char **attributes) {
    struct kom_book *b = x->context;
    if (x->depth == 1 && strcmp(name, "workbook") != 0)
        kom_xml_stop(x, kom_fail(x->err, KOM_EDATA,
                                 "%s: holds no workbook; it is perhaps of Word or PowerPoint",
                                 b->package.path));
    else if (x->depth == 2 && strcmp(name, "workbookPr") == 0)
        b->is_1904 = kom_xml_is_true(kom_xml_attribute(attributes, "date1904"));
    else if (x->depth == 2 && strcmp(name, "calcPr") == 0)
        b->wants_computing = kom_xml_is_true(kom_xml_attribute(attributes, "fullCalcOnLoad"));
    else if (x->depth == 3 && strcmp(name, "sheet") == 0)
        take_sheet(x, b, attributes);
}

static bool is_binary(const char *part) {
    size_t n = strlen(part);
    return n > 4 && strcmp(part + n - 4, ".bin") == 0;
}

/* Which part is the workbook? */
static enum kom_status find_workbook(struct kom_book *b, const char **part, int64_t *place,
                                     struct kom_error *err) {
    struct relations r;
    enum kom_status status = read_relations(b, "", &r, err);
    const struct relation *to = status ? NULL : by_type(&r, "officeDocument");
    if (status)
        return status;
    if (!to)
        return kom_fail(err, KOM_EDATA, "%s: is a zip file that holds no workbook",
                        b->package.path);
    *part = resolve(b, "", to->target);
    status =
        *part ? find_part(b, "", to->target, place, err) : kom_no_memory_in(err, b->package.path);
    if (!status && is_binary(*part))
        status = kom_fail(err, KOM_EDATA,
                          "%s: is a binary workbook (.xlsb), which is not read; save it as .xlsx, "
                          "or: libreoffice --headless --convert-to xlsx %s",
                          b->package.path, b->package.path);
    kom_free(r.item);
    return status;
}

/* A sheet's part, if it is one of cells. */
static enum kom_status find_sheet(struct kom_book *b, const char *workbook,
                                  const struct relations *r, struct kom_book_sheet *sheet,
                                  struct kom_error *err) {
    for (size_t i = 0; i < r->n; i++) {
        const struct relation *to = &r->item[i];
        if (strcmp(to->id, sheet->relation) != 0)
            continue;
        return strcmp(to->type, "worksheet") == 0
                   ? find_part(b, workbook, to->target, &sheet->place, err)
                   : KOM_OK;
    }
    return kom_fail(err, KOM_EDATA,
                    "%s: does not say where the cells of sheet \"%s\" are; fetch or copy it again",
                    b->package.path, sheet->name);
}

/* No workbook has two sheets in one part; a thousand names of one part would take as long as a
   thousand sheets. */
static enum kom_status check_once(const struct kom_book *b, size_t at, struct kom_error *err) {
    for (size_t i = 0; i < at; i++)
        if (b->sheet[i].place == b->sheet[at].place && b->sheet[at].place >= 0)
            return kom_fail(err, KOM_EDATA,
                            "%s: sheets \"%s\" and \"%s\" are one part; fetch or copy it again",
                            b->package.path, b->sheet[i].name, b->sheet[at].name);
    return KOM_OK;
}

static enum kom_status find_parts(struct kom_book *b, const char *workbook, struct kom_error *err) {
    struct relations r;
    int64_t styles = -1;
    enum kom_status status = read_relations(b, workbook, &r, err);
    const struct relation *strings = status ? NULL : by_type(&r, "sharedStrings"),
                          *style = status ? NULL : by_type(&r, "styles");
    for (size_t i = 0; i < b->n_sheets && !status; i++) {
        status = find_sheet(b, workbook, &r, &b->sheet[i], err);
        if (!status)
            status = check_once(b, i, err);
    }
    if (!status && strings)
        status = find_part(b, workbook, strings->target, &b->strings_place, err);
    if (!status && style)
        status = find_part(b, workbook, style->target, &styles, err);
    if (!status && style)
        status = kom_book_read_styles(b, styles, err);
    kom_free(r.item);
    return status;
}

enum kom_status kom_book_open(struct kom_book *b, const char *path, struct kom_error *err) {
    static const struct kom_xml_handlers handlers = {kom_book_spaces, take_workbook, take_nothing,
                                                     NULL};
    const char *workbook = NULL;
    int64_t place = -1;
    b->strings_place = -1;
    enum kom_status status = kom_package_open(&b->package, path, err);
    if (!status)
        status = find_workbook(b, &workbook, &place, err);
    if (!status)
        status = kom_xml_read(&b->package, place, &handlers, b, err);
    if (!status)
        status = find_parts(b, workbook, err);
    if (!status && b->n_sheets == 0)
        status = kom_fail(err, KOM_EDATA, "%s: is a workbook without sheets", path);
    return status;
}

void kom_book_close(struct kom_book *b) {
    kom_package_close(&b->package);
    kom_arena_fini(&b->arena);
    kom_buf_fini(&b->strings);
    kom_free(b->string_end);
    kom_free(b->sheet);
    kom_free(b->style);
}
