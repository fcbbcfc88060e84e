/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uptake per municipality and month, with an exact interval, from an extract of sales and one of
 * recipients: uptake SALES RECIPIENTS. Everything is taken to be on offer every day. */
#include <stdio.h>

#include <kom/uptake.h>

static enum kom_status write_rows(struct kom_uptake *u, struct kom_buf *out,
                                  struct kom_error *err) {
    const struct kom_uptake_row *row;
    enum kom_status status;
    kom_buf_str(out, "kom,period,recipients,buyers,uptake,conf_low,conf_high\n");
    while (!(status = kom_uptake_next(u, &row, err)) && row) {
        kom_buf_csv(out, row->by[0]);
        kom_buf_printf(out, ",%.*s,", (int)row->period.n, row->period.p);
        kom_buf_shortest(out, row->recipients);
        /* never -1: all months are reported, persons are named */
        kom_buf_printf(out, ",%lld,", (long long)row->buyers);
        kom_buf_shortest(out, row->uptake);
        kom_buf_str(out, ",");
        kom_buf_significant(out, row->conf_low, 12);
        kom_buf_str(out, ",");
        kom_buf_significant(out, row->conf_high, 12);
        kom_buf_str(out, "\n");
    }
    return status;
}

int main(int argc, char **argv) {
    static const struct kom_uptake_request request = {.period = "month"};
    struct kom_extract *sales = NULL, *recipients = NULL;
    struct kom_uptake *u = NULL;
    struct kom_buf out = {0};
    struct kom_error err;
    if (argc != 3) {
        fprintf(stderr, "usage: uptake SALES RECIPIENTS\n");
        return 2;
    }
    enum kom_status status = kom_uptake_open(&u, &request, &err);
    status = status ? status : kom_extract_file(&recipients, "recipients", argv[2], &err);
    status = status ? status : kom_uptake_read_recipients(u, recipients, &err);
    status = status ? status : kom_extract_file(&sales, "sales", argv[1], &err);
    status = status ? status : kom_uptake_read_sales(u, sales, 2, &err);
    status = status ? status : kom_uptake_finish(u, sales, &err);
    status = status ? status : write_rows(u, &out, &err);
    if (!status && out.failed)
        status = kom_no_memory(&err);
    if (status)
        fprintf(stderr, "%s\n", err.text);
    else
        fwrite(out.p, 1, out.n, stdout);
    kom_buf_fini(&out);
    kom_uptake_free(u);
    kom_extract_free(sales);
    kom_extract_free(recipients);
    return kom_status_exit(status);
}
