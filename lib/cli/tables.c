/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The input tables as rows.

   For each table the columns that the tools know, in the order in which kom-tables(5) lists them:
   what a column is for (part of the key, needed, used when it is there) and what it holds. Kind and
   aliases are not said here but come from the vocabulary, so that the page cannot promise a heading
   that no tool reads. Then the tables themselves: in one sentence what a row is, by which option or
   tool it is taken, and a few lines of it. The examples belong together, as extracts of one small
   world: tests/cli/tables.bats makes files of them, computes what the page shows, and has kom-check
   read each. */
#include "tables.h"

#define KEY KOM_TABLE_KEY
#define MAY KOM_TABLE_MAY
#define NEED KOM_TABLE_NEED
#define OTHER KOM_TABLE_OTHER

static const struct kom_table_column sales[] = {
    {"sale_id", OTHER, "number of the sale; kom-check finds one that stands twice"},
    {"kom", NEED, "municipality code"},
    {"person", NEED, "pseudonym of the buyer, the same in all tables"},
    {"service", NEED, "service, as in the offerings"},
    {"date", NEED, "day of the sale"},
    {"quantity", OTHER, "units sold"},
    {"hours", OTHER, "hours sold"},
    {"amount", OTHER, "kroner"},
    {"status", OTHER,
     "delivered or leveret or blank: a sale; ordered, bestilt, cancelled, aflyst: none; credited, "
     "krediteret: subtracted"},
    {"provider", OTHER,
     "municipal or private; must agree with the offering's; what kom-uptake --flows and --market "
     "go by"},
    {"band", OTHER, "time of day or week, as in the prices"},
    {"setting", OTHER, "own home, residence, care home; must agree with the offering's"},
    {"section", OTHER, "legal basis; likewise"},
    {"group", OTHER, "target group; likewise"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column offerings[] = {
    {"kom", KEY, "municipality code"},
    {"service", KEY, "service on offer"},
    {"provider", MAY, "who offers it"},
    {"setting", MAY, "for whom; blank: for all"},
    {"section", MAY, "for whom; blank: for all"},
    {"group", MAY, "for whom; blank: for all"},
    {"start", KEY, "first day on offer"},
    {"end", OTHER, "last day on offer, included; blank or in the year 9999: still on offer"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column persons[] = {
    {"person", KEY, "pseudonym; a CPR number is reported"},
    {"kom", KEY, "municipality code"},
    {"start", KEY, "first day of the spell; spells of a person may repeat and overlap"},
    {"end", OTHER, "last day of the spell, included; blank: still a recipient"},
    {"setting", OTHER, "own home, residence, care home"},
    {"section", OTHER, "legal basis"},
    {"group", OTHER, "target group"},
    {"birth_year", OTHER, "for kom-uptake --ages"},
    {"sex", OTHER, "for a by-column"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column counts[] = {
    {"kom", KEY, "municipality code"},
    {"period", KEY, "the period, as kom-uptake --period has it; all for one over the whole range"},
    {"setting", MAY, "by-column"},
    {"section", MAY, "by-column; any other column may be one, too"},
    {"recipients", NEED, "persons entitled, distinct within the row"},
    {"kind", OTHER, "stock (on a day), average (over the period) or during (on some day of it)"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column participation[] = {
    {"kom", KEY, "municipality code"},
    {"section", MAY, "where parts of a municipality start apart"},
    {"area", MAY, "likewise"},
    {"planned", OTHER, "yes or no: did it plan to take part; a comparison municipality has no"},
    {"start", NEED, "first day; blank: it never began"},
    {"end", OTHER, "last day in the trial"},
    {"reports_from", OTHER, "first day that its extract covers"},
    {"reports_to", OTHER, "last day that its extract covers"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column municipalities[] = {
    {"kom", KEY, "municipality code"},
    {"name", OTHER, "its name"},
    {"region", OTHER, "its region; any other column may be a by-column, too"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column networks[] = {
    {"kom", KEY, "municipality code"},
    {"network", KEY, "its network; a municipality in several has several rows"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column prices[] = {
    {"kom", KEY, "municipality code"},
    {"service", KEY, "service"},
    {"band", KEY, "time of day or week"},
    {"start", KEY, "first day of the price"},
    {"end", OTHER, "last day of the price, included"},
    {"price", OTHER, "kroner a unit, without VAT"},
    {"price_vat", OTHER, "kroner a unit, with VAT"},
    {"cost", OTHER, "what a unit costs the municipality, kroner"},
    {"unit", OTHER, "what a unit is"},
    {"minimum", OTHER, "the least number of units that is charged"},
    {"rounding", OTHER, "half_hour: begun half hours are charged"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column panel[] = {
    {"kom", KEY, "the unit; --unit names another column"},
    {"period", KEY, "period or day; --time names another column"},
    {"measure", MAY, "what the value is of, where there are several"},
    {"value", NEED, "the value; --value names other columns"},
    {"n", OTHER, "observations behind it, for --weight"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column responses[] = {
    {"respondent", KEY, "pseudonym of who answers"},
    {"wave", MAY, "which round it is"},
    {"item", KEY, "the question; without this column and answer there is a column an item"},
    {"answer", NEED, "a whole number, or a text or code that means something else"},
    {"kom", OTHER, "municipality code; one value a respondent and wave, as those below"},
    {"area", OTHER, "for a by-column"},
    {"role", OTHER, "for a by-column"},
    {"institution", OTHER, "for a by-column"},
    {"weight", OTHER, "carried along with the scores"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column codebook[] = {
    {"item", KEY, "the question, as the responses call it"},
    {"scale", OTHER, "the scale it belongs to; several with | between them"},
    {"reversed", OTHER, "yes: the highest answer means the least"},
    {"lowest", NEED, "the lowest answer"},
    {"highest", NEED, "the highest"},
    {"dont_know", OTHER, "codes or texts, with | between them, that mean no answer"},
    {"not_relevant", OTHER, "likewise"},
    {"refused", OTHER, "likewise"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column answer_labels[] = {
    {"item", MAY, "the question; blank: every one that has such an answer"},
    {"label", KEY, "the text that stands in the responses"},
    {"answer", NEED, "its number, or dont_know, not_relevant, refused or missing"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column frame[] = {
    {"respondent", KEY, "pseudonym of who was asked; without it a row is a group of n persons"},
    {"wave", MAY, "the round in which; without it everybody was asked in each"},
    {"n", OTHER, "persons of the group"},
    {"kom", OTHER, "for --by and --compare-frame, as any other column"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column known_totals[] = {
    {"column", KEY, "which column of the rows; for --post there is a column for each instead"},
    {"value", KEY, "which of its values"},
    {"total", NEED, "what the weights of such rows add up to"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column replicate_factors[] = {
    {"replicate", KEY, "which column of the rows holds the weights of this replicate"},
    {"stratum", NEED, "where its cluster was left out; blank where there are no strata"},
    {"factor", NEED, "what the square of its figure less that of the whole sample counts"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column segments[] = {
    {"document", KEY, "the interview, or what else was coded"},
    {"segment", KEY, "which part of it: a name, or a range such as 120-180; blank: all of it"},
    {"code", KEY, "the code that it was given; blank: the document was read"},
    {"coder", KEY, "who gave it"},
    {"value", OTHER, "what the coder said by it"},
    {"kom", OTHER, "municipality code of the document, as those below for a by-column"},
    {"area", OTHER, "for a by-column"},
    {"role", OTHER, "for a by-column"},
    {"text", OTHER, "the passage; read by --quotes only"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column codes[] = {
    {"code", KEY, "the code, as the segments have it"},
    {"parent", OTHER, "the code that it lies under; blank: none"},
    {"name", OTHER, "what people call it; written beside the counts"},
    {NULL, OTHER, NULL},
};

static const struct kom_table_column documents[] = {
    {"document", KEY, "the interview, with segments or without"},
    {"coder", OTHER, "who read it, a row for each; blank: nobody says"},
    {"kom", OTHER, "municipality code, as any other column for --by"},
    {NULL, OTHER, NULL},
};

static const struct kom_input_table tables[] = {
    {"sales", "What was sold, a row a sale or a line of an invoice.", KOM_OPT_END,
     "kom-uptake, kom-check, kom-sum, kom-panel", sales,
     "kommunekode;borger;ydelse;dato;timer;beloeb;leveringsstatus\n"
     "151;P1;rengoering;2019-07-04;1,5;540,00;leveret\n"
     "151;P1;rengoering;2019-08-01;1,5;540,00;aflyst\n"
     "151;P2;rengoering;2019-09-12;2;720,00;leveret\n"
     "461;P4;rengoering;2019-09-20;1;360,00;leveret\n"},
    {"offerings", "What was on offer, where and when, and for whom.", KOM_OPT_offerings, NULL,
     offerings,
     "kom,service,provider,start,end\n"
     "151,rengoering,municipal,2019-07-01,\n"
     "461,rengoering,municipal,2019-09-01,2019-12-31\n"},
    {"recipients", "Who was entitled, a row a spell.", KOM_OPT_recipients, NULL, persons,
     "person,kom,start,end,setting\n"
     "P1,151,2018-03-01,,own_home\n"
     "P2,151,2019-01-15,2019-10-31,own_home\n"
     "P3,151,2019-02-01,,care_home\n"
     "P4,461,2017-05-01,,own_home\n"},
    {"counts", "How many were entitled, where there are no persons: recipients as counts.",
     KOM_OPT_recipients, NULL, counts,
     "kom,period,recipients,kind\n"
     "151,2019,3,during\n"
     "461,2019,1,during\n"},
    {"participation", "Which municipality was planned, started and reported when.",
     KOM_OPT_participation, NULL, participation,
     "kom,planned,start,end,reports_from,reports_to\n"
     "151,yes,2019-07-01,,2019-01-01,2019-12-31\n"
     "461,yes,2019-09-01,,2019-01-01,2019-12-31\n"
     "306,yes,,,,\n"
     "101,no,,,,\n"},
    {"municipalities", "Columns of the municipality, for --by.", KOM_OPT_municipalities, NULL,
     municipalities,
     "kom,name,region\n"
     "101,København,Hovedstaden\n"
     "151,Ballerup,Hovedstaden\n"
     "306,Odsherred,Sjælland\n"
     "461,Odense,Syddanmark\n"},
    {"networks", "Networks of the municipality, for --by: many to many.", KOM_OPT_networks, NULL,
     networks,
     "kom,network\n"
     "151,hverdag\n"
     "461,hverdag\n"
     "461,naboer\n"},
    {"prices", "What a unit costs, a row a spell of one price.", KOM_OPT_END, "kom-check", prices,
     "kom,service,band,start,end,price,price_vat,unit,minimum,rounding\n"
     "151,rengoering,day,2019-07-01,2019-12-31,288.00,360.00,hour,1,half_hour\n"
     "151,rengoering,day,2020-01-01,,296.00,370.00,hour,1,half_hour\n"},
    {"panel", "A figure a unit and period.", KOM_OPT_END, "kom-diff, kom-did", panel,
     "kom,period,value,n\n"
     "101,2018-H2,3.9,410\n"
     "101,2019-H1,4.0,412\n"
     "101,2019-H2,4.1,415\n"
     "101,2020-H1,4.0,411\n"
     "151,2018-H2,3.7,95\n"
     "151,2019-H1,3.8,97\n"
     "151,2019-H2,3.2,96\n"
     "151,2020-H1,3.3,99\n"},
    {"responses",
     "Answers to a questionnaire, an answer a row, or a row a respondent and wave with a "
     "column an item.",
     KOM_OPT_END, "kom-scale", responses,
     "respondent,wave,item,answer,kom\n"
     "R1,1,trust_1,Agree,151\n"
     "R1,1,trust_2,1,151\n"
     "R2,1,trust_1,4,461\n"
     "R2,1,trust_2,8,461\n"},
    {"codebook", "What the items of a questionnaire are.", KOM_OPT_codebook, "kom-scale", codebook,
     "item,scale,reversed,lowest,highest,dont_know\n"
     "trust_1,trust,no,1,5,8\n"
     "trust_2,trust,yes,1,5,8\n"},
    {"answer-labels", "Which text is which answer.", KOM_OPT_answer_labels, NULL, answer_labels,
     "item,label,answer\n"
     ",Disagree,2\n"
     ",Agree,4\n"},
    {"frame", "Who was asked, a person or a group a row.", KOM_OPT_frame, NULL, frame,
     "respondent,kom\n"
     "R1,151\n"
     "R2,461\n"
     "R3,461\n"},
    {"known-totals", "How many there are of each category, for weights.", KOM_OPT_known_totals,
     NULL, known_totals,
     "column,value,total\n"
     "kom,151,49000\n"
     "kom,461,205000\n"},
    {"replicate-factors",
     "How replicate weights make an error, a row a replicate: what kom-weight writes beside them.",
     KOM_OPT_replicate_factors, NULL, replicate_factors,
     "replicate,stratum,factor\n"
     "weight_1,north,0.5\n"
     "weight_2,north,0.5\n"
     "weight_3,south,0.5\n"
     "weight_4,south,0.5\n"},
    {"segments", "Interviews that were coded, a row a code that a coder gave to a segment.",
     KOM_OPT_END, "kom-code", segments,
     "document,segment,code,coder,kom\n"
     "I1,10-25,price,A,151\n"
     "I1,10-25,price,B,151\n"
     "I2,40-90,queue,A,461\n"},
    {"codes", "What the codes of segments are, and what they lie under.", KOM_OPT_codebook,
     "kom-code", codes,
     "code,parent\n"
     "price,\n"
     "time,\n"
     "queue,time\n"},
    {"documents", "Which documents there are.", KOM_OPT_documents, NULL, documents,
     "document,kom\n"
     "I1,151\n"
     "I2,461\n"
     "I3,461\n"},
};

const struct kom_input_table *kom_input_table_at(size_t i) {
    return i < sizeof tables / sizeof tables[0] ? &tables[i] : NULL;
}

bool kom_tool_has(const struct kom_tool *tool, enum kom_opt id) {
    for (const struct kom_tool_option *o = tool->options; o && o->id != KOM_OPT_END; o++)
        if (o->id == id)
            return true;
    return false;
}

bool kom_tool_takes_tables(const struct kom_tool *tool) {
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        if (tables[i].option != KOM_OPT_END && kom_tool_has(tool, tables[i].option))
            return true;
    return kom_tool_has(tool, KOM_OPT_prices);
}

const char *kom_table_kind(const char *column) {
    const struct kom_word *word = kom_word_canonical(kom_text_of(column));
    switch (word ? word->kind : KOM_KIND_TEXT) {
    case KOM_KIND_NUMBER:
        return "number";
    case KOM_KIND_DAY:
        return "day";
    case KOM_KIND_PERIOD:
        return "period";
    case KOM_KIND_TEXT:
        break;
    }
    return "text";
}
