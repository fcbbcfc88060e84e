/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-sum --table1: options to a request, and the method. */
#include "sum/table1.h"
#include "by_options.h"
#include "table1/table1.h"

static const char label[] = "rows"; /* of the main input, in the closing line */

static enum kom_status request_read(struct kom_run *run, struct kom_table1_request *request) {
    struct kom_list by, values;
    kom_run_mode(run, "beside --table1");
    if (run->reading.part)
        return kom_run_usage(run, KOM_OPT_part,
                             "a table 1 rests on all rows at once, and has no parts; leave it out");
    kom_run_list(run, KOM_OPT_by, &by);
    kom_run_list(run, KOM_OPT_value, &values);
    *request = (struct kom_table1_request){
        .values = values.item,
        .n_values = values.n,
        .by = by.item,
        .n_by = by.n,
        .unit = kom_run_text(run, KOM_OPT_unit, NULL),
        .skips_bad_rows = run->reading.skip_bad_rows,
    };
    return run->failed;
}

static enum kom_status count_rows(struct kom_run *run, const struct kom_frame *frame,
                                  const struct kom_table1 *table) {
    const char *names[KOM_TABLE1_REASONS];
    for (int reason = 0; reason < KOM_TABLE1_REASONS; reason++)
        names[reason] = kom_table1_reason_text((enum kom_table1_reason)reason);
    return kom_run_unused(run, label, frame, table->reason, names, KOM_TABLE1_REASONS);
}

static enum kom_status write_rows(struct kom_run *run, const struct kom_table1 *table) {
    struct kom_buf buf = {0};
    kom_table1_write(table, &buf);
    enum kom_status status = buf.failed ? kom_no_memory(&run->err) : kom_run_write(run, &buf);
    kom_buf_fini(&buf);
    return status;
}

enum kom_status kom_sum_table1(struct kom_run *run) {
    struct kom_table1_request request;
    struct kom_by_tables tables = {0};
    struct kom_frame frame = {0};
    struct kom_table1 table = {0};
    struct kom_typed_column *typed = NULL;
    size_t n_typed = 0;
    enum kom_status status = request_read(run, &request);
    request.unmatched = &tables.unmatched;
    if (!status)
        status = kom_run_by_tables(run, &tables, &request.lookup);
    if (!status)
        status = kom_table1_check(&request, &run->err);
    if (!status)
        status = kom_table1_typed(&request, &run->arena, &typed, &n_typed, &run->err);
    if (!status)
        status = kom_run_load_typed(run, label, &frame, typed, n_typed);
    if (!status)
        status = kom_table1_make(&table, &frame, &request, &run->err);
    kom_run_warn_lines(run, kom_buf_view(&tables.unmatched.lines));
    kom_run_warn_beyond(run, table.n_beyond);
    if (!status)
        status = count_rows(run, &frame, &table);
    if (!status)
        status = write_rows(run, &table);
    kom_table1_fini(&table);
    kom_frame_fini(&frame);
    kom_by_tables_fini(&tables);
    return status;
}
