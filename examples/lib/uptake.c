/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uptake per municipality and month, with an exact interval, from an extract of sales and one of
 * recipients: uptake SALES RECIPIENTS. Everything is taken to be on offer every day. */
#include <stdio.h>

#include <kom/uptake.h>

/* Adds a number and a comma before it, with 12 digits or (0) as many as it takes; blank where there
   is none. */
static void add(struct kom_buf *out, double x, int digits) {
    char text[32];
    kom_buf_str(out, ",");
    kom_buf_add(out, text,
                digits ? kom_num_significant(text, x, digits) : kom_num_shortest(text, x));
}

static enum kom_status write_rows(struct kom_uptake *u, struct kom_buf *out,
                                  struct kom_error *err) {
    const struct kom_uptake_row *row;
    enum kom_status status;
    kom_buf_str(out, "kom,period,recipients,buyers,uptake,conf_low,conf_high\n");
    while (!(status = kom_uptake_next(u, &row, err)) && row) {
        kom_buf_csv(out, row->by[0]);
        kom_buf_str(out, ",");
        kom_buf_text(out, row->period);
        add(out, row->recipients, 0);
        add(out, (double)row->buyers, 0); /* never -1: all months are reported, persons are named */
        add(out, row->uptake, 0);
        add(out, row->conf_low, 12);
        add(out, row->conf_high, 12);
        kom_buf_str(out, "\n");
    }
    return status;
}

int main(int argc, char **argv) {
    static const struct kom_uptake_request request = {.period = "month"};
    static const struct kom_reading reading = {0}; /* found from the files */
    struct kom_uptake *u = NULL;
    struct kom_buf out = {0};
    struct kom_error err;
    if (argc != 3) {
        fprintf(stderr, "usage: uptake SALES RECIPIENTS\n");
        return 2;
    }
    const char *sales_path = argv[1], *recipients_path = argv[2];
    struct kom_extract *sales = kom_extract_new(), *recipients = kom_extract_new();
    enum kom_status status =
        sales && recipients ? KOM_OK : kom_fail(&err, KOM_ENOMEM, "memory ran out");
    if (!status)
        status = kom_uptake_open(&u, &request, &err);
    if (!status)
        status = kom_extract_open(recipients, "recipients", &recipients_path, 1, &reading, &err);
    if (!status)
        status = kom_uptake_read_recipients(u, recipients, &err);
    if (!status)
        status = kom_extract_open(sales, "sales", &sales_path, 1, &reading, &err);
    if (!status)
        status = kom_uptake_read_sales(u, sales, 2, &err);
    if (!status)
        status = kom_uptake_finish(u, sales, &err);
    if (!status)
        status = write_rows(u, &out, &err);
    if (!status && out.failed)
        status = kom_fail(&err, KOM_ENOMEM, "memory ran out");
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
