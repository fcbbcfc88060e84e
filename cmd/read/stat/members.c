/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets of a SAS transport file. There may be several, one behind the other; ReadStat takes all
   that stands behind the first one's header for its rows. A header is a record of 80 bytes. */
#include "parse.h"

enum { RECORD_NBYTES = 80 };

static const char header[] = "HEADER RECORD*******MEMB??  HEADER RECORD!!!!!!!";

static enum kom_status several(struct kom_statfile *f) {
    return kom_fail(
        &f->err, KOM_EDATA,
        "%s: holds several data sets; write each into a file of its own in SAS: libname "
        "new xport \"NAME.xpt\"; proc copy in=OLD out=new; select NAME; run;",
        f->file.path);
}

enum kom_status kom_members_look(struct kom_statfile *f, int64_t at, const char *p, size_t n) {
    struct kom_members *m = &f->members;
    for (size_t i = 0; i < n; i++) {
        size_t place = ((size_t)at + i) % RECORD_NBYTES;
        if (place >= sizeof header - 1)
            continue;
        bool fits = p[i] == header[place] || header[place] == '?';
        m->n_alike = fits && m->n_alike == place ? place + 1 : 0;
        m->n += m->n_alike == sizeof header - 1;
    }
    return m->n > 1 ? several(f) : KOM_OK;
}
