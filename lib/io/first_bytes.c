/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First bytes of files that people take for tables, and how to make a table of them. */
#include "first_bytes.h"

#include <string.h>

/* A text of a workbook has its numbers as they are shown, and of its first sheet only: so to
   Excel's form where that is read. */
#ifdef KOM_HAVE_XLSX
#define OFFICE "libreoffice --headless --convert-to xlsx "
#else
#define OFFICE "libreoffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):59,34,76,1' "
#endif
#define R_END "\"), \"table.csv\", na = \"\", row.names = FALSE)'"
#ifdef KOM_HAVE_READSTAT
#define READ(function) "kom-read "
#define READ_END ""
#else
#define READ(function) "Rscript -e 'write.csv2(haven::read_" function "(\""
#define READ_END R_END
#endif

#ifdef KOM_HAVE_READSTAT
#define CATALOG "kom-read --labels text DATA.sas7bdat --catalog ", ""
#else
#define CATALOG "Rscript -e 'str(haven::read_sas(\"DATA.sas7bdat\", \"", "\"))'"
#endif

#ifdef KOM_HAVE_XLSX
#define WORKBOOK "kom-read "
#define PROJECT "a REFI-QDA project (.qdpx)", "kom-code ", ""
#else
#define WORKBOOK OFFICE
#define PROJECT                                                                                    \
    "a REFI-QDA project (.qdpx); have the program that made it write the coded segments as CSV",   \
        NULL, NULL
#endif

/* Bytes at an offset; several rows may be one form. */
static const struct row {
    size_t at, n;
    const char *bytes;
    struct kom_no_text magic;
} rows[] = {
    {0,
     8,
     "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
     {KOM_FORM_OTHER, "an old Office file, perhaps Excel (.xls)", OFFICE, ""}},
    {0,
     3,
     "\x1F\x8B\x08",
     {KOM_FORM_OTHER, "gzip within what was undone already; undo the outer packing first", NULL,
      NULL}},
    {0, 4, "\x28\xB5\x2F\xFD", {KOM_FORM_OTHER, "zstd", "zstd -dc ", " | kom-read"}},
    {0,
     6,
     "\xFD"
     "7zXZ\0",
     {KOM_FORM_OTHER, "xz", "xz -dc ", " | kom-read"}},
    {0, 3, "BZh", {KOM_FORM_OTHER, "bzip2", "bzip2 -dc ", " | kom-read"}},
    {0, 4, "\x04\x22\x4D\x18", {KOM_FORM_OTHER, "lz4", "lz4 -dc ", " | kom-read"}},
    {0, 6, "7z\xBC\xAF\x27\x1C", {KOM_FORM_OTHER, "a 7z archive", "7z x -so ", " | kom-read"}},
    {257, 5, "ustar", {KOM_FORM_OTHER, "a tar archive", "tar -xOf ", " | kom-read"}},
    {12,
     8,
     "\xC2\xEA\x81\x60\xB3\x14\x11\xCF",
     {KOM_FORM_SAS7BDAT, "a SAS data set (.sas7bdat)", READ("sas"), READ_END}},
    {12,
     8,
     "\xC2\xEA\x81\x63\xB3\x14\x11\xCF",
     {KOM_FORM_SAS7BCAT, "a SAS catalog (.sas7bcat), labels without rows", CATALOG}},
    {0,
     20,
     "HEADER RECORD*******",
     {KOM_FORM_XPORT, "a SAS transport file (.xpt)", READ("xpt"), READ_END}},
    {0, 4, "$FL2", {KOM_FORM_SAV, "an SPSS file (.sav)", READ("sav"), READ_END}},
    {0, 4, "$FL3", {KOM_FORM_SAV, "an SPSS file (.zsav)", READ("sav"), READ_END}},
    /* "ASCII SPSS PORT" in EBCDIC, then in ASCII; or the word behind 456 characters */
    {0,
     15,
     "\xC1\xE2\xC3\xC9\xC9\x40\xE2\xD7\xE2\xE2\x40\xD7\xD6\xD9\xE3",
     {KOM_FORM_POR, "an SPSS portable file (.por)", READ("por"), READ_END}},
    {40,
     20,
     "ASCII SPSS PORT FILE",
     {KOM_FORM_POR, "an SPSS portable file (.por)", READ("por"), READ_END}},
    /* in lines of 80 that end with nothing, LF or CR LF */
    {456, 8, "SPSSPORT", {KOM_FORM_POR, "an SPSS portable file (.por)", READ("por"), READ_END}},
    {461, 8, "SPSSPORT", {KOM_FORM_POR, "an SPSS portable file (.por)", READ("por"), READ_END}},
    {466, 8, "SPSSPORT", {KOM_FORM_POR, "an SPSS portable file (.por)", READ("por"), READ_END}},
    {0, 11, "<stata_dta>", {KOM_FORM_DTA, "a Stata file (.dta)", READ("dta"), READ_END}},
    {0,
     4,
     "PAR1",
     {KOM_FORM_OTHER, "a Parquet file", "duckdb -c \"COPY (FROM '", "') TO 'table.csv'\""}},
    {0,
     6,
     "ARROW1",
     {KOM_FORM_OTHER, "an Arrow file", "Rscript -e 'write.csv2(arrow::read_feather(\"", R_END}},
    {0, 5, "%PDF-", {KOM_FORM_OTHER, "a PDF; ask its sender for the table as a file", NULL, NULL}},
};

static const struct kom_no_text
    xlsx = {KOM_FORM_XLSX, "an Excel workbook (.xlsx)", WORKBOOK, ""},
    xlsb = {KOM_FORM_OTHER, "a binary Excel workbook (.xlsb)", OFFICE, ""},
    locked = {KOM_FORM_OTHER,
              "an Office file with a password; open it in Excel and save it without one", NULL,
              NULL},
    ods = {KOM_FORM_OTHER, "an OpenDocument table (.ods)", OFFICE, ""},
    project = {KOM_FORM_QDPX, PROJECT},
    zip = {KOM_FORM_OTHER, "a zip archive", "unzip -p ", " | kom-read"},
    stata = {KOM_FORM_DTA, "a Stata file (.dta)", READ("dta"), READ_END},
    html = {KOM_FORM_OTHER, "a web page, perhaps a login or an error; fetch the file itself", NULL,
            NULL},
    xml = {KOM_FORM_OTHER, "XML; ask its sender for the table as CSV", NULL, NULL},
    jsonstat = {KOM_FORM_JSONSTAT, "JSON-stat", "kom-read ", ""},
    px = {KOM_FORM_PX, "a PC-Axis file (.px)", "kom-read ", ""},
    json = {KOM_FORM_OTHER, "JSON", "mlr --ijson --ocsv cat ", " | kom-read"};

static bool has_at(struct kom_text t, size_t at, const char *bytes, size_t n) {
    return t.n >= at + n && memcmp(t.p + at, bytes, n) == 0;
}

/* The first of these bytes anywhere in the text; NULL: they are not there. */
static const char *find(struct kom_text t, const char *bytes) {
    size_t n = strlen(bytes);
    for (size_t i = 0; i + n <= t.n; i++)
        if (t.p[i] == *bytes && memcmp(t.p + i, bytes, n) == 0)
            return t.p + i;
    return NULL;
}

static const char old_office[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/* A name as an old Office file has it: two bytes a letter. */
static bool has_name(struct kom_text t, const char *name) {
    size_t n = strlen(name);
    for (size_t i = 0; i + 2 * n <= t.n; i++) {
        size_t k = 0;
        while (k < n && t.p[i + 2 * k] == name[k] && t.p[i + 2 * k + 1] == '\0')
            k++;
        if (k == n)
            return true;
    }
    return false;
}

/* Does a name without capitals stand in the head of the first part, whatever the case there? */
static bool is_first_part(struct kom_text t, const char *name) {
    enum { HEAD_NBYTES = 30 };
    const size_t n = strlen(name);
    bool is = t.n >= HEAD_NBYTES + n;
    for (size_t i = 0; i < n && is; i++)
        is = (t.p[HEAD_NBYTES + i] | 0x20) == (name[i] | 0x20);
    return is;
}

/* A project has project.qde and the folder Sources, whichever is packed first; what is packed in
   that may be a workbook itself. */
static const struct kom_no_text *inside_zip(struct kom_text t) {
    if (find(t, "project.qde") || is_first_part(t, "sources/"))
        return &project;
    if (find(t, "opendocument.spreadsheet"))
        return &ods;
    if (find(t, "xl/workbook.bin"))
        return &xlsb;
    return find(t, "[Content_Types].xml") || find(t, "xl/") ? &xlsx : &zip;
}

/* Stata before version 13: a release number, a byte order, a file type. */
static bool is_old_stata(struct kom_text t) {
    unsigned char release = t.n > 3 ? (unsigned char)t.p[0] : 0;
    bool has_order = t.n > 3 && (t.p[1] == 1 || t.p[1] == 2 || (release == 0x66 && t.p[1] == 0));
    return release >= 0x66 && release <= 0x73 && has_order && t.p[2] == 1 && t.p[3] == 0;
}

static struct kom_text without_blanks(struct kom_text t) {
    while (t.n && strchr(" \t\r\n", t.p[0])) {
        t.p++;
        t.n--;
    }
    return t;
}

/* Lower-case letters at the start, whatever their case there. */
static bool starts(struct kom_text t, const char *word) {
    size_t n = strlen(word);
    bool ok = t.n >= n;
    for (size_t i = 0; i < n && ok; i++)
        ok = t.p[i] == word[i] || (word[i] >= 'a' && word[i] <= 'z' && (t.p[i] | 0x20) == word[i]);
    return ok;
}

static const struct kom_no_text *marked_up(struct kom_text t) {
    t = without_blanks(t);
    if (starts(t, "<!doctype html") || starts(t, "<html"))
        return &html;
    if (starts(t, "<?xml"))
        return &xml;
    char first = t.n ? t.p[0] : '\0';
    struct kom_text rest = first ? without_blanks((struct kom_text){t.p + 1, t.n - 1}) : t;
    char second = rest.n ? rest.p[0] : '\0';
    bool is_object = first == '{' && (second == '"' || second == '}');
    bool is_list = first == '[' && (second == '{' || second == '[');
    if (is_object && kom_is_jsonstat(t))
        return &jsonstat;
    return is_object || is_list ? &json : NULL;
}

const struct kom_no_text *kom_first_bytes(struct kom_text t) {
    if (t.n == 0) /* there may be no place at all */
        return NULL;
    if (has_at(t, 0, "PK\x03\x04", 4))
        return inside_zip(t);
    if (has_at(t, 0, old_office, 8) && has_name(t, "EncryptedPackage"))
        return &locked;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (has_at(t, rows[i].at, rows[i].bytes, rows[i].n))
            return &rows[i].magic;
    if (is_old_stata(t))
        return &stata;
    return kom_is_px(t) ? &px : marked_up(t);
}
