/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A synthetic folder: every file is written under a temporary name and all are renamed at the end.
 */
#include "sim.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "mem.h"
#include "run.h"

/* Persons at scale 1. */
#define PERSONS 50000.0
#define SCALE_MAX 10000.0

static enum kom_status check(const struct kom_sim_options *o, struct kom_error *err) {
    if (!(o->scale > 0 && o->scale <= SCALE_MAX))
        return kom_fail(err, KOM_EUSAGE, "the scale must lie above 0 and be at most 10000");
    if (o->dirt && o->minimal)
        return kom_fail(err, KOM_EUSAGE,
                        "dirt goes into the whole set of tables, not the minimal one");
    if (o->rows && !o->minimal)
        return kom_fail(err, KOM_EUSAGE,
                        "a number of rows goes with the minimal file only; use scale");
    return KOM_OK;
}

static enum kom_status open_all(struct kom_sim_run *run, const char *folder) {
    enum kom_status status = KOM_OK;
    for (int i = 0; i < KOM_SIM_TABLES && !status; i++)
        status = kom_sim_table_open(&run->tables[i], &kom_sim_layouts[i], folder, run->err);
    return status;
}

static enum kom_status write_all(struct kom_sim_run *run) {
    enum kom_status status = kom_sim_run_frame(run);
    if (!status)
        status = kom_sim_run_persons(run);
    if (!status)
        status = kom_sim_run_panel(run);
    if (!status)
        status = kom_sim_run_truth(run);
    return status;
}

/* Flushes all before the first is renamed: a full disk leaves the old files as they were. */
static enum kom_status commit_all(struct kom_sim_run *run, struct kom_sink *package) {
    enum kom_status status = kom_sink_flush(package, run->err);
    for (int i = 0; i < KOM_SIM_TABLES && !status; i++)
        status = kom_sink_flush(&run->tables[i].sink, run->err);
    for (int i = 0; i < KOM_SIM_TABLES && !status; i++)
        status = kom_sink_commit(&run->tables[i].sink, run->err);
    return status ? status : kom_sink_commit(package, run->err);
}

/* Opens folder/name. */
static enum kom_status open_file(struct kom_sink *sink, const char *folder, const char *name,
                                 struct kom_error *err) {
    struct kom_buf path = {0};
    kom_buf_printf(&path, "%s/%s", folder, name);
    kom_buf_byte(&path, '\0');
    enum kom_status status = path.failed ? kom_fail(err, KOM_ENOMEM, "%s: out of memory", folder)
                                         : kom_sink_open(sink, path.p, false, err);
    kom_buf_fini(&path);
    return status;
}

static enum kom_status write_folder(struct kom_sim_run *run, const struct kom_sim_options *o) {
    struct kom_sink package = {0};
    double persons = PERSONS * o->scale + 0.5;
    kom_sim_world_init(&run->world, o->seed, persons >= 1 ? (uint64_t)persons : 1);
    run->mess.is_wanted = o->dirt;
    enum kom_status status = open_all(run, o->folder);
    if (!status)
        status = open_file(&package, o->folder, "datapackage.json", run->err);
    if (!status)
        status = write_all(run);
    if (!status)
        status = kom_sim_package_write(&package, o->seed, o->scale, o->dirt, run->err);
    if (!status)
        status = commit_all(run, &package);
    for (int i = 0; i < KOM_SIM_TABLES; i++)
        kom_sim_table_drop(&run->tables[i]);
    kom_sink_drop(&package);
    return status;
}

static enum kom_status write_minimal(const struct kom_sim_options *o, struct kom_error *err) {
    struct kom_sink sink = {0};
    enum kom_status status = open_file(&sink, o->folder, "sales.csv", err);
    if (!status)
        status = kom_sim_minimal(o, &sink, err);
    if (!status)
        status = kom_sink_commit(&sink, err);
    kom_sink_drop(&sink);
    return status;
}

enum kom_status kom_sim_write(const struct kom_sim_options *options, struct kom_error *err) {
    enum kom_status status = check(options, err);
    if (status)
        return status;
    if (!options->folder || !options->folder[0])
        return kom_fail(err, KOM_EUSAGE, "no folder to write to");
    if (mkdir(options->folder, 0777) != 0 && errno != EEXIST)
        return kom_fail(err, KOM_EIO, "%s: cannot make the folder: %s", options->folder,
                        strerror(errno));
    if (options->minimal)
        return write_minimal(options, err);
    struct kom_sim_run *run = kom_alloc(1, sizeof *run);
    if (!run)
        return kom_fail(err, KOM_ENOMEM, "%s: out of memory", options->folder);
    run->err = err;
    status = write_folder(run, options);
    kom_free(run);
    return status;
}
