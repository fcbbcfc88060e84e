/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums one column of an extract exactly, whatever its delimiter, encoding and decimal mark:
 * sum_column FILE COLUMN. */
#include <stdio.h>

#include <kom/exact.h>
#include <kom/extract.h>

/* What one thread knows. */
struct worker {
    int column;
    struct kom_exact *sum;
    unsigned long missing;
};

/* Called for every batch of rows. A cell that is no number has been noted when kom_view_number
   returns KOM_CELL_BAD; the fold then fails at the end, and says where. */
static enum kom_status take(void *state, struct kom_view *view, struct kom_error *err) {
    struct worker *w = state;
    struct kom_num value;
    (void)err;
    for (uint32_t row = 0; row < kom_view_n_rows(view); row++) {
        enum kom_cell cell = kom_view_number(view, w->column, row, &value);
        if (cell == KOM_CELL_VALUE)
            kom_exact_add(w->sum, &value);
        else if (cell != KOM_CELL_BAD)
            w->missing++;
    }
    return KOM_OK;
}

static enum kom_status sum(struct kom_extract *x, const char *column, struct worker *w,
                           struct kom_error *err) {
    void *workers[] = {w};
    struct kom_fold fold = {.n_threads = 1, .workers = workers, .take = take};
    enum kom_status status = kom_extract_need(x, column, KOM_KIND_NUMBER, &w->column, err);
    if (!status)
        status = kom_extract_fold(x, &fold, err);
    if (!status && kom_exact_failed(w->sum))
        status = kom_no_memory(err);
    return status;
}

/* The first bad rows, each with its line. */
static void print_findings(const struct kom_extract *x) {
    const struct kom_error *finding;
    for (unsigned i = 0; (finding = kom_extract_finding(x, i)); i++)
        fprintf(stderr, "%s\n", finding->text);
}

int main(int argc, char **argv) {
    /* Without arguments it runs on a small table of its own, as a test. */
    static const char own[] = "kom;beloeb\n101;0,10\n101;0,20\n147;..\n147;1.000\n";
    static const struct kom_reading reading = {.thousands = '.'};
    struct kom_extract *x = kom_extract_new();
    struct worker w = {.sum = kom_exact_new()};
    struct kom_error err;
    struct kom_buf text = {0};
    const char *path = argc == 3 ? argv[1] : NULL;
    if (argc != 1 && argc != 3) {
        fprintf(stderr, "usage: sum_column [FILE COLUMN]\n");
        return 2;
    }
    enum kom_status status =
        !x || !w.sum ? kom_no_memory(&err)
        : path       ? kom_extract_open(x, "table", &path, 1, &reading, &err)
                     : kom_extract_open_memory(x, "own", kom_text_of(own), &reading, &err);
    if (!status)
        status = sum(x, path ? argv[2] : "amount", &w, &err);
    if (status) {
        if (x)
            print_findings(x);
        fprintf(stderr, "%s\n", err.text);
    } else {
        kom_exact_sum_text(w.sum, &text);
        printf("%.*s in %llu cells, %lu without a value\n", (int)text.n, text.p,
               (unsigned long long)kom_exact_n(w.sum), w.missing);
        if (!path && !kom_text_is(kom_buf_view(&text), "1000.3"))
            status = KOM_EDATA;
    }
    kom_buf_fini(&text);
    kom_exact_free(w.sum);
    kom_extract_free(x);
    return kom_status_exit(status);
}
