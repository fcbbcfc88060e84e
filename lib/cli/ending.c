/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end by a signal. Everything is done in the handler, of whichever thread it comes to; if
 * another thread is writing just then, the signal is sent on to that one, whose write it
 * interrupts: so no byte of a row follows the last words, and nobody waits for a full pipe. A
 * second later an alarm ends what is left. What the handler needs to know is the one mutable
 * global: signals have no argument. */
#include "ending.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

_Static_assert(ATOMIC_INT_LOCK_FREE == 2 && ATOMIC_POINTER_LOCK_FREE == 2,
               "a handler cannot wait for a lock");

enum { SECONDS = 1, FORWARD = SIGUSR1 };

static struct kom_files *_Atomic watched;
static const char *_Atomic name;
static _Atomic int ending;                           /* the signal that came first */
static atomic_flag has_last_word = ATOMIC_FLAG_INIT; /* one handler speaks */

bool kom_ending_take_descriptors(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
            continue;
        /* The lowest that is free is this one. What reads is only written to, and the other way
         * round. */
        int flags = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY, got = open("/dev/null", flags);
        if (got < 0)
            got = open("/", O_RDONLY); /* is neither read nor written */
        if (got != fd)
            return false;
    }
    return true;
}

void kom_ending_block(sigset_t *old) {
    sigset_t all;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, old);
}

static void handle(int number, void (*handler)(int)) {
    struct sigaction action;
    (void)memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    (void)sigfillset(&action.sa_mask);
    (void)sigaction(number, &action, NULL);
}

static void handle_fully(int number, void (*handler)(int, siginfo_t *, void *)) {
    struct sigaction action;
    (void)memset(&action, 0, sizeof action);
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO; /* no SA_RESTART */
    (void)sigfillset(&action.sa_mask);
    (void)sigaction(number, &action, NULL);
}

static void let_through(int number) {
    sigset_t one;
    (void)sigemptyset(&one);
    (void)sigaddset(&one, number);
    (void)pthread_sigmask(SIG_UNBLOCK, &one, NULL);
}

/* Ends as the signal would have ended it. */
static void die(int number) {
    handle(number, SIG_DFL);
    let_through(number);
    (void)raise(number);
    _exit(128 + number);
}

static void time_is_up(int number) {
    (void)number;
    die(ending);
}

/* Whatever comes next, the process ends in time. */
static void set_alarm(void) {
    handle(SIGALRM, time_is_up);
    (void)alarm(SECONDS);
    let_through(SIGALRM);
}

static void wait_for_the_end(void) {
    for (;;)
        (void)poll(NULL, 0, -1);
}

/* No function that formats is safe here. */
static void write_text(char text[64], int number) {
    size_t n = 0;
    for (const char *p = name; *p && n < 32; p++)
        text[n++] = *p;
    for (const char *p = ": stopped by signal "; *p; p++)
        text[n++] = *p;
    if (number >= 10)
        text[n++] = (char)('0' + number / 10 % 10);
    text[n++] = (char)('0' + number % 10);
    text[n] = '\0';
}

static void on_signal(int number, siginfo_t *info, void *context) {
    int none = 0;
    pthread_t writer;
    char text[64];
    struct kom_files *files = watched;
    (void)context;
    /* A file that may not grow: the write tells (EFBIG), and the tool says what failed. */
    if (number == SIGXFSZ && (info->si_code > 0 || info->si_pid == getpid()))
        return;
    if (atomic_compare_exchange_strong(&ending, &none, number))
        set_alarm();
    else
        let_through(SIGALRM);
    if (files && !kom_files_seize(files, &writer)) {
        handle_fully(FORWARD, on_signal);
        (void)pthread_kill(writer, FORWARD);
        wait_for_the_end();
    }
    if (atomic_flag_test_and_set(&has_last_word))
        wait_for_the_end();
    write_text(text, ending);
    if (files)
        kom_files_abandon(files, text);
    die(ending);
}

static void watch_for(int number) {
    struct sigaction old;
    if (sigaction(number, NULL, &old) != 0)
        return;
    bool is_default = !(old.sa_flags & SA_SIGINFO) && old.sa_handler == SIG_DFL;
    /* nohup and background jobs have asked to be left alone; sanitizers want to see faults. A
     * reader that is gone ends a tool whatever its parent thought of that. */
    if (!is_default && number != SIGPIPE)
        return;
    handle_fully(number, on_signal);
}

void kom_ending_watch(const char *program, struct kom_files *files) {
    /* All whose default is the end of the process (signal.h of POSIX, and what Linux adds). */
    static const int numbers[] = {
        SIGHUP,    SIGINT,  SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,  SIGFPE, SIGSEGV,
        SIGUSR1,   SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGXCPU, SIGXFSZ, SIGSYS,
#ifdef SIGVTALRM
        SIGVTALRM,
#endif
#ifdef SIGPROF
        SIGPROF,
#endif
#ifdef SIGPOLL
        SIGPOLL,
#endif
#ifdef SIGPWR
        SIGPWR,
#endif
#ifdef SIGSTKFLT
        SIGSTKFLT,
#endif
    };
    atomic_store(&name, program);
    atomic_store(&watched, files);
    for (size_t i = 0; files && i < sizeof numbers / sizeof numbers[0]; i++)
        watch_for(numbers[i]);
#ifdef SIGRTMIN /* the last is that of debuggers */
    for (int number = SIGRTMIN; files && number < SIGRTMAX; number++)
        watch_for(number);
#endif
}
