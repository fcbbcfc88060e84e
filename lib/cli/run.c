/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a tool: options, outputs, the run, and what is to be said at the end.

   kom_tool_main makes the run from the tool's row: options are parsed, those of reading turned into
   one struct, files named and opened; then the tool runs. At the end come first all things that can
   fail (the report, the outputs' last bytes), then what is to be said, then the renaming of all
   outputs at once: a file is old or new and whole, and nothing is renamed when anything failed. A
   failed allocation at any time means that nothing is believed. What reading found is said once a
   column, whether the run failed or not. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "ending.h"
#include "mem.h"
#include "options.h"
#include "os.h"
#include "parallel.h"
#include "parted.h"
#include "schema.h"

enum { THREADS_DEFAULT_MAX = 8 };

/* "kom-uptake". */
static const char *program(const struct kom_run *run) {
    return run->program;
}

enum kom_status kom_run_write(struct kom_run *run, const struct kom_buf *buf) {
    if (buf->failed || kom_mem_failures() > 0)
        return kom_no_memory(&run->err);
    return kom_sink_write(run->out, kom_buf_view(buf), &run->err);
}

enum kom_status kom_run_flush(void *run, struct kom_buf *buf) {
    enum kom_status status = kom_run_write(run, buf);
    kom_buf_reset(buf);
    return status;
}

/* ---- a method ---- */

/* The rows of the input, or what the parts of a run made of them. */
static enum kom_status take_rows(struct kom_run *run, struct kom_extract *x,
                                 const struct kom_method *m, struct kom_fold *fold) {
    if (m->judges_rows)
        return run->merged ? kom_run_load(run, x, m, fold) : kom_run_rows(run, x, fold);
    if (!run->merged)
        return kom_run_fold(run, x, fold);
    return kom_run_say_folded(run, x, fold, kom_run_load(run, x, m, fold));
}

enum kom_status kom_run_method(struct kom_run *run, struct kom_extract *x,
                               const struct kom_method *m, void *method) {
    void *worker[KOM_THREADS_MAX];
    struct kom_fold fold;
    const struct kom_out to = {kom_run_flush, run};
    if (run->reading.part)
        return kom_run_save(run, x, m, method);
    enum kom_status status = m->ask ? m->ask(method, x, &run->err) : KOM_OK;
    if (!status)
        status = kom_method_hire(m, method, run->merged ? 1 : kom_run_threads(run, x), worker,
                                 &fold, &run->err);
    if (!status && run->merged && run->joins)
        return kom_run_join(run, x, m, method, &fold);
    if (!status)
        status = take_rows(run, x, m, &fold);
    if (!status && m->finish)
        status = m->finish(method, x, &run->err);
    return status || !m->write ? status : m->write(method, &to, &run->err);
}

/* The place in a message: all before the second colon ("FILE:LINE"). */
static struct kom_text place_of(const char *text) {
    struct kom_text t = kom_text_of(text);
    size_t colons = 0;
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] == ':' && ++colons == 2)
            t.n = i;
    return t;
}

/* Streams that have begun say where it was. */
static void spoil(struct kom_run *run) {
    struct kom_line line = {.n = 0}; /* memory may be what ran out */
    struct kom_text place = place_of(run->bad_row.text[0] ? run->bad_row.text : run->err.text);
    kom_line_printf(&line, "%s: stopped at %.*s", program(run), (int)place.n, place.p);
    kom_files_spoil(&run->outputs, line.p);
}

/* ---- life ---- */

static enum kom_status prepare(struct kom_run *run) {
    int64_t threads = 1;
    struct stat st;
    bool is_file = fstat(STDIN_FILENO, &st) == 0 && S_ISREG(st.st_mode);
    run->input_start = is_file ? (int64_t)lseek(STDIN_FILENO, 0, SEEK_CUR) : -1;
    unsigned cpus = kom_os_cpus();
    enum kom_status status = kom_run_seal(run);
    if (!status)
        status = kom_run_reading(run);
    if (!status)
        status = kom_run_part(run);
    if (!status)
        status = kom_run_whole(run, KOM_OPT_threads, 1, KOM_THREADS_MAX,
                               cpus < THREADS_DEFAULT_MAX ? cpus : THREADS_DEFAULT_MAX, &threads);
    if (status)
        return status;
    run->n_threads = kom_os_threads((unsigned)threads);
    run->report = kom_report_new();
    if (!run->report)
        return kom_no_memory(&run->err);
    return kom_run_open_files(run);
}

/* All that can fail, then what is to be said, then the names of the files; nothing but the end
 * comes after that, and no signal before it. */
static enum kom_status conclude(struct kom_run *run) {
    sigset_t old;
    assert(!run->reading.part || run->is_saved); /* else the result would be that of a part */
    enum kom_status status = kom_report_write(run);
    if (!status)
        status = kom_record_write(run);
    if (!status)
        status = kom_files_finish(&run->outputs, &run->err);
    status = kom_run_believe(run, status);
    if (status)
        return status;
    kom_report_say(run);
    kom_ending_block(&old);
    status = kom_files_publish(&run->outputs, &run->err);
    if (status)
        (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    return status;
}

/* The message of the run has been said; what fails now is said beside it, unless it was that. */
static void record_failure(struct kom_run *run, enum kom_status ended) {
    const struct kom_error why = run->err;
    char shown[KOM_SHOWN_MAX];
    kom_run_shown(run, why.text, shown);
    enum kom_status status = run->records ? kom_record_failure(run, ended, shown) : KOM_OK;
    if (status && strcmp(run->err.text, why.text) != 0)
        kom_run_say_end(run, status);
}

static int finish(struct kom_run *run, enum kom_status status) {
    status = kom_run_believe(run, status);
    if (!status)
        kom_run_note_lines(run, kom_buf_view(&run->nearly)); /* all tables are closed by now */
    if (!status)
        status = conclude(run);
    if (status) {
        kom_run_say_end(run, status);
        spoil(run);
    }
    kom_files_drop(&run->outputs);
    if (status)
        record_failure(run, status);
    kom_record_end(run);
    return status ? kom_status_exit(status) : run->exit ? run->exit : run->answer_is_no;
}

/* --help and --version need nothing but the row. */
static enum kom_status show(struct kom_run *run) {
    struct kom_buf text = {0};
    if (kom_run_has(run, KOM_OPT_help))
        kom_help_text(run->tool, &text);
    else
        kom_version_text(run->tool, &text);
    enum kom_status status = kom_files_open(&run->outputs, NULL, NULL, false, &run->out, &run->err);
    if (!status)
        status = kom_run_write(run, &text);
    kom_buf_fini(&text);
    return status;
}

static int live(struct kom_run *run, int argc, char **argv) {
    enum kom_status status = kom_run_parse(run, argc, argv);
    if (status && kom_errors_as_json(run->tool, argc, argv))
        run->value[KOM_OPT_errors] = "json";
    if (!status && (kom_run_has(run, KOM_OPT_help) || kom_run_has(run, KOM_OPT_version))) {
        status = show(run);
        run->value[KOM_OPT_quiet] = "";
        run->report = kom_report_new();
        return finish(run, status);
    }
    if (!status && argc == 1 && isatty(STDIN_FILENO))
        status = kom_fail(&run->err, KOM_EUSAGE, "usage: %s %s; %s --help tells more", program(run),
                          run->tool->synopsis, program(run));
    if (!status)
        status = prepare(run);
    if (!status)
        status = run->tool->run(run);
    if (!status)
        status = kom_run_all_read(run);
    return finish(run, status);
}

/* There is no room for a run. */
static void say_no_memory(const struct kom_tool *tool, int argc, char **argv) {
    static const char text[] = "memory ran out";
    char name[32];
    (void)snprintf(name, sizeof name, "kom-%s", tool->name);
    if (kom_errors_as_json(tool, argc, argv))
        kom_said_json(&(struct kom_said){.program = name, .text = text, .status = KOM_ENOMEM});
    else
        kom_diag_line(name, text);
}

int kom_tool_main(const struct kom_tool *tool, int argc, char **argv) {
    kom_os_return_memory();
    bool is_safe = kom_ending_take_descriptors();
    struct kom_run *run = is_safe ? kom_alloc(1, sizeof *run) : NULL;
    if (!run) {
        if (is_safe) /* else there is nobody to tell */
            say_no_memory(tool, argc, argv);
        return kom_status_exit(KOM_ENOMEM);
    }
    kom_run_json_memory();
    run->tool = tool;
    run->called = argc > 0 ? argv[0] : "";
    run->records = kom_record_folder();
    (void)snprintf(run->program, sizeof run->program, "kom-%s", tool->name);
    kom_ending_watch(run->program, &run->outputs);
    int code = live(run, argc, argv);
    kom_ending_watch("", NULL);
    if (run->schema)
        kom_schema_fini(run->schema);
    kom_free(run->schema);
    kom_report_free(run->report);
    kom_buf_fini(&run->nearly);
    kom_seals_free(run->seals);
    kom_veil_free(run->veil);
    if (run->states)
        kom_states_fini(run->states);
    kom_free(run->side);
    kom_arena_fini(&run->arena);
    kom_free(run);
    return code;
}
