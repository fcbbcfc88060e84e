/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only file that writes to standard error. The guarded paths are the one mutable global:
 * signals have no argument. */
#include "diag.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"

enum { N_GUARDED = 8 };

static const char *volatile guarded[N_GUARDED];

void kom_diag_line(const char *program, const char *text) {
    struct kom_buf line = {0};
    kom_buf_str(&line, program);
    kom_buf_str(&line, ": ");
    kom_buf_str(&line, text);
    kom_buf_byte(&line, '\n');
    /* Nothing can be said about a standard error that does not take what is said. */
    if (line.n && write(STDERR_FILENO, line.p, line.n) < 0) {
    }
    kom_buf_fini(&line);
}

void kom_diag_vline(const char *program, const char *format, va_list args) {
    char text[2048];
    (void)vsnprintf(text, sizeof text, format, args);
    kom_diag_line(program, text);
}

static void remove_guarded(int number) {
    for (int i = 0; i < N_GUARDED; i++)
        if (guarded[i])
            (void)unlink(guarded[i]);
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

void kom_diag_guard_signals(void) {
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction action, old;
        (void)memset(&action, 0, sizeof action);
        action.sa_handler = remove_guarded;
        (void)sigemptyset(&action.sa_mask);
        /* nohup and background jobs have asked to be left alone. */
        if (numbers[i] != SIGPIPE && sigaction(numbers[i], NULL, &old) == 0 &&
            old.sa_handler == SIG_IGN)
            continue;
        (void)sigaction(numbers[i], &action, NULL);
    }
}

void kom_diag_guard(const char *path) {
    for (int i = 0; i < N_GUARDED && path; i++) {
        if (!guarded[i]) {
            guarded[i] = path;
            return;
        }
    }
}

void kom_diag_unguard(const char *path) {
    for (int i = 0; i < N_GUARDED; i++)
        if (guarded[i] == path)
            guarded[i] = NULL;
}
