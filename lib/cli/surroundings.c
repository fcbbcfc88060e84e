/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the environment says of other programs and of the day; no result depends on it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "days.h"
#include "num.h"
#include "tool.h"

enum { SECONDS_OF_A_DAY = 86400 };

enum kom_status kom_run_published(struct kom_run *run, int32_t *day) {
    const char *text = getenv("SOURCE_DATE_EPOCH");
    const struct kom_text t = kom_text_of(text);
    struct kom_num v = {.mantissa = 0};
    const int64_t last = (int64_t)kom_day_of((struct kom_ymd){9999, 12, 31});
    *day = kom_day_of((struct kom_ymd){1970, 1, 1});
    if (t.n == 0)
        return KOM_OK;
    if (!kom_is_digits(t) || !kom_num_parse(t, (struct kom_num_form){'.', '\0'}, &v) ||
        !v.is_exact || v.mantissa / SECONDS_OF_A_DAY > last - *day)
        return kom_fail(&run->err, KOM_EUSAGE,
                        "SOURCE_DATE_EPOCH: \"%s\" is no number of seconds since 1970", text);
    *day += (int32_t)(v.mantissa / SECONDS_OF_A_DAY);
    return KOM_OK;
}

bool kom_run_find_program(const char *name, char path[PATH_MAX]) {
    const char *folder = getenv("PATH");
    bool is_found = false;
    while (folder && !is_found) {
        struct stat st;
        const size_t m = strcspn(folder, ":");
        const int n = snprintf(path, PATH_MAX, "%.*s%s%s", (int)m, folder, m ? "/" : "./", name);
        is_found =
            n < PATH_MAX && access(path, X_OK) == 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode);
        folder = folder[m] ? folder + m + 1 : NULL;
    }
    return is_found;
}
