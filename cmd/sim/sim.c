/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A synthetic folder: all files appear together, at the end. */
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
    if (o->charge_errors && o->minimal)
        return kom_fail(err, KOM_EUSAGE,
                        "wrong charges go into the whole set of tables, not the minimal one, which "
                        "has no price list");
    if (o->rows && !o->minimal)
        return kom_fail(err, KOM_EUSAGE,
                        "a number of rows goes with the minimal file only; use scale");
    return KOM_OK;
}

static enum kom_status open_all(struct kom_sim_run *run, const char *folder) {
    enum kom_status status = KOM_OK;
    for (int i = 0; i < KOM_SIM_TABLES && !status; i++)
        status =
            kom_sim_table_open(&run->tables[i], &kom_sim_layouts[i], run->files, folder, run->err);
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
    if (!status)
        status = kom_sim_run_survey(run);
    return status;
}

/* As the call has them. */
static const char *switches_of(const struct kom_sim_options *o) {
    return o->dirt            ? o->charge_errors ? " --dirt --charge-errors" : " --dirt"
           : o->charge_errors ? " --charge-errors"
                              : "";
}

static enum kom_status write_folder(struct kom_sim_run *run, const struct kom_sim_options *o) {
    struct kom_sink *package = NULL;
    double persons = PERSONS * o->scale + 0.5;
    kom_sim_world_init(&run->world, o->seed, persons >= 1 ? (uint64_t)persons : 1);
    run->mess.is_wanted = o->dirt;
    run->scale = o->scale;
    run->charges.is_wanted = o->charge_errors;
    enum kom_status status = open_all(run, o->folder);
    if (!status)
        status = kom_sim_open(run->files, o->folder, "datapackage.json", &package, run->err);
    if (!status)
        status = write_all(run);
    if (!status)
        status = kom_sim_package_write(package, o->seed, o->scale, switches_of(o), run->err);
    for (int i = 0; i < KOM_SIM_TABLES; i++)
        kom_sim_table_fini(&run->tables[i]);
    return status;
}

static enum kom_status write_minimal(const struct kom_sim_options *o, struct kom_files *files,
                                     struct kom_error *err) {
    struct kom_sink *sink = NULL;
    enum kom_status status = kom_sim_open(files, o->folder, "sales.csv", &sink, err);
    return status ? status : kom_sim_minimal(o, sink, err);
}

static enum kom_status write_tables(const struct kom_sim_options *o, struct kom_files *files,
                                    struct kom_error *err) {
    if (o->minimal)
        return write_minimal(o, files, err);
    struct kom_sim_run *run = kom_alloc(1, sizeof *run);
    if (!run)
        return kom_no_memory_in(err, o->folder);
    run->files = files;
    run->err = err;
    enum kom_status status = write_folder(run, o);
    kom_free(run);
    return status;
}

/* For a caller who has no other files. */
static enum kom_status write_and_publish(const struct kom_sim_options *o, struct kom_error *err) {
    struct kom_files files = {0};
    enum kom_status status = write_tables(o, &files, err);
    if (!status)
        status = kom_files_finish(&files, err);
    if (!status)
        status = kom_files_publish(&files, err);
    kom_files_drop(&files);
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
    return options->files ? write_tables(options, options->files, err)
                          : write_and_publish(options, err);
}
