/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pandoc makes of the HTML, and whether it is what it should be. */
#include "table/docx.h"

#include <string.h>

#include "program.h"

enum kom_status kom_table_docx(struct kom_run *run, struct kom_buf *buf,
                               enum kom_present_lang lang) {
    const char *const argv[] = {"pandoc",
                                "--from=html",
                                "--to=docx",
                                "--output=-",
                                lang == KOM_PRESENT_DA ? "--metadata=lang:da"
                                                       : "--metadata=lang:en",
                                NULL};
    struct kom_buf docx = {0};
    enum kom_status status = kom_run_program(run, argv, "pandoc", kom_buf_view(buf), &docx);
    bool is_zip = docx.n > 4 && memcmp(docx.p, "PK\x03\x04", 4) == 0;
    if (!status && !is_zip)
        status = kom_fail(&run->err, KOM_EIO, "what pandoc wrote is no docx");
    kom_buf_fini(buf);
    *buf = docx;
    return status;
}
