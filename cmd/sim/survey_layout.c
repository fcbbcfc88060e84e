/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the survey's tables, and of the coded interviews. */
#include "survey.h"

#include "table.h"

#define REQUIRED "\"required\": true"
#define KOM_CODE REQUIRED ", \"pattern\": \"[0-9]{3}\""
#define AREA REQUIRED ", \"enum\": [\"ældre\", \"handicap\", \"dagtilbud\"]"
#define ROLE REQUIRED ", \"enum\": [\"leader\", \"staff\", \"citizen\"]"
#define WAVE REQUIRED ", \"enum\": [\"2019\", \"2021\"]"
#define PSEUDONYM REQUIRED ", \"pattern\": \"P[0-9A-HJKMNP-TV-Z]{8}\""
#define ITEM(name, about)                                                                          \
    { name, "integer", "", about }

const struct kom_sim_column kom_sim_codebook_columns[] = {
    {"item", "string", REQUIRED ", \"unique\": true", "name of the column of the responses"},
    {"scale", "string", REQUIRED, "scale that the item belongs to"},
    {"reversed", "string", "", "yes: the highest answer means the least"},
    {"lowest", "integer", REQUIRED, "lowest answer"},
    {"highest", "integer", REQUIRED, "highest answer"},
    {"dont_know", "string", "", "code of do not know"},
    {"not_relevant", "string", "", "code of not relevant"},
    {"text", "string", REQUIRED, "the question"},
    {0}};
const struct kom_sim_column kom_sim_asked_columns[] = {
    {"respondent", "string", PSEUDONYM,
     "who was asked; a new pseudonym each wave where the waves are not linked"},
    {"wave", "string", WAVE, "round of the survey"},
    {"kom", "string", KOM_CODE, "municipality code"},
    {"area", "string", AREA, "welfare area"},
    {"role", "string", ROLE, "leader, staff or citizen"},
    {"institution", "string", REQUIRED,
     "place of work, or where the citizen gets help; the same in both waves"},
    {"age_group", "string", REQUIRED, "years of age; who responds depends on it"},
    {"linked", "string", REQUIRED ", \"enum\": [\"yes\", \"no\"]",
     "whether the municipality kept the pseudonyms from wave to wave"},
    {0}};
const struct kom_sim_column kom_sim_responses_columns[] = {
    {"respondent", "string", PSEUDONYM, "who answered"},
    {"wave", "string", WAVE, "round of the survey"},
    {"kom", "string", KOM_CODE, "municipality code"},
    {"area", "string", AREA, "welfare area"},
    {"role", "string", ROLE, "leader, staff or citizen"},
    {"institution", "string", REQUIRED, "institution"},
    ITEM("a1", "autonomy: 1 to 5, 8 do not know"),
    ITEM("a2", "autonomy"),
    ITEM("a3", "autonomy"),
    ITEM("a4", "autonomy, reversed"),
    ITEM("w1", "wellbeing"),
    ITEM("w2", "wellbeing, reversed"),
    ITEM("w3", "wellbeing; 9 not relevant"),
    ITEM("t1", "trust: one item that all areas and roles were asked"),
    {0}};
const struct kom_sim_column kom_sim_segments_columns[] = {
    {"document", "string", REQUIRED, "interview; one of each institution"},
    {"segment", "string", REQUIRED, "passage of it"},
    {"code", "string", REQUIRED, "what the coder called it"},
    {"coder", "string", REQUIRED ", \"enum\": [\"A\", \"B\"]", "who coded it"},
    {"kom", "string", KOM_CODE, "municipality code"},
    {"area", "string", AREA, "welfare area"},
    {0}};
