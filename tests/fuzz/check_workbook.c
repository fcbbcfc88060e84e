/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-read on workbooks whose parts are the files of a call: what stands as `in` is the first
   sheet, `two` the second, `book`, `styles` and `strings` those parts; a part that is not there is
   a small one. They are stored as they are, with right check sums, so that what is changed is the
   XML. */
#include <string.h>
#include <zlib.h>

#include "checks.h"
#include "tools.h"

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

static void put_number(struct kom_buf *out, uint32_t v, int n_bytes) {
    for (; n_bytes > 0; n_bytes--, v >>= 8)
        kom_buf_byte(out, (char)(v & 0xFF));
}

/* What the headers of a part, before it and in the list at the end, have in common. */
static void put_entry(struct kom_buf *out, const char *name, struct kom_text bytes) {
    put_number(out, 20, 2);
    put_number(out, 0, 4);
    put_number(out, 0x00210000, 4);
    put_number(out, (uint32_t)crc32(0, (const Bytef *)bytes.p, (uInt)bytes.n), 4);
    put_number(out, (uint32_t)bytes.n, 4);
    put_number(out, (uint32_t)bytes.n, 4);
    put_number(out, (uint32_t)strlen(name), 2);
    put_number(out, 0, 2);
}

static struct kom_text bytes_of(const struct fuzz_case *c, const struct part *part) {
    struct kom_text t = *part->file ? fuzz_case_file(c, part->file) : (struct kom_text){NULL, 0};
    return t.p ? t : kom_text_of(part->otherwise);
}

static void put_workbook(const struct fuzz_case *c, struct kom_buf *out) {
    struct kom_buf list = {0};
    for (size_t i = 0; i < N_PARTS; i++) {
        struct kom_text t = bytes_of(c, &parts[i]);
        kom_buf_add(&list, "PK\1\2\24", 6);
        put_entry(&list, parts[i].name, t);
        put_number(&list, 0, 4); /* length of a comment, disk */
        put_number(&list, 0, 2); /* attributes */
        put_number(&list, 0, 4);
        put_number(&list, (uint32_t)out->n, 4);
        kom_buf_str(&list, parts[i].name);
        kom_buf_add(out, "PK\3\4", 4);
        put_entry(out, parts[i].name, t);
        kom_buf_str(out, parts[i].name);
        kom_buf_text(out, t);
    }
    uint32_t at = (uint32_t)out->n;
    kom_buf_text(out, kom_buf_view(&list));
    kom_buf_add(out, "PK\5\6\0\0\0\0", 8);
    put_number(out, N_PARTS, 2);
    put_number(out, N_PARTS, 2);
    put_number(out, (uint32_t)list.n, 4);
    put_number(out, at, 4);
    put_number(out, 0, 2);
    kom_buf_fini(&list);
}

const char *fuzz_xlsx(struct kom_text text, struct kom_buf *why) {
    static const char *const one[] = {"-j", "1", NULL}, *const three[] = {"-j", "3", NULL},
                             *const none[] = {NULL};
    struct fuzz_case c;
    struct fuzz_answer a = {0}, b = {0};
    struct kom_buf book = {0};
    const char *wrong = NULL;
    bool is_call = fuzz_case_read(&c, &kom_tool_read, text) && !fuzz_case_has(&c, "-j");
    if (is_call) {
        put_workbook(&c, &book);
        for (int i = 0; i < c.n_files; i++)
            if (strcmp(c.file[i].name, "in") == 0)
                c.file[i].bytes = kom_buf_view(&book);
        fuzz_case_run(&c, FUZZ_FILE, one, &a);
        fuzz_case_run(&c, FUZZ_FILE, three, &b);
        wrong = fuzz_check_answer(&c, &a);
        bool is_alike = a.code == b.code &&
                        kom_text_equal(kom_buf_view(&a.out), kom_buf_view(&b.out)) &&
                        kom_text_equal(kom_buf_view(&a.err), kom_buf_view(&b.err));
        bool is_other = a.out.n && memchr(a.out.p, '\0', a.out.n); /* cells here end at a NUL */
        if (!wrong && !is_alike)
            wrong = "three threads say something else";
        if (!wrong && a.code == 0 && !is_other && !fuzz_case_shows_other(&c))
            wrong = fuzz_check_result(&a, none);
        if (wrong)
            kom_buf_text(why, kom_buf_view(&a.err));
    }
    kom_buf_fini(&book);
    fuzz_answer_fini(&a);
    fuzz_answer_fini(&b);
    fuzz_case_fini(&c);
    return wrong;
}
