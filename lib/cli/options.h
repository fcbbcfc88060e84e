/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside cli only: the steps of a tool's life. */
#ifndef KOM_OPTIONS_H
#define KOM_OPTIONS_H

#include "line.h"
#include "said.h"
#include "tool.h"

/* Fills values and operands from argv by the tool's list; KOM_EUSAGE with the near misses. */
enum kom_status kom_run_parse(struct kom_run *run, int argc, char **argv) KOM_MUSTUSE;

/* Does the tool write several tables as sheets of one output; then, may the option be given for
   each? */
bool kom_tool_has_sheets(const struct kom_tool *tool);
bool kom_opt_is_of_sheets(const struct kom_tool *tool, enum kom_opt id);

/* --sheet: the files of all sheets become the operands. KOM_EUSAGE: a file that is on no sheet, two
   sheets of one table, an option that is given twice for one. */
enum kom_status kom_run_sheets(struct kom_run *run) KOM_MUSTUSE;

/* After a failed allocation nothing that the run came to is to be believed, whatever its status:
   KOM_ENOMEM, with what needs less memory in run->err. Else the status. */
enum kom_status kom_run_believe(struct kom_run *run, enum kom_status status) KOM_MUSTUSE;

/* Gives jansson memory that is counted, and does not run out under its parser. */
void kom_run_json_memory(void);

/* KOM_EUSAGE when an option of the tool was given that nobody has read. */
enum kom_status kom_run_all_read(struct kom_run *run) KOM_MUSTUSE;

/* Turns the options of reading into run->reading. */
enum kom_status kom_run_reading(struct kom_run *run) KOM_MUSTUSE;

/* Notes that side tables and schema are read. */
enum kom_status kom_run_note_sides(struct kom_run *run) KOM_MUSTUSE;

/* --only and --except, into run->reading. */
enum kom_status kom_run_filters(struct kom_run *run) KOM_MUSTUSE;

/* The columns of --day, into run->reading. */
enum kom_status kom_run_days(struct kom_run *run) KOM_MUSTUSE;

/* What was given of an option, all times, with commas between. */
enum kom_status kom_run_joined(struct kom_run *run, enum kom_opt id, const char **text) KOM_MUSTUSE;

/* --rename, into run->reading. */
enum kom_status kom_run_renames(struct kom_run *run) KOM_MUSTUSE;

/* --header, --first-line and --skip-lines as they speak of a side table (NULL: the main input). */
enum kom_status kom_run_header(struct kom_run *run, const char *side,
                               struct kom_reading *reading) KOM_MUSTUSE;

/* KOM_EUSAGE when an item begins with the path of a side table or of the input and a colon, where
   the option's name should stand, or nothing: else the path would be part of a heading. */
enum kom_status kom_run_check_path(struct kom_run *run, enum kom_opt id,
                                   const char *item) KOM_MUSTUSE;

/* KOM_EUSAGE when a value, or any value of the option, speaks of a side table that is not given, or
   of one by its path. */
enum kom_status kom_run_check_side(struct kom_run *run, enum kom_opt id,
                                   const char *value) KOM_MUSTUSE;
enum kom_status kom_run_check_sides(struct kom_run *run, enum kom_opt id) KOM_MUSTUSE;

/* The lines of a file that are not empty, as texts of the run; id names it. */
enum kom_status kom_run_lines_of(struct kom_run *run, enum kom_opt id, const char *path,
                                 struct kom_list *list) KOM_MUSTUSE;

/* Says that a file of an option will be read; KOM_EUSAGE when it is written too. */
enum kom_status kom_run_reads(struct kom_run *run, enum kom_opt id, const char *path) KOM_MUSTUSE;

/* Notes all files that are read, and opens those that are written. */
enum kom_status kom_run_open_files(struct kom_run *run) KOM_MUSTUSE;

/* Does the option name a file, and one that is written? */
bool kom_opt_is_file(enum kom_opt id);
bool kom_opt_is_output(enum kom_opt id);

/* One thing that a run says; the error in run->err, with which it ends; a closing line. */
void kom_run_say(struct kom_run *run, enum kom_message kind, const char *text);
void kom_run_say_end(struct kom_run *run, enum kom_status status);
void kom_run_say_rows(struct kom_run *run, const struct kom_report_table *rows, const char *text);

/* A text as it may be seen, without what looks like a CPR number. */
enum { KOM_SHOWN_MAX = 2048 };
void kom_run_shown(const struct kom_run *run, const char *text, char shown[KOM_SHOWN_MAX]);

/* --errors json. */
bool kom_run_says_json(const struct kom_run *run);

/* Keeps a warning or note for --report. */
void kom_report_message(struct kom_run *run, const char *kind, const char *text);

/* Does the option name a side table? */
bool kom_opt_is_side(enum kom_opt id);

/* The input that an item FILE:REST speaks of; NULL: none. */
const char *kom_run_file_of(const struct kom_run *run, const char *item);

/* An item TABLE:REST of an option: the name of the side table, and *item becomes REST; NULL, and
 *item stays, when it speaks of the main input. */
const char *kom_run_side_of(const struct kom_run *run, const char **item);

/* The texts of --help and --version. */
void kom_help_text(const struct kom_tool *tool, struct kom_buf *out);
/* "GSL 2.7.1, libcsv 3.0.3, ...": what every tool is built with, and without; static. */
const char *kom_library_names(void);
void kom_version_text(const struct kom_tool *tool, struct kom_buf *out);

/* The closing lines, and the JSON of --report. */
struct kom_report *kom_report_new(void);
/* n rows that were counted as used are not. */
void kom_report_take_back(struct kom_run *run, const char *table, uint64_t n);
void kom_report_say(struct kom_run *run);
enum kom_status kom_report_write(struct kom_run *run) KOM_MUSTUSE;
void kom_report_free(struct kom_report *report);

/* Hashes what is read and written, if --report or KOM_REPORTS asks for it. */
enum kom_status kom_run_seal(struct kom_run *run) KOM_MUSTUSE;

/* The record of the run for kom-prov (docs/provenance.md), a file of its own in the folder that
   KOM_REPORTS names: opened with the outputs, written with them; or, of a run that has failed, when
   nothing else is left to be done. */
const char *kom_record_folder(void); /* NULL: none */
enum kom_status kom_record_open(struct kom_run *run) KOM_MUSTUSE;
/* All is told: nothing but the record stays. */
void kom_record_end(struct kom_run *run);
enum kom_status kom_record_write(struct kom_run *run) KOM_MUSTUSE;
enum kom_status kom_record_failure(struct kom_run *run, enum kom_status ended,
                                   const char *error) KOM_MUSTUSE;

#endif
