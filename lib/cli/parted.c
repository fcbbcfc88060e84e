/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a run, and the run that goes on from them.

   A part goes the way of any run up to its last row; then it writes what it knows instead of
   judging it. kom-merge reads states until all parts are there, takes on the options that they
   name, and goes the same way with an extract that was never read: the method asks for its columns,
   loads what the parts knew, and judges and writes as ever. So there is no second way to a result.
 */
#include "parted.h"

#include <string.h>

#include "kom/version.h"
#include "options.h"
#include "parallel.h"
#include "report.h"
#include "saved.h"

/* ---- what the parts of one run have in common ---- */

static enum kom_status to_buf(void *context, struct kom_text bytes, struct kom_error *err) {
    struct kom_buf *buf = context;
    kom_buf_text(buf, bytes);
    return buf->failed ? kom_no_memory(err) : KOM_OK;
}

/* Options that change nothing of what is found, or that are the part's own. */
static bool is_own(enum kom_opt id) {
    static const enum kom_opt own[] = {KOM_OPT_part,      KOM_OPT_state,   KOM_OPT_began_at,
                                       KOM_OPT_key,       KOM_OPT_output,  KOM_OPT_report,
                                       KOM_OPT_set_aside, KOM_OPT_threads, KOM_OPT_memory,
                                       KOM_OPT_quiet,     KOM_OPT_verbose, KOM_OPT_errors};
    bool found = false;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        found = found || own[i] == id;
    return found;
}

static enum kom_status put_option(struct kom_state_out *o, const struct kom_given *given,
                                  struct kom_error *err) {
    const struct kom_opt_row *row = kom_opt_row(given->id);
    kom_state_tag(o, "option");
    kom_state_text(o, kom_text_of(row->name));
    if (row->arg)
        kom_state_text(o, kom_text_of(given->value));
    return kom_state_line(o, err);
}

static enum kom_status put_side(struct kom_run *run, struct kom_state_out *o,
                                const struct kom_side *side) {
    struct kom_seal seal;
    if (strcmp(side->path, "-") == 0)
        return kom_run_usage(run, side->id, "kom-merge reads this table again: name a file");
    enum kom_status status = kom_seal_file(side->path, &seal, &run->err);
    if (status)
        return status;
    kom_state_tag(o, "side");
    kom_state_text(o, kom_text_of(kom_opt_row(side->id)->name));
    kom_state_text(o, kom_text_of(side->path));
    kom_state_text(o, kom_text_of(seal.sha256));
    return kom_state_line(o, &run->err);
}

static enum kom_status put_flag(struct kom_state_out *o, bool is_set, const char *name,
                                struct kom_error *err) {
    kom_state_tag(o, "flag");
    kom_state_text(o, kom_text_of(name));
    return is_set ? kom_state_line(o, err) : KOM_OK;
}

/* The call, in the order of the registry, whatever that of the command line. */
static enum kom_status put_call(struct kom_run *run, const struct kom_extract *x,
                                struct kom_state_out *o) {
    enum kom_status status = KOM_OK;
    if (run->veil) {
        kom_state_tag(o, KOM_STATES_KEY);
        kom_state_text(o, kom_text_of(kom_veil_check(run->veil)));
        status = kom_state_line(o, &run->err);
    }
    for (int id = 0; id < KOM_OPT_END && !status; id++)
        for (size_t i = 0; i < run->n_given && !status; i++)
            if (run->given[i].id == (enum kom_opt)id && !is_own((enum kom_opt)id))
                status = put_option(o, &run->given[i], &run->err);
    for (size_t i = 0; i < run->n_files && !status; i++) {
        kom_state_tag(o, "input");
        kom_state_text(o, kom_text_of(run->files[i]));
        status = kom_state_line(o, &run->err);
    }
    for (size_t i = 0; i < run->n_sides && !status; i++)
        status = put_side(run, o, &run->side[i]);
    if (!status)
        status = put_flag(o, run->keeps_aside, "aside", &run->err);
    return status ? status : put_flag(o, kom_extract_is_small(x), "small", &run->err);
}

/* ---- out ---- */

static enum kom_status to_state(void *context, struct kom_text bytes, struct kom_error *err) {
    struct kom_run *run = context;
    return kom_sink_write(run->state ? run->state : run->out, bytes, err);
}

static enum kom_status aside_lines(void *context, struct kom_text bytes, struct kom_error *err) {
    return kom_state_lines_out(context, bytes, err);
}

/* The first lines of a state of parts from..to of n. */
static enum kom_status begin_state(struct kom_run *run, const struct kom_part_state *part,
                                   uint32_t n, struct kom_state_out *o) {
    enum kom_status status = kom_state_start(o, &run->err);
    if (status)
        return status;
    kom_state_tag(o, KOM_STATE_MAGIC);
    kom_state_whole(o, KOM_STATE_FORM);
    kom_state_text(o, kom_text_of(run->program));
    kom_state_text(o, kom_text_of(KOM_VERSION));
    kom_state_whole(o, part->from);
    kom_state_whole(o, part->to);
    kom_state_whole(o, n);
    kom_state_text(o, kom_text_of(part->digest));
    status = kom_state_line(o, &run->err);
    if (!status)
        status = kom_state_lines_out(o, kom_buf_view(&part->call), &run->err);
    return status ? status : kom_state_lines_out(o, kom_buf_view(&part->head), &run->err);
}

/* The digest of a call; the arena's. NULL: no memory. */
static const char *digest_of(struct kom_run *run, const struct kom_buf *call) {
    struct kom_buf hex = {0};
    struct kom_digest *digest = kom_digest_new();
    if (digest) {
        kom_digest_add(digest, kom_buf_view(call));
        kom_digest_hex(digest, &hex);
    }
    const char *text = digest && !hex.failed ? kom_arena_copy(&run->arena, hex.p, hex.n) : NULL;
    kom_digest_free(digest);
    kom_buf_fini(&hex);
    return text;
}

/* What is known of a part before its rows come. */
static enum kom_status describe(struct kom_run *run, struct kom_extract *x,
                                struct kom_part_state *part) {
    struct kom_state_out call = {.put = to_buf, .context = &part->call},
                         head = {.put = to_buf, .context = &part->head};
    enum kom_status status = kom_extract_settle_size(x, &run->err);
    if (!status)
        status = kom_state_start(&call, &run->err);
    if (!status)
        status = kom_state_start(&head, &run->err);
    if (!status)
        status = put_call(run, x, &call);
    if (!status)
        status = kom_state_flush(&call, &run->err);
    if (!status)
        status = kom_saved_write_head(x, &head, &run->err);
    if (!status)
        status = kom_state_flush(&head, &run->err);
    kom_state_out_fini(&call);
    kom_state_out_fini(&head);
    if (!status)
        part->digest = digest_of(run, &part->call);
    return status || part->digest ? status : kom_no_memory(&run->err);
}

static enum kom_status end_state(struct kom_run *run, const struct kom_extract *x,
                                 const struct kom_method *m, void *method,
                                 const struct kom_fold *fold, struct kom_state_out *o) {
    enum kom_status status = kom_saved_write_findings(x, fold, o, &run->err);
    if (!status)
        status = m->save(method, x, o, &run->err);
    return status ? status : kom_state_finish(o, &run->err);
}

enum kom_status kom_run_save(struct kom_run *run, struct kom_extract *x, const struct kom_method *m,
                             void *method) {
    void *worker[KOM_THREADS_MAX];
    struct kom_fold fold;
    struct kom_part_state part = {.from = run->part.i, .to = run->part.i};
    struct kom_state_out o = {.put = to_state, .context = run, .veil = run->veil};
    enum kom_status status = describe(run, x, &part);
    if (!status)
        status = begin_state(run, &part, run->part.n, &o);
    if (!status && m->ask)
        status = m->ask(method, x, &run->err);
    if (!status)
        status = kom_method_hire(m, method, kom_run_threads(run, x), worker, &fold, &run->err);
    if (!m->judges_rows) {
        fold.context = &o;
        fold.aside = run->keeps_aside ? aside_lines : NULL;
    }
    if (!status)
        status = kom_run_rows(run, x, &fold);
    if (!status)
        status = end_state(run, x, m, method, &fold, &o);
    if (!status && !m->judges_rows)
        kom_run_count_rows(run, x, &fold);
    run->is_saved = !status;
    kom_state_out_fini(&o);
    kom_buf_fini(&part.call);
    kom_buf_fini(&part.head);
    return status;
}

/* ---- in ---- */

/* Rows set aside of a part, to their file or to a state. */
static enum kom_status load_asides(struct kom_run *run, const struct kom_extract *x,
                                   const struct kom_part_state *part, struct kom_state_out *o) {
    struct kom_states_cursor c = {
        .states = run->merged, .at = part->asides, .end = part->asides + part->n_aside};
    const struct kom_state_lines lines = kom_states_lines(&c);
    struct kom_state_in in;
    struct kom_text tag;
    struct kom_buf out = {0};
    bool has_one = false;
    enum kom_status status = lines.next(lines.context, &in, &has_one, &run->err);
    while (!status && has_one) {
        tag = kom_state_take(&in);
        kom_buf_reset(&out);
        status = kom_text_is(tag, "aside") ? kom_saved_render(x, &in, o != NULL, &out, &run->err)
                                           : kom_state_damaged(part->name, &run->err);
        if (!status)
            status = o ? kom_state_lines_out(o, kom_buf_view(&out), &run->err)
                       : kom_sink_write(run->aside, kom_buf_view(&out), &run->err);
        if (!status)
            status = lines.next(lines.context, &in, &has_one, &run->err);
    }
    kom_buf_fini(&out);
    kom_buf_fini(&c.buf);
    return status;
}

static enum kom_status load_method(struct kom_run *run, const struct kom_extract *x,
                                   const struct kom_method *m, void *worker, uint32_t i) {
    struct kom_state_lines lines = kom_states_method(run->merged, i);
    lines.is_veiled = kom_states_key(run->merged).n;
    lines.veil = run->veil;
    return m->load(worker, x, i, &lines, &run->err);
}

/* Every part in turn; o: its rows set aside go to a state. */
static enum kom_status load_parts(struct kom_run *run, struct kom_extract *x,
                                  const struct kom_method *m, void *worker,
                                  const struct kom_fold *fold, struct kom_state_out *o) {
    struct kom_states *s = run->merged;
    enum kom_status status = KOM_OK;
    for (uint32_t i = 0; i < s->n && !status; i++) {
        const struct kom_buf *findings = &s->part[i].findings;
        struct kom_buf copy = {0}; /* fields are taken in their place */
        kom_buf_text(&copy, kom_buf_view(findings));
        status = copy.failed ? kom_no_memory(&run->err)
                             : kom_saved_add(x, fold, kom_buf_view(&copy), &run->err);
        if (!status && m->judges_rows && !o) /* as findings go out while parts come in */
            status = kom_extract_forbid_cpr(x, false, &run->err);
        if (!status && (o || run->aside))
            status = load_asides(run, x, &s->part[i], o);
        if (!status)
            status = load_method(run, x, m, worker, i);
        kom_buf_fini(&copy);
    }
    return status;
}

enum kom_status kom_run_load(struct kom_run *run, struct kom_extract *x, const struct kom_method *m,
                             struct kom_fold *fold) {
    enum kom_status status = kom_saved_pin(x, &run->err);
    if (!status && run->aside && !m->judges_rows)
        status = kom_run_aside_header(run, x);
    if (!status)
        status = load_parts(run, x, m, fold->workers[0], fold, NULL);
    if (!status)
        status = kom_extract_forbid_cpr(x, false, &run->err);
    x->is_read = !status;
    return kom_extract_verdict(x, status, &run->err);
}

enum kom_status kom_run_join(struct kom_run *run, struct kom_extract *x, const struct kom_method *m,
                             void *method, struct kom_fold *fold) {
    const struct kom_states *s = run->merged;
    struct kom_part_state part = s->part[0];
    struct kom_state_out o = {.put = to_state, .context = run};
    const bool is_all = part.from == 1 && s->part[s->n - 1].to == s->of;
    part.to = is_all ? 1 : s->part[s->n - 1].to;
    enum kom_status status = begin_state(run, &part, is_all ? 1 : s->of, &o);
    if (!status)
        status = kom_saved_pin(x, &run->err);
    if (!status)
        status = load_parts(run, x, m, fold->workers[0], fold, &o);
    if (!status)
        status = end_state(run, x, m, method, fold, &o);
    kom_state_out_fini(&o);
    return status;
}
