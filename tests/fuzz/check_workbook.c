/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-read on workbooks whose parts are the files of a call: what stands as `in` is the first
   sheet, `two` the second, `book`, `styles` and `strings` those parts; a part that is not there is
   a small one. */
#include <string.h>

#include "checks.h"
#include "tools.h"
#include "zip.h"

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\""

static const struct part {
    const char *file, *name, *otherwise;
} parts[] = {
    {"", "_rels/.rels",
     "<Relationships " PACKAGE "><Relationship Id=\"a\" Type=\"" OFFICE
     "/officeDocument\" Target=\"xl/w.xml\"/></Relationships>"},
    {"", "xl/_rels/w.xml.rels",
     "<Relationships " PACKAGE "><Relationship Id=\"a\" Type=\"" OFFICE
     "/worksheet\" Target=\"1.xml\"/><Relationship Id=\"b\" Type=\"" OFFICE
     "/worksheet\" Target=\"2.xml\"/><Relationship Id=\"c\" Type=\"" OFFICE
     "/styles\" Target=\"c.xml\"/><Relationship Id=\"d\" Type=\"" OFFICE
     "/sharedStrings\" Target=\"d.xml\"/></Relationships>"},
    {"book", "xl/w.xml",
     "<workbook " MAIN " xmlns:r=\"" OFFICE
     "\"><sheets><sheet name=\"A\" r:id=\"a\"/><sheet name=\"B\" r:id=\"b\"/></sheets></workbook>"},
    {"in", "xl/1.xml", ""},
    {"two", "xl/2.xml", "<worksheet " MAIN "/>"},
    {"styles", "xl/c.xml",
     "<styleSheet " MAIN "><numFmts><numFmt numFmtId=\"200\" formatCode=\"0000\"/></numFmts>"
     "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"200\"/>"
     "<xf numFmtId=\"21\"/><xf numFmtId=\"46\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"},
    {"strings", "xl/d.xml", "<sst " MAIN "><si><t>kom</t></si><si><t>0101</t></si></sst>"},
};

enum { N_PARTS = sizeof parts / sizeof parts[0] };

static struct kom_text bytes_of(const struct fuzz_case *c, const struct part *part) {
    struct kom_text t = *part->file ? fuzz_case_file(c, part->file) : (struct kom_text){NULL, 0};
    return t.p ? t : kom_text_of(part->otherwise);
}

static void put_workbook(const struct fuzz_case *c, struct kom_buf *out) {
    struct fuzz_part part[N_PARTS];
    for (size_t i = 0; i < N_PARTS; i++)
        part[i] = (struct fuzz_part){parts[i].name, bytes_of(c, &parts[i])};
    fuzz_zip(part, N_PARTS, out);
}

const char *fuzz_xlsx(struct kom_text text, struct kom_buf *why) {
    static const char *const none[] = {NULL};
    struct fuzz_case c;
    struct fuzz_answer a = {0};
    struct kom_buf book = {0};
    const char *wrong = NULL;
    bool is_call = fuzz_case_read(&c, &kom_tool_read, text) && !fuzz_case_has(&c, "-j");
    if (is_call) {
        put_workbook(&c, &book);
        wrong = fuzz_check_packed(&c, kom_buf_view(&book), &a);
        bool is_other = a.out.n && memchr(a.out.p, '\0', a.out.n); /* cells here end at a NUL */
        if (!wrong && a.code == 0 && !is_other && !fuzz_case_shows_other(&c))
            wrong = fuzz_check_result(&a, none);
        if (wrong)
            kom_buf_text(why, kom_buf_view(&a.err));
    }
    kom_buf_fini(&book);
    fuzz_answer_fini(&a);
    fuzz_case_fini(&c);
    return wrong;
}
