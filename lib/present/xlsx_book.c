/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workbook of Excel: its parts around the sheets (ECMA-376, parts 1 and 2).

   Parts are made in memory and put into the archive one after the other; no clock, no name of a
   user and no machine is in them, so that the same tables make the same bytes. */
#include "xlsx_book.h"

#include <stdio.h>
#include <string.h>

#include "labels.h"
#include "unicode.h"
#include "zipped.h"

#define XML KOM_XLSX_XML
#define MAIN KOM_XLSX_MAIN
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006"
#define TYPES "application/vnd.openxmlformats-"
#define SPREADSHEET TYPES "officedocument.spreadsheetml."

/* ---- names of sheets ---- */

const char *kom_xlsx_name_fault(const char *name) {
    size_t n = 0;
    for (struct kom_text t = kom_text_of(name); t.n;) {
        size_t k;
        uint32_t sign = kom_unicode_sign(t, &k);
        if (sign < 0x20 || sign == 0x7f)
            return "has a control character";
        n += sign > 0xffff ? 2 : 1; /* units of UTF-16 */
        t.p += k;
        t.n -= k;
    }
    const size_t last = strlen(name);
    if (n == 0)
        return "is empty";
    if (n > KOM_SHEET_NAME_MAX)
        return "is longer than 31 signs";
    if (strpbrk(name, "[]:*?/\\"))
        return "has one of [ ] : * ? / \\";
    if (name[0] == '\'' || name[last - 1] == '\'')
        return "begins or ends with an apostrophe";
    if (kom_unicode_is_alike(kom_text_of(name), kom_text_of("history")))
        return "is one that Excel keeps for itself";
    return NULL;
}

static struct kom_text name_of(const struct kom_xlsx_page *page) {
    return kom_text_of(page->name ? page->name : kom_label_phrase(KOM_PHRASE_TABLE, page->lang));
}

/* As a formula names the sheet: in apostrophes, where it is not our own word. */
static void add_reference(struct kom_buf *out, const struct kom_xlsx_page *page) {
    struct kom_buf name = {0};
    struct kom_text t = name_of(page);
    kom_buf_str(&name, page->name ? "'" : "");
    for (size_t i = 0; i < t.n; i++) {
        kom_buf_byte(&name, t.p[i]);
        if (t.p[i] == '\'')
            kom_buf_byte(&name, '\'');
    }
    kom_buf_str(&name, page->name ? "'" : "");
    kom_xlsx_text(out, kom_buf_view(&name));
    out->failed = out->failed || name.failed;
    kom_buf_fini(&name);
}

/* ---- parts ---- */

static void add_strings(struct kom_buf *out, const struct kom_xlsx_book *b) {
    kom_buf_printf(out, XML "<sst xmlns=\"" MAIN "\" count=\"%zu\" uniqueCount=\"%zu\">",
                   b->n_texts, b->texts.n);
    for (size_t i = 0; i < b->texts.n; i++) {
        kom_buf_str(out, "<si><t xml:space=\"preserve\">");
        kom_xlsx_text(out, b->texts.text[i]);
        kom_buf_str(out, "</t></si>");
    }
    kom_buf_str(out, "</sst>");
}

/* The names of the sheets, and the rows of each that are printed on every page. */
static void add_workbook(struct kom_buf *out, const struct kom_xlsx_book *b) {
    kom_buf_str(out, XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE
                         "\"><bookViews><workbookView/></bookViews><sheets>");
    for (size_t i = 0; i < b->n; i++) {
        kom_buf_str(out, "<sheet name=\"");
        kom_xlsx_text(out, name_of(&b->page[i]));
        kom_buf_printf(out, "\" sheetId=\"%zu\" r:id=\"rId%zu\"/>", i + 1, i + 1);
    }
    kom_buf_str(out, "</sheets><definedNames>");
    for (size_t i = 0; i < b->n; i++) {
        kom_buf_printf(out, "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"%zu\">", i);
        add_reference(out, &b->page[i]);
        kom_buf_printf(out, "!$1:$%zu</definedName>", b->page[i].header);
    }
    kom_buf_str(out, "</definedNames></workbook>");
}

/* The title of a workbook is that of its one table. */
static void add_core(struct kom_buf *out, const struct kom_xlsx_book *b) {
    kom_buf_str(out, XML "<cp:coreProperties xmlns:cp=\"" PACKAGE "/metadata/core-properties\" "
                         "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>");
    if (b->n == 1)
        kom_xlsx_text(out, kom_buf_view(&b->page[0].caption));
    kom_buf_printf(out, "</dc:title><dc:language>%s</dc:language></cp:coreProperties>",
                   b->page[0].lang == KOM_PRESENT_DA ? "da" : "en");
}

static void add_override(struct kom_buf *out, const char *part, const char *type) {
    kom_buf_printf(out, "<Override PartName=\"/%s\" ContentType=\"%s+xml\"/>", part, type);
}

static void name_part(char name[64], size_t i) {
    (void)snprintf(name, 64, "xl/worksheets/sheet%zu.xml", i + 1);
}

static void add_types(struct kom_buf *out, const struct kom_xlsx_book *b) {
    char name[64];
    kom_buf_str(out, XML "<Types xmlns=\"" PACKAGE
                         "/content-types\"><Default Extension=\"rels\" ContentType=\"" TYPES
                         "package.relationships+xml\"/><Default Extension=\"xml\" "
                         "ContentType=\"application/xml\"/>");
    add_override(out, "xl/workbook.xml", SPREADSHEET "sheet.main");
    for (size_t i = 0; i < b->n; i++) {
        name_part(name, i);
        add_override(out, name, SPREADSHEET "worksheet");
    }
    add_override(out, "xl/styles.xml", SPREADSHEET "styles");
    add_override(out, "xl/sharedStrings.xml", SPREADSHEET "sharedStrings");
    add_override(out, "docProps/core.xml", TYPES "package.core-properties");
    kom_buf_str(out, "</Types>");
}

static void add_relation(struct kom_buf *out, size_t id, const char *type, const char *target) {
    kom_buf_printf(out, "<Relationship Id=\"rId%zu\" Type=\"%s\" Target=\"%s\"/>", id, type,
                   target);
}

static void add_relations(struct kom_buf *out, const struct kom_xlsx_book *b) {
    (void)b;
    kom_buf_str(out, XML "<Relationships xmlns=\"" PACKAGE "/relationships\">");
    add_relation(out, 1, OFFICE "/officeDocument", "xl/workbook.xml");
    add_relation(out, 2, PACKAGE "/relationships/metadata/core-properties", "docProps/core.xml");
    kom_buf_str(out, "</Relationships>");
}

static void add_book_relations(struct kom_buf *out, const struct kom_xlsx_book *b) {
    char name[64];
    kom_buf_str(out, XML "<Relationships xmlns=\"" PACKAGE "/relationships\">");
    for (size_t i = 0; i < b->n; i++) {
        name_part(name, i);
        add_relation(out, i + 1, OFFICE "/worksheet", name + strlen("xl/"));
    }
    add_relation(out, b->n + 1, OFFICE "/styles", "styles.xml");
    add_relation(out, b->n + 2, OFFICE "/sharedStrings", "sharedStrings.xml");
    kom_buf_str(out, "</Relationships>");
}

static void add_styles(struct kom_buf *out, const struct kom_xlsx_book *b) {
    kom_xlsx_styles_write(out, &b->styles);
}

/* ---- the whole ---- */

/* A part with the name of its place in the archive. */
struct part {
    const char *name;
    void (*add)(struct kom_buf *out, const struct kom_xlsx_book *b);
};

static enum kom_status pack(struct kom_zip *zip, const struct part *parts, size_t n,
                            const struct kom_xlsx_book *b, struct kom_error *err) {
    struct kom_buf bytes = {0};
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < n && !status; i++) {
        kom_buf_reset(&bytes);
        parts[i].add(&bytes, b);
        status = bytes.failed ? kom_no_memory_in(err, "the workbook")
                              : kom_zip_add(zip, parts[i].name, kom_buf_view(&bytes), err);
    }
    kom_buf_fini(&bytes);
    return status;
}

enum kom_status kom_xlsx_book_write(const struct kom_xlsx_book *b, struct kom_buf *out,
                                    struct kom_error *err) {
    static const struct part first[] = {{"[Content_Types].xml", add_types},
                                        {"_rels/.rels", add_relations},
                                        {"xl/workbook.xml", add_workbook},
                                        {"xl/_rels/workbook.xml.rels", add_book_relations}};
    static const struct part last[] = {{"xl/sharedStrings.xml", add_strings},
                                       {"xl/styles.xml", add_styles},
                                       {"docProps/core.xml", add_core}};
    struct kom_zip zip = {.out = out};
    enum kom_status status = pack(&zip, first, sizeof first / sizeof *first, b, err);
    for (size_t i = 0; i < b->n && !status; i++) {
        char name[64];
        name_part(name, i);
        status = kom_zip_add(&zip, name, kom_buf_view(&b->page[i].xml), err);
    }
    if (!status)
        status = pack(&zip, last, sizeof last / sizeof *last, b, err);
    if (!status)
        status = kom_zip_finish(&zip, err);
    kom_zip_fini(&zip);
    return status;
}

void kom_xlsx_book_fini(struct kom_xlsx_book *b) {
    for (size_t i = 0; i < b->n; i++) {
        kom_buf_fini(&b->page[i].xml);
        kom_buf_fini(&b->page[i].caption);
    }
    kom_free(b->page);
    kom_xlsx_styles_fini(&b->styles);
    kom_intern_fini(&b->texts);
    *b = (struct kom_xlsx_book){.n = 0};
}

struct kom_xlsx_book *kom_xlsx_book_new(void) {
    struct kom_xlsx_book *book = kom_alloc(1, sizeof *book);
    if (book)
        *book = (struct kom_xlsx_book){.n = 0};
    return book;
}

void kom_xlsx_book_free(struct kom_xlsx_book *book) {
    if (book)
        kom_xlsx_book_fini(book);
    kom_free(book);
}
