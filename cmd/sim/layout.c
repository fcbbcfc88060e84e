/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of every synthetic table, and the Data Package that describes them. */
#include <string.h>

#include "num.h"
#include "survey.h"
#include "table.h"

#define REQUIRED "\"required\": true"
#define KOM_CODE REQUIRED ", \"pattern\": \"[0-9]{3}\""
#define PSEUDONYM REQUIRED ", \"pattern\": \"P[0-9A-HJKMNP-TV-Z]{8}\""
#define SERVICE                                                                                    \
    REQUIRED ", \"enum\": [\"rengoering\", \"havearbejde\", \"indkoeb\", \"maaltider\", "          \
             "\"vinduespolering\", \"ledsagelse\"]"
#define BAND REQUIRED ", \"enum\": [\"day\", \"evening\", \"weekend\"]"
#define PROVIDER REQUIRED ", \"enum\": [\"private\", \"municipal\"]"
#define SETTINGS "\"enum\": [\"own_home\", \"residence\", \"care_home\"]"
#define SECTIONS "\"enum\": [\"83\", \"85\"]"
#define GROUPS "\"enum\": [\"ældre\", \"handicap\", \"sindslidende\"]"
#define YES_NO REQUIRED ", \"enum\": [\"yes\", \"no\"]"
#define POSITIVE REQUIRED ", \"minimum\": 0"
#define TO_MUNICIPALITIES(field)                                                                   \
    "{\"fields\": \"" field                                                                        \
    "\", \"reference\": {\"resource\": \"municipalities\", \"fields\": \"kom\"}}"

static const struct kom_sim_column municipalities[] = {
    {"kom", "string", KOM_CODE, "municipality code (Statistics Denmark)"},
    {"name", "string", REQUIRED, "name of the municipality"},
    {"region", "string", REQUIRED, "region"},
    {"type", "string", REQUIRED, "municipality group of Statistics Denmark"},
    {0}};
static const struct kom_sim_column networks[] = {
    {"kom", "string", KOM_CODE, "municipality code"},
    {"network", "string", REQUIRED, "network of the trial; Randers is in two"},
    {0}};
static const struct kom_sim_column participation[] = {
    {"kom", "string", KOM_CODE, "municipality code"},
    {"planned", "string", YES_NO, "whether the municipality planned to take part"},
    {"start", "date", "", "first day of its own offering; blank: it never began"},
    {"end", "date", "", "last day in the trial; blank: still in it"},
    {"reports_from", "date", "", "first day covered by its sales extract"},
    {"reports_to", "date", "", "last day covered by its sales extract"},
    {0}};
static const struct kom_sim_column offerings[] = {
    {"kom", "string", KOM_CODE, "municipality code"},
    {"service", "string", SERVICE, "service on offer"},
    {"provider", "string", PROVIDER, "who sells it"},
    {"setting", "string", SETTINGS, "for whom: kind of home; blank: all"},
    {"section", "string", SECTIONS, "for whom: section of the Social Services Act; blank: all"},
    {"group", "string", GROUPS, "for whom: target group; blank: all"},
    {"start", "date", REQUIRED, "first day on offer"},
    {"end", "date", "", "last day on offer, included"},
    {0}};
static const struct kom_sim_column prices[] = {
    {"kommunekode", "string", KOM_CODE, "municipality code (kom)"},
    {"ydelse", "string", SERVICE, "service"},
    {"band", "string", BAND, "time of the week"},
    {"fra", "date", REQUIRED, "first day of the price (start)"},
    {"til", "date", "", "last day of the price, included (end)"},
    {"pris_ex_moms", "number", POSITIVE, "kroner per unit without VAT (price)"},
    {"pris_inkl_moms", "number", POSITIVE, "kroner per unit with 25 % VAT (price_vat)"},
    {"kostpris", "number", POSITIVE, "what a unit costs the municipality, kroner (cost)"},
    {"unit", "string", REQUIRED, "what is charged: time (hour), besøg, levering, måltid"},
    {"minimum", "number", POSITIVE, "least number of units charged"},
    {"rounding", "string", REQUIRED ", \"enum\": [\"half_hour\", \"none\"]",
     "half_hour: begun half hours are charged"},
    {0}};
static const struct kom_sim_column sales[] = {
    {"sale_id", "string", REQUIRED ", \"unique\": true", "number of the invoice line"},
    {"kommunekode", "string", KOM_CODE, "municipality code (kom)"},
    {"borger", "string", PSEUDONYM, "pseudonym of the buyer (person)"},
    {"ydelse", "string", SERVICE, "service"},
    {"dato", "date", REQUIRED, "day of the sale (date)"},
    {"antal", "integer", REQUIRED, "units sold (quantity); negative in credit notes"},
    {"timer", "number", "", "hours of work (hours); blank for meals"},
    {"beloeb", "number", REQUIRED, "kroner with VAT (amount); negative in credit notes"},
    {"band", "string", BAND, "time of the week"},
    {"leverandoer", "string", PROVIDER, "who sold it (provider)"},
    {"boligform", "string", REQUIRED ", " SETTINGS, "kind of home (setting)"},
    {"paragraf", "string", REQUIRED ", " SECTIONS, "section of the Social Services Act (section)"},
    {"leveringsstatus", "string",
     REQUIRED ", \"enum\": [\"leveret\", \"bestilt\", \"aflyst\", \"krediteret\"]",
     "delivered, ordered, cancelled or credited (status)"},
    {"bemærkning", "string", "", "a note, mostly blank"},
    {0}};
static const struct kom_sim_column recipients[] = {
    {"borger", "string", PSEUDONYM, "pseudonym of the recipient (person)"},
    {"kommunekode", "string", KOM_CODE, "municipality code (kom)"},
    {"fra", "date", REQUIRED, "first day as a recipient (start)"},
    {"til", "date", "", "last day, included (end); blank or 9999-12-31: open"},
    {"boligform", "string", REQUIRED ", " SETTINGS, "kind of home (setting)"},
    {"paragraf", "string", REQUIRED ", " SECTIONS, "section of the Social Services Act (section)"},
    {"maalgruppe", "string", REQUIRED ", " GROUPS, "target group (group)"},
    {"foedselsaar", "integer", REQUIRED, "year of birth (birth_year)"},
    {"koen", "string", REQUIRED ", \"enum\": [\"K\", \"M\"]", "woman K, man M (sex)"},
    {0}};
static const struct kom_sim_column counts[] = {
    {"kom", "string", KOM_CODE, "municipality code"},
    {"period", "string", REQUIRED, "year"},
    {"section", "string", REQUIRED ", " SECTIONS, "section of the Social Services Act"},
    {"recipients", "integer", POSITIVE,
     "distinct persons who were recipients on some day of the year"},
    {"kind", "string", REQUIRED, "during: counted over the whole year"},
    {0}};
static const struct kom_sim_column outcomes[] = {
    {"kom", "string", KOM_CODE, "municipality code"},
    {"period", "string", REQUIRED, "month"},
    {"measure", "string", REQUIRED, "name of the outcome"},
    {"value", "number", REQUIRED, "mean hours of home help per recipient and week"},
    {"n", "integer", POSITIVE, "persons behind the mean"},
    {0}};
static const struct kom_sim_column truth[] = {
    {"table", "string", REQUIRED, "table the truth is about"},
    {"item", "string", REQUIRED, "what is known"},
    {"key", "string", REQUIRED, "municipality code, `all`, or a further key"},
    {"value", "number", REQUIRED, "the true value"},
    {"explanation", "string", REQUIRED, "what it means and how to find it again"},
    {0}};

const struct kom_sim_layout kom_sim_layouts[KOM_SIM_TABLES] = {
    {"municipalities", "the 98 municipalities of Denmark", "\"kom\"", NULL, false, municipalities},
    {"networks", "networks of the trial, many to many", "[\"kom\", \"network\"]",
     TO_MUNICIPALITIES("kom"), false, networks},
    {"participation", "who planned, who began, what was reported", "\"kom\"",
     TO_MUNICIPALITIES("kom"), false, participation},
    {"offerings", "which service was on offer where, from whom, when and for whom", NULL,
     TO_MUNICIPALITIES("kom"), false, offerings},
    {"prices", "the municipalities' price schedules",
     "[\"kommunekode\", \"ydelse\", \"band\", \"fra\"]", TO_MUNICIPALITIES("kommunekode"), true,
     prices},
    {"sales", "invoice lines of add-on services", "\"sale_id\"",
     TO_MUNICIPALITIES("kommunekode") ", {\"fields\": \"borger\", \"reference\": {\"resource\": "
                                      "\"recipients\", \"fields\": \"borger\"}}",
     true, sales},
    {"recipients", "spells of persons entitled to add-on services",
     "[\"borger\", \"kommunekode\", \"fra\"]", TO_MUNICIPALITIES("kommunekode"), true, recipients},
    {"recipients_counts", "the same recipients as counts", "[\"kom\", \"period\", \"section\"]",
     TO_MUNICIPALITIES("kom"), false, counts},
    {"panel", "an outcome by municipality and month", "[\"kom\", \"period\", \"measure\"]",
     TO_MUNICIPALITIES("kom"), false, outcomes},
    {"truth", "what the generator knows", "[\"table\", \"item\", \"key\"]", NULL, false, truth},
    {"survey_codebook", "items of the survey, and their scales", "\"item\"", NULL, false,
     kom_sim_codebook_columns},
    {"survey_frame", "who was asked in the survey, in two waves", "[\"respondent\", \"wave\"]",
     TO_MUNICIPALITIES("kom"), false, kom_sim_asked_columns},
    {"survey_responses", "answers to the survey", "[\"respondent\", \"wave\"]",
     TO_MUNICIPALITIES("kom"), false, kom_sim_responses_columns},
    {"survey_segments", "passages of interviews as two coders coded them",
     "[\"document\", \"segment\", \"coder\"]", TO_MUNICIPALITIES("kom"), false,
     kom_sim_segments_columns},
    {"survey_truth", "what the generator knows of the survey and the interviews",
     "[\"table\", \"item\", \"key\"]", NULL, false, truth},
};

static void add_field(struct kom_buf *buf, const struct kom_sim_layout *layout,
                      const struct kom_sim_column *column) {
    kom_buf_printf(buf, "        {\"name\": \"%s\", \"type\": \"%s\"", column->name, column->type);
    if (layout->is_danish && strcmp(column->type, "number") == 0)
        kom_buf_str(buf, ", \"decimalChar\": \",\"");
    kom_buf_printf(buf, ", \"description\": \"%s\"", column->about);
    if (column->constraints[0])
        kom_buf_printf(buf, ", \"constraints\": {%s}", column->constraints);
    kom_buf_str(buf, column[1].name ? "},\n" : "}\n");
}

static void add_resource(struct kom_buf *buf, const struct kom_sim_layout *layout) {
    kom_buf_printf(buf, "    {\"name\": \"%s\", \"path\": \"%s.csv\",\n", layout->name,
                   layout->name);
    kom_buf_printf(buf, "     \"description\": \"%s\",\n", layout->about);
    kom_buf_printf(buf,
                   "     \"profile\": \"tabular-data-resource\", \"format\": \"csv\", "
                   "\"encoding\": \"%s\",\n     \"dialect\": {\"delimiter\": \"%s\", "
                   "\"lineTerminator\": \"\\n\", \"doubleQuote\": true, \"header\": true},\n",
                   layout->is_danish ? "windows-1252" : "utf-8", layout->is_danish ? ";" : ",");
    kom_buf_str(buf, "     \"schema\": {\"missingValues\": [\"\"],\n      \"fields\": [\n");
    for (const struct kom_sim_column *column = layout->columns; column->name; column++)
        add_field(buf, layout, column);
    kom_buf_str(buf, "      ]");
    if (layout->key)
        kom_buf_printf(buf, ",\n      \"primaryKey\": %s", layout->key);
    if (layout->foreign)
        kom_buf_printf(buf, ",\n      \"foreignKeys\": [%s]", layout->foreign);
    kom_buf_str(buf, "\n     }}");
}

enum kom_status kom_sim_package_write(struct kom_sink *sink, uint64_t seed, double scale,
                                      const char *switches, struct kom_error *err) {
    struct kom_buf buf = {0};
    kom_buf_str(&buf,
                "{\n  \"profile\": \"tabular-data-package\",\n"
                "  \"name\": \"komtools-synthetic\",\n"
                "  \"title\": \"Synthetic extracts on add-on services in Danish municipalities\",\n"
                "  \"description\": \"All persons, sales, prices and outcomes are invented "
                "(kom-sim --seed ");
    kom_buf_printf(&buf, "%llu --scale ", (unsigned long long)seed);
    kom_buf_shortest(&buf, scale);
    kom_buf_str(&buf, switches);
    kom_buf_str(&buf, "); codes and names of municipalities are real.\",\n  \"resources\": [\n");
    for (int i = 0; i < KOM_SIM_TABLES; i++) {
        add_resource(&buf, &kom_sim_layouts[i]);
        kom_buf_str(&buf, i + 1 < KOM_SIM_TABLES ? ",\n" : "\n");
    }
    kom_buf_str(&buf, "  ]\n}\n");
    enum kom_status status = buf.failed
                                 ? kom_fail(err, KOM_ENOMEM, "datapackage.json: memory ran out")
                                 : kom_sink_write(sink, kom_buf_view(&buf), err);
    kom_buf_fini(&buf);
    return status;
}
