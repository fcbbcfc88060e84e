/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Synthetic extracts: recipients, offerings, prices, sales and a panel, with a known truth. */
#ifndef KOM_SIM_H
#define KOM_SIM_H

#include <stdbool.h>
#include <stdint.h>

#include "files.h"
#include "kom/error.h"

/* What to make. Every byte written is a function of these values (the folder apart): the generator
   is counter based and uses + - * / and whole numbers only, so that machine, compiler and libm
   cannot change it. */
struct kom_sim_options {
    const char *folder; /* made when missing (its parent must exist); files in it are replaced */
    uint64_t seed;
    double scale;       /* 1: some 50,000 recipients and 10,000 sales; above 0, at most 10000 */
    bool dirt;          /* add rows as real extracts hold them: bad dates, CPR numbers ... */
    bool charge_errors; /* charge some sales otherwise than the price list says */
    bool minimal;       /* only sales.csv, with six columns (kom_sim_minimal) */
    struct kom_files *files; /* takes the outputs, to be published by the caller; NULL: at once */
    uint64_t rows;           /* with minimal: the number of sales rows; 0: 10,000 times scale */
};

/* Writes the folder: municipalities, networks, participation, offerings, prices, sales, recipients,
   recipients_counts, panel and truth, and of a survey survey_codebook, survey_frame,
   survey_responses, survey_segments and survey_truth (.csv) and datapackage.json, which describes
   them; with `minimal`, sales.csv alone. No file is replaced before all are written. Memory does
   not grow with scale. KOM_EUSAGE: a scale out of range, no folder, or rows or dirt in the wrong
   mode. KOM_EIO and KOM_ENOMEM as in files.h. */
enum kom_status kom_sim_write(const struct kom_sim_options *options,
                              struct kom_error *err) KOM_MUSTUSE;

/* The six-column sales file, for a sink that is open already (standard output, too):
   kommunekode;borger;ydelse;dato;antal;beloeb
   in ASCII with decimal comma: days of 2017 to 2020, 6 persons for 100 rows, in no order, some 48
   bytes a row. `folder` is not looked at; the sink is not flushed. */
enum kom_status kom_sim_minimal(const struct kom_sim_options *options, struct kom_sink *sink,
                                struct kom_error *err) KOM_MUSTUSE;

#endif
