/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run in parts: a tool that reads one part writes a state instead of a result, and kom-merge goes
   on from the states of all parts as the tool that they are of. */
#ifndef KOM_PARTED_H
#define KOM_PARTED_H

#include "states.h"
#include "tool.h"

/* --part, --state and --began-at, into run->part. KOM_EUSAGE: one is there without the other. */
enum kom_status kom_run_part(struct kom_run *run) KOM_MUSTUSE;

/* --key of kom-merge. KOM_EDATA: the states were not written with it. */
enum kom_status kom_run_merge_key(struct kom_run *run, const struct kom_states *s) KOM_MUSTUSE;

/* Reads the part of an opened extract and writes its state. */
enum kom_status kom_run_save(struct kom_run *run, struct kom_extract *x, const struct kom_method *m,
                             void *method) KOM_MUSTUSE;

/* In the place of opening and folding the main input, in a run of kom-merge. */
enum kom_status kom_run_open_merged(struct kom_run *run, const char *label,
                                    struct kom_extract *x) KOM_MUSTUSE;
enum kom_status kom_run_load(struct kom_run *run, struct kom_extract *x, const struct kom_method *m,
                             struct kom_fold *fold) KOM_MUSTUSE;

/* Writes one state of all that were read, instead of a result. */
enum kom_status kom_run_join(struct kom_run *run, struct kom_extract *x, const struct kom_method *m,
                             void *method, struct kom_fold *fold) KOM_MUSTUSE;

/* The run of kom-merge becomes one of the tool that the states are of, with their options and its
   own, which then goes on; tools ends with NULL. */
enum kom_status kom_run_become(struct kom_run *run, const struct kom_tool *const *tools,
                               struct kom_states *states) KOM_MUSTUSE;

#endif
