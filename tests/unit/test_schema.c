/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Table Schema and Data Package: what is read, what is refused and with which words, patterns as
 * POSIX takes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "schema.h"
#include "schema_write.h"

/* A file of its own for each test, removed at its end. */
static char path[] = "test_schema_XXXXXX";

static void write_file(const char *json) {
    (void)snprintf(path, sizeof path, "%s", "test_schema_XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, json, strlen(json)), (ssize_t)strlen(json));
    assert_int_equal(close(fd), 0);
}

static enum kom_status load(const char *json, const char *resource, struct kom_schema *schema,
                            struct kom_error *err) {
    char spec[100];
    write_file(json);
    (void)snprintf(spec, sizeof spec, "%s%s", path, resource);
    enum kom_status status = kom_schema_load(schema, spec, err);
    assert_int_equal(unlink(path), 0);
    return status;
}

static void refused(const char *json, const char *resource, const char *words) {
    struct kom_schema schema;
    struct kom_error err = {0};
    assert_int_equal(load(json, resource, &schema, &err), KOM_EDATA);
    if (!strstr(err.text, words))
        fail_msg("\"%s\" is not in: %s", words, err.text);
    assert_int_equal(schema.n_fields, 0);
}

static void fields(void **state) {
    (void)state;
    struct kom_schema s;
    struct kom_error err = {0};
    const char *json =
        "{\"fields\": [{\"name\": \"kom\", \"type\": \"string\", \"constraints\": {\"required\": "
        "true, \"unique\": true,"
        "\"enum\": [\"101\", 147], \"pattern\": \"\\\\d{3}\", \"minLength\": 3, \"maxLength\": 4}},"
        "{\"name\": \"beloeb\", \"type\": \"number\", \"decimalChar\": \",\", \"groupChar\": "
        "\".\", \"constraints\":"
        "{\"minimum\": 0.1, \"maximum\": \"12.50\"}},"
        "{\"name\": \"d\", \"type\": \"date\", \"format\": \"%d-%m-%Y\", \"constraints\": "
        "{\"minimum\": \"2019-01-01\"}},"
        "{\"name\": \"s\", \"type\": \"date\", \"format\": \"sas\"}, {\"name\": \"y\", \"type\": "
        "\"year\", \"constraints\":"
        "{\"minimum\": 2018, \"maximum\": 2019}}, {\"name\": \"x\"}],"
        "\"missingValues\": [\"\", \"-\"], \"primaryKey\": \"kom\", \"foreignKeys\": [{\"fields\": "
        "[\"x\"],"
        "\"reference\": {\"resource\": \"\", \"fields\": [\"kom\"]}}]}";
    assert_int_equal(load(json, "", &s, &err), KOM_OK);
    assert_int_equal(s.n_fields, 6);
    const struct kom_schema_field *f = s.fields;
    assert_true(f[0].required && f[0].unique && f[0].kind == KOM_KIND_TEXT);
    assert_int_equal(f[0].n_values, 2);
    assert_string_equal(f[0].values[1], "147");
    assert_string_equal(f[0].pattern, "\\d{3}");
    assert_non_null(f[0].matches);
    assert_int_equal(f[0].min_length, 3);
    assert_int_equal(f[0].max_length, 4);
    assert_true(f[1].decimal == ',' && f[1].thousands == '.' && f[1].kind == KOM_KIND_NUMBER);
    assert_true(f[1].has_minimum && f[1].minimum.mantissa == 1 && f[1].minimum.scale == 1);
    assert_true(f[1].has_maximum && f[1].maximum.mantissa == 125 && f[1].maximum.scale == 1);
    assert_true(f[2].kind == KOM_KIND_DAY && f[2].day_form.shape == KOM_DAY_DMY);
    assert_int_equal(f[2].first_day, kom_day_of((struct kom_ymd){2019, 1, 1}));
    assert_int_equal(f[3].day_form.shape, KOM_DAY_SAS);
    assert_int_equal(f[4].last_day, kom_day_of((struct kom_ymd){2019, 12, 31}));
    assert_string_equal(f[5].type, "any");
    assert_true(s.has_missing && s.n_missing == 2);
    assert_int_equal(s.n_primary_key, 1);
    assert_int_equal(s.n_foreign_keys, 1);
    assert_string_equal(s.foreign_keys[0].resource, "");
    assert_null(s.foreign_keys[0].path);
    assert_ptr_equal(kom_schema_field(&s, kom_text_of("BEL\xC3\x98"
                                                      "B")),
                     &f[1]);
    assert_null(kom_schema_field(&s, kom_text_of("kr")));
    assert_ptr_equal(kom_schema_field(&s, kom_text_of("KOM")), &f[0]);
    kom_schema_fini(&s);
}

static const char package[] = "{\"name\": \"p\", \"resources\": [{\"name\": \"a\", \"path\": "
                              "\"a.csv\", \"encoding\": \"windows-1252\","
                              "\"dialect\": {\"delimiter\": \";\", \"header\": true}, \"schema\": "
                              "{\"fields\": [{\"name\": \"k\"}],"
                              "\"foreignKeys\": [{\"fields\": \"k\", \"reference\": {\"resource\": "
                              "\"b\", \"fields\": \"k\"}}]}},"
                              "{\"name\": \"b\", \"path\": \"sub/b.csv\", \"schema\": {\"fields\": "
                              "[{\"name\": \"k\"}, {\"name\": \"up\"}],"
                              "\"foreignKeys\": [{\"fields\": \"up\", \"reference\": "
                              "{\"resource\": \"b\", \"fields\": \"k\"}}]}}]}";

static void packages(void **state) {
    (void)state;
    struct kom_schema s;
    struct kom_error err = {0};
    assert_int_equal(load(package, "#a", &s, &err), KOM_OK);
    assert_int_equal(s.delimiter, ';');
    assert_string_equal(s.encoding, "windows-1252");
    assert_string_equal(s.foreign_keys[0].resource, "b");
    assert_string_equal(s.foreign_keys[0].path, "sub/b.csv");
    kom_schema_fini(&s);
    assert_int_equal(load(package, "#b", &s, &err), KOM_OK);
    assert_string_equal(s.foreign_keys[0].resource, ""); /* its own name is itself */
    kom_schema_fini(&s);
    refused(package, "", "it has \"a\", \"b\"");
    refused(package, "#c", "no such resource; it has \"a\", \"b\"");
    const char *one =
        "{\"resources\": [{\"name\": \"x\", \"schema\": {\"fields\": [{\"name\": \"k\"}]}}]}";
    assert_int_equal(load(one, "", &s, &err), KOM_OK);
    assert_string_equal(s.resource, "x");
    kom_schema_fini(&s);
}

static void refusals(void **state) {
    (void)state;
    refused("{\n \"fields\": [}\n", "", ":2: column");
    refused("[1]", "", "no Table Schema");
    refused("{\"fields\": []}", "", "no list of fields");
    refused("{\"fields\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}", "",
            "two fields are named \"a\"");
    refused("{\"fields\": [{\"name\": \"a\"}]}", "#x", "no resources");
    refused("{\"fields\": [{\"name\": \"a\", \"type\": \"geopoint\"}]}", "", "geopoint");
    refused("{\"fields\": [{\"name\": \"a\", \"type\": \"string\", \"format\": \"email\"}]}", "",
            "email");
    refused("{\"fields\": [{\"name\": \"a\", \"type\": \"date\", \"format\": \"any\"}]}", "",
            "\"any\"");
    refused("{\"fields\": [{\"name\": \"a\", \"constraints\": {\"jsonSchema\": {}}}]}", "",
            "jsonSchema");
    refused("{\"fields\": [{\"name\": \"a\", \"type\": \"string\", \"constraints\": {\"minimum\": "
            "1}}]}",
            "", "\"minimum\"");
    refused("{\"fields\": [{\"name\": \"a\", \"type\": \"number\", \"constraints\": "
            "{\"minLength\": 1}}]}",
            "", "\"minLength\"");
    refused("{\"fields\": [{\"name\": \"a\", \"trueValues\": [\"ja\"]}]}", "", "trueValues");
    refused("{\"fields\": [{\"name\": \"a\"}], \"primaryKey\": \"b\"}", "",
            "primaryKey names \"b\"");
    refused("{\"fields\": [{\"name\": \"a\"}], \"foreignKeys\": [{\"fields\": \"b\", "
            "\"reference\": {\"resource\": \"\","
            "\"fields\": \"a\"}}]}",
            "", "foreignKeys names \"b\"");
    refused("{\"fields\": [{\"name\": \"a\"}], \"uniqueKeys\": [[\"a\"]]}", "", "uniqueKeys");
    refused("{\"resources\": [{\"dialect\": {\"commentChar\": \"#\"}, \"schema\": {\"fields\": "
            "[{\"name\": \"a\"}]}}]}",
            "", "commentChar");
    refused("{\"resources\": [{\"schema\": \"https://example.org/s.json\"}]}", "",
            "lies on the net");
    refused("{\"resources\": [{\"name\": \"a\"}]}", "", "no schema");
}

static void no_file(void **state) {
    (void)state;
    struct kom_schema s;
    struct kom_error err = {0};
    assert_int_equal(kom_schema_load(&s, "no/such/file.json", &err), KOM_EIO);
}

/* What is written reads back as it was. */
static void written(void **state) {
    (void)state;
    struct kom_schema s, again;
    struct kom_error err = {0};
    struct kom_buf first = {0}, second = {0};
    const char *const paths[] = {"a b.csv", "\xc3\xb8.csv"};
    assert_int_equal(
        load("{\"resources\": [{\"name\": \"t\", \"encoding\": \"utf-8\", \"dialect\": "
             "{\"delimiter\": \"\\t\"}, \"schema\": {\"fields\": [{\"name\": \"kom\", \"type\": "
             "\"string\", \"constraints\": {\"required\": true, \"enum\": [\"0101\", "
             "\"\\\"\"], \"pattern\": \"[0-9]{4}\"}}, {\"name\": \"x\", \"type\": \"number\", "
             "\"decimalChar\": \",\", \"groupChar\": \".\", \"missingValues\": [\"\", \"..\"]}, "
             "{\"name\": \"d\", \"type\": \"date\", \"format\": \"%d.%m.%Y\"}, {\"name\": "
             "\"e\", \"type\": \"date\"}, {\"name\": \"\"}], \"missingValues\": [\"-\"]}}]}",
             "", &s, &err),
        KOM_OK);
    assert_int_equal(kom_schema_write(&s, paths, 2, &first, &err), KOM_OK);
    kom_buf_byte(&first, '\0');
    assert_non_null(strstr(first.p, "\xc3\xb8.csv"));
    assert_int_equal(load(first.p, "#t", &again, &err), KOM_OK);
    assert_int_equal(kom_schema_write(&again, paths, 2, &second, &err), KOM_OK);
    assert_int_equal(again.n_fields, 5);
    assert_true(again.delimiter == '\t' && again.fields[0].required && again.fields[1].thousands);
    assert_string_equal(again.fields[0].values[1], "\"");
    assert_string_equal(again.fields[2].format, "%d.%m.%Y");
    assert_null(again.fields[3].format);
    assert_string_equal(again.missing[0], "-");
    kom_buf_byte(&second, '\0');
    assert_string_equal(first.p, second.p);
    kom_buf_fini(&first);
    kom_buf_fini(&second);
    kom_schema_fini(&s);
    kom_schema_fini(&again);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields),   cmocka_unit_test(written), cmocka_unit_test(packages),
        cmocka_unit_test(refusals), cmocka_unit_test(no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
