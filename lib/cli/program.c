/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a program that is run hears of the environment: where programs are, and little else. */
#include "program.h"

#include <stdlib.h>

#include "child.h"

/* "NAME=value" of the environment or of `fallback`; NULL: neither is there. *ok: memory lasted. */
static const char *setting(struct kom_run *run, const char *name, const char *fallback, bool *ok) {
    struct kom_buf text = {0};
    const char *value = getenv(name);
    if (!value || !*value)
        value = fallback;
    if (!value)
        return NULL;
    kom_buf_printf(&text, "%s=%s", name, value);
    const char *kept = text.failed ? NULL : kom_arena_copy(&run->arena, text.p, text.n);
    kom_buf_fini(&text);
    *ok = *ok && kept;
    return kept;
}

enum kom_status kom_run_program(struct kom_run *run, const char *const *argv, const char *package,
                                struct kom_text input, struct kom_buf *out) {
    bool ok = true, is_missing = false;
    const char *const known[] = {
        setting(run, "PATH", NULL, &ok), "HOME=/nonexistent", setting(run, "TMPDIR", NULL, &ok),
        setting(run, "SOURCE_DATE_EPOCH", "315532800", &ok), "LC_ALL=C.UTF-8"};
    const char *envp[sizeof known / sizeof *known + 1] = {NULL};
    size_t n = 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i])
            envp[n++] = known[i];
    struct kom_child child = {argv, envp, kom_run_folder(), input};
    if (!ok)
        return kom_no_memory(&run->err);
    enum kom_status status = kom_child_run(&child, out, &is_missing, &run->err);
    if (!status || !is_missing)
        return status;
    return kom_fail(&run->err, KOM_EIO, "%s is not there; install it (Debian: apt install %s)",
                    argv[0], package);
}
