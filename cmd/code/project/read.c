/* SPDX-License-Identifier: GPL-3.0-or-later */
/* project.qde, element by element.

   What is held while it is read is where the elements at hand lie: the source, the selection in it,
   the coding, the code that codes lie under, the case, the value of a variable. An element's end is
   known by its depth. References are GUIDs, taken for numbers at once, whether what they speak of
   has come or not; what never comes is seen once all is read. Selections of every kind become a
   segment: ranges of texts as 120-180, with what they are ranges of before them where a source has
   several texts; areas of pages and pictures by their corners. A text is a part of the file, or
   stands between the elements. Codings of what is no document are counted. */
#include <stdio.h>
#include <string.h>

#include "code/project/project.h"
#include "num.h"
#include "packed/xml.h"

enum { CODES_DEEP = 100 };

/* A selection, or a source that is coded as a whole. */
struct place {
    unsigned depth; /* 0: none */
    uint32_t segment;
    struct qda_passage passage;
    enum qda_fault fault;
    const char *user;
};

struct reading {
    struct qda_project *p;
    unsigned source_depth, notes_depth, case_depth, coding_depth, value_depth, text_depth;
    uint32_t source, variable;
    struct place whole, part; /* of the source; of the selection in it */
    uint32_t path;            /* of the text at hand */
    unsigned path_depth, content_depth;
    bool is_beside; /* that text stands beside the source: a transcript, what a PDF says */
    struct {
        uint32_t code;
        unsigned depth;
    } above[CODES_DEEP];
    size_t n_above;
    char *user; /* of the coding */
    struct kom_buf text;
    size_t first_value; /* of the case */
    uint32_t *of_case;  /* sources that the case refers to */
    size_t n_of_case, cap_of_case;
    bool is_of_parts, has_sources; /* the case, or the set */
    struct qda_items points;       /* of a transcript: GUIDs */
    struct point *point;
    size_t cap_points;
    bool has_project;
};

/* Where a point of a transcript lies in its text, and in its sound. */
struct point {
    uint64_t place, time;
    bool has_place, has_time;
};

static void no_memory(struct kom_xml *x) {
    kom_xml_stop(x, kom_no_memory_in(x->err, ((struct reading *)x->context)->p->path));
}

/* The number of what an attribute speaks of; after a failure 0, and the reading has stopped. */
static uint32_t item_of(struct kom_xml *x, struct qda_items *items, const char *guid) {
    const uint32_t id = qda_item_of(items, guid);
    if (id == KOM_NO_ID)
        no_memory(x);
    return id == KOM_NO_ID ? 0 : id;
}

/* The same of what the element is, with its name. */
static uint32_t take_item(struct kom_xml *x, struct qda_items *items, const char **attributes) {
    struct reading *r = x->context;
    const char *guid = kom_xml_attribute(attributes, "guid"),
               *name = kom_xml_attribute(attributes, "name");
    if (!guid || !*guid) {
        kom_xml_stop(x,
                     kom_fail(x->err, KOM_EDATA,
                              "%s: project.qde, line %llu: \"%s\" has no guid, as everything in a "
                              "project has; export it again",
                              r->p->path, (unsigned long long)kom_xml_line(x), name ? name : ""));
        return 0;
    }
    const uint32_t id = item_of(x, items, guid);
    if (x->status)
        return 0;
    struct qda_item *item = &items->item[id];
    const struct kom_text trimmed = kom_text_trim(kom_text_of(name ? name : ""));
    item->is_there = true;
    if (!trimmed.n)
        return id;
    const char *copy = kom_arena_copy(&r->p->arena, trimmed.p, trimmed.n);
    if (!copy)
        no_memory(x);
    item->name = (struct kom_text){copy, copy ? trimmed.n : 0};
    return id;
}

static bool number_of(const char **attributes, const char *name, uint64_t *number) {
    const char *value = kom_xml_attribute(attributes, name);
    unsigned long whole = 0;
    const bool is = value && kom_xml_whole(value, strlen(value), 999999999999999UL, &whole);
    *number = whole;
    return is;
}

/* ---- selections ---- */

static void set_segment(struct kom_xml *x, struct place *place, struct kom_buf *name) {
    struct reading *r = x->context;
    place->segment = name->failed ? KOM_NO_ID : kom_intern_add(&r->p->segments, kom_buf_view(name));
    if (place->segment == KOM_NO_ID)
        no_memory(x);
    kom_buf_fini(name);
}

static void set_range(struct kom_xml *x, struct place *place, const char *of, bool is_there) {
    struct kom_buf name = {0};
    const struct qda_passage *range = &place->passage;
    if (!place->fault && (!is_there || range->from > range->to))
        place->fault = QDA_RANGE;
    kom_buf_printf(&name, "%s%llu-%llu", of, (unsigned long long)range->from,
                   (unsigned long long)range->to);
    set_segment(x, place, &name);
}

static void take_text_selection(struct kom_xml *x, struct place *place, const char **attributes) {
    const struct reading *r = x->context;
    const bool has_from = number_of(attributes, "startPosition", &place->passage.from);
    const bool has_to = number_of(attributes, "endPosition", &place->passage.to);
    place->passage.path = r->path;
    set_range(x, place, r->is_beside ? "text " : "", has_from && has_to);
}

/* Of sound and film: milliseconds. */
static void take_time_selection(struct kom_xml *x, struct place *place, const char **attributes) {
    const bool has_from = number_of(attributes, "begin", &place->passage.from);
    const bool has_to = number_of(attributes, "end", &place->passage.to);
    place->passage.path = KOM_NO_ID;
    set_range(x, place, "ms ", has_from && has_to);
}

static struct point find_point(struct kom_xml *x, const char *guid) {
    struct reading *r = x->context;
    const size_t n = r->points.guids.n;
    const uint32_t id = item_of(x, &r->points, guid);
    const bool is_known = !x->status && guid && id < n && r->points.item[id].is_there;
    return is_known ? r->point[id] : (struct point){.has_place = false};
}

/* By places in the text, or, where points have none, by time. */
static void take_transcript_selection(struct kom_xml *x, struct place *place,
                                      const char **attributes) {
    const struct reading *r = x->context;
    const struct point from = find_point(x, kom_xml_attribute(attributes, "fromSyncPoint")),
                       to = find_point(x, kom_xml_attribute(attributes, "toSyncPoint"));
    if (from.has_place && to.has_place) {
        place->passage = (struct qda_passage){r->path, from.place, to.place};
        set_range(x, place, "transcript ", true);
        return;
    }
    place->fault = from.has_time && to.has_time ? QDA_FINE : QDA_NO_POINT;
    place->passage = (struct qda_passage){KOM_NO_ID, from.time, to.time};
    set_range(x, place, "ms ", true);
}

/* An area of a page or picture. */
static void take_area(struct kom_xml *x, struct place *place, const char **attributes) {
    static const char *const corner[] = {"firstX", "firstY", "secondX", "secondY"};
    const char *page = kom_xml_attribute(attributes, "page");
    struct kom_buf name = {0};
    place->passage.path = KOM_NO_ID;
    kom_buf_printf(&name, page ? "page %s (" : "(%s", page ? page : "");
    for (size_t i = 0; i < 4; i++) {
        const char *at = kom_xml_attribute(attributes, corner[i]);
        if (!at)
            place->fault = QDA_RANGE;
        kom_buf_printf(&name, "%s%s", i ? " " : "", at ? at : "");
    }
    kom_buf_byte(&name, ')');
    set_segment(x, place, &name);
}

static void take_selection(struct kom_xml *x, const char *name, const char **attributes) {
    struct reading *r = x->context;
    struct place place = {.depth = x->depth, .passage = {KOM_NO_ID, 0, 0}};
    if (strcmp(name, "PlainTextSelection") == 0)
        take_text_selection(x, &place, attributes);
    else if (strcmp(name, "TranscriptSelection") == 0)
        take_transcript_selection(x, &place, attributes);
    else if (strcmp(name, "AudioSelection") == 0 || strcmp(name, "VideoSelection") == 0)
        take_time_selection(x, &place, attributes);
    else
        take_area(x, &place, attributes);
    const char *user = kom_xml_attribute(attributes, "creatingUser");
    place.user = user ? kom_arena_copy(&r->p->arena, user, strlen(user)) : NULL;
    if (user && !place.user)
        no_memory(x);
    if (!r->part.depth) /* what a selection has within is the same part of the source */
        r->part = place;
}

static void take_point(struct kom_xml *x, const char **attributes) {
    struct reading *r = x->context;
    void *all = r->point;
    struct point point;
    const uint32_t id = item_of(x, &r->points, kom_xml_attribute(attributes, "guid"));
    point.has_place = number_of(attributes, "position", &point.place);
    point.has_time = number_of(attributes, "timeStamp", &point.time);
    if (x->status)
        return;
    if (kom_grow(&all, &r->cap_points, r->points.guids.n, sizeof *r->point)) {
        no_memory(x);
        return;
    }
    r->point = all;
    r->point[id] = point;
    r->points.item[id].is_there = true;
}

/* ---- sources ---- */

/* What is said of an area of a page is all of the text beside it. */
static void set_path(struct kom_xml *x, struct kom_text path) {
    struct reading *r = x->context;
    r->path = kom_intern_add(&r->p->paths, path);
    if (r->path == KOM_NO_ID)
        no_memory(x);
    else if (r->part.depth && r->part.passage.path == KOM_NO_ID)
        r->part.passage = (struct qda_passage){r->path, 0, UINT64_MAX};
}

/* A text that a source is, or has beside it. */
static void take_path(struct kom_xml *x, const char **attributes, bool is_beside) {
    struct reading *r = x->context;
    const char *path = kom_xml_attribute(attributes, "plainTextPath");
    r->path = KOM_NO_ID;
    r->path_depth = x->depth;
    r->is_beside = is_beside;
    if (path && *path)
        set_path(x, kom_text_of(path));
}

/* That text itself, where no path says where it is. */
static void take_content(struct kom_xml *x) {
    struct reading *r = x->context;
    struct qda_project *p = r->p;
    void *content = p->content;
    char name[24];
    if (!p->wants_passages || r->path != KOM_NO_ID || r->path_depth + 1 != x->depth)
        return;
    if (kom_grow(&content, &p->cap_contents, p->n_contents + 1, sizeof *p->content)) {
        no_memory(x);
        return;
    }
    p->content = content;
    p->content[p->n_contents] = (struct qda_content){p->contents.n, 0};
    (void)snprintf(name, sizeof name, "#%zu", p->n_contents++);
    r->content_depth = x->depth;
    set_path(x, kom_text_of(name));
}

static void end_content(struct kom_xml *x) {
    struct reading *r = x->context;
    struct qda_content *content = &r->p->content[r->p->n_contents - 1];
    r->content_depth = 0;
    content->n = r->p->contents.n - content->from;
    if (r->p->contents.failed)
        no_memory(x);
}

static void take_source(struct kom_xml *x, const char **attributes) {
    struct reading *r = x->context;
    struct kom_buf none = {0};
    r->source = take_item(x, &r->p->sources, attributes);
    r->source_depth = x->depth;
    r->whole = (struct place){.depth = x->depth, .passage = {KOM_NO_ID, 0, 0}};
    set_segment(x, &r->whole, &none);
    take_path(x, attributes, false);
}

/* ---- codings ---- */

static void take_coding(struct kom_xml *x, const char **attributes) {
    struct reading *r = x->context;
    const char *user = kom_xml_attribute(attributes, "creatingUser");
    if (!user)
        user = r->part.depth ? r->part.user : NULL;
    r->coding_depth = x->depth;
    r->user = user ? kom_arena_copy(&r->p->arena, user, strlen(user)) : NULL;
    if (user && !r->user)
        no_memory(x);
}

/* The code of a coding. */
static void take_code_ref(struct kom_xml *x, const char **attributes) {
    struct reading *r = x->context;
    struct qda_project *p = r->p;
    const struct place *at = r->part.depth ? &r->part : &r->whole;
    void *coding = p->coding;
    const char *target = kom_xml_attribute(attributes, "targetGUID");
    struct qda_coding one = {.source = r->source,
                             .code = item_of(x, &p->codes, target),
                             .segment = at->segment,
                             .passage = at->passage,
                             .line = kom_xml_line(x),
                             .fault = at->fault};
    one.user = r->user && !x->status ? item_of(x, &p->users, r->user) : KOM_NO_ID;
    if (!x->status && kom_grow(&coding, &p->cap_codings, p->n_codings + 1, sizeof *p->coding))
        no_memory(x);
    p->coding = coding;
    if (!x->status)
        p->coding[p->n_codings++] = one;
}

/* ---- codes ---- */

static void take_code(struct kom_xml *x, const char **attributes) {
    struct reading *r = x->context;
    const uint32_t id = take_item(x, &r->p->codes, attributes);
    if (x->status)
        return;
    if (r->n_above && r->above[r->n_above - 1].code != id)
        r->p->codes.item[id].above = r->above[r->n_above - 1].code;
    if (r->n_above < CODES_DEEP) { /* as deep as XML is read */
        r->above[r->n_above].code = id;
        r->above[r->n_above++].depth = x->depth;
    }
}

/* ---- variables ---- */

static void take_variable_ref(struct kom_xml *x, const char **attributes) {
    struct reading *r = x->context;
    r->variable = item_of(x, &r->p->variables, kom_xml_attribute(attributes, "targetGUID"));
}

static void add_value(struct kom_xml *x, uint32_t source, uint32_t variable, struct kom_text text) {
    struct reading *r = x->context;
    void *value = r->p->value;
    if (kom_grow(&value, &r->p->cap_values, r->p->n_values + 1, sizeof *r->p->value)) {
        no_memory(x);
        return;
    }
    r->p->value = value;
    r->p->value[r->p->n_values++] = (struct qda_value){source, variable, text};
}

/* The end of a value: of the source at hand, or of the case, whose sources may come later. */
static void end_value(struct kom_xml *x) {
    struct reading *r = x->context;
    const struct kom_text text = kom_text_trim(kom_buf_view(&r->text));
    const char *copy = r->text.failed ? NULL : kom_arena_copy(&r->p->arena, text.p, text.n);
    r->value_depth = 0;
    if (!copy)
        no_memory(x);
    else if (text.n && r->variable != KOM_NO_ID)
        add_value(x, r->case_depth ? KOM_NO_ID : r->source, r->variable,
                  (struct kom_text){copy, text.n});
}

static void begin_case(struct kom_xml *x) {
    struct reading *r = x->context;
    r->case_depth = x->depth;
    r->first_value = r->p->n_values;
    r->n_of_case = 0;
    r->is_of_parts = false;
}

static void take_source_ref(struct kom_xml *x, const char **attributes) {
    struct reading *r = x->context;
    void *of_case = r->of_case;
    const uint32_t id = item_of(x, &r->p->sources, kom_xml_attribute(attributes, "targetGUID"));
    if (!x->status && kom_grow(&of_case, &r->cap_of_case, r->n_of_case + 1, sizeof *r->of_case))
        no_memory(x);
    r->of_case = of_case;
    if (!x->status)
        r->of_case[r->n_of_case++] = id;
}

/* The values of a case are those of the sources that it refers to. */
static void end_case(struct kom_xml *x) {
    struct reading *r = x->context;
    struct qda_project *p = r->p;
    const size_t n = p->n_values;
    r->case_depth = 0;
    p->left_out.parts += r->is_of_parts && n > r->first_value;
    for (size_t i = r->first_value; i < n && !x->status; i++)
        for (size_t k = 0; k < r->n_of_case && !x->status; k++)
            add_value(x, r->of_case[k], p->value[i].variable, p->value[i].text);
    if (!x->status && n > r->first_value) {
        memmove(p->value + r->first_value, p->value + n, (p->n_values - n) * sizeof *p->value);
        p->n_values -= n - r->first_value;
    }
}

/* ---- elements ---- */

static bool ends_with(const char *name, const char *end) {
    const size_t n = strlen(name), n_end = strlen(end);
    return n > n_end && strcmp(name + n - n_end, end) == 0;
}

static bool is(const char *name, const char *other) {
    return strcmp(name, other) == 0;
}

static void start_in_source(struct kom_xml *x, const char *name, const char **attributes) {
    struct reading *r = x->context;
    if (ends_with(name, "Selection"))
        take_selection(x, name, attributes);
    else if (is(name, "Representation") || is(name, "Transcript") || is(name, "TextDescription"))
        take_path(x, attributes, true);
    else if (is(name, "PlainTextContent"))
        take_content(x);
    else if (is(name, "SyncPoint"))
        take_point(x, attributes);
    else if (is(name, "Coding"))
        take_coding(x, attributes);
    else if (is(name, "CodeRef") && r->coding_depth)
        take_code_ref(x, attributes);
    else if (is(name, "CodeRef"))
        r->p->left_out.others++;
}

static void start_elsewhere(struct kom_xml *x, const char *name, const char **attributes) {
    struct reading *r = x->context;
    if (is(name, "Code")) {
        take_code(x, attributes);
    } else if (is(name, "User")) {
        (void)take_item(x, &r->p->users, attributes);
    } else if (is(name, "Variable")) {
        (void)take_item(x, &r->p->variables, attributes);
    } else if (is(name, "Case")) {
        begin_case(x);
    } else if (is(name, "SourceRef") && r->case_depth) {
        take_source_ref(x, attributes);
    } else if (is(name, "SelectionRef") && r->case_depth) {
        r->is_of_parts = true;
    } else if (is(name, "CodeRef") && r->case_depth) {
        r->p->left_out.cases++;
    } else if (is(name, "CodeRef")) {
        r->p->left_out.others++;
    } else if (is(name, "Set")) {
        r->has_sources = false;
    } else if (is(name, "MemberSource")) {
        r->p->left_out.sets += !r->has_sources;
        r->has_sources = true;
    } else if (ends_with(name, "Source")) {
        take_source(x, attributes);
    }
}

static void take_start(struct kom_xml *x, const char *name, const char **attributes) {
    struct reading *r = x->context;
    r->has_project = r->has_project || (x->depth == 1 && is(name, "Project"));
    if (r->notes_depth || is(name, "Notes")) {
        r->notes_depth = r->notes_depth ? r->notes_depth : x->depth;
        r->p->left_out.notes += is(name, "Coding");
    } else if (is(name, "VariableValue")) {
        r->value_depth = x->depth;
        r->variable = KOM_NO_ID;
        kom_buf_reset(&r->text);
    } else if (r->value_depth) {
        if (is(name, "VariableRef"))
            take_variable_ref(x, attributes);
        else if (ends_with(name, "Value")) /* TextValue, DateValue ... */
            r->text_depth = x->depth;
    } else if (r->source_depth) {
        start_in_source(x, name, attributes);
    } else {
        start_elsewhere(x, name, attributes);
    }
}

static void take_end(struct kom_xml *x) {
    struct reading *r = x->context;
    const unsigned depth = x->depth + 1; /* of what ends */
    unsigned *const simple[] = {&r->notes_depth, &r->coding_depth, &r->part.depth, &r->text_depth};
    if (depth == r->value_depth)
        end_value(x);
    if (depth == r->content_depth)
        end_content(x);
    for (size_t i = 0; i < sizeof simple / sizeof simple[0]; i++)
        *simple[i] = *simple[i] == depth ? 0 : *simple[i];
    if (depth == r->path_depth) {
        r->path = KOM_NO_ID;
        r->path_depth = 0;
        r->is_beside = false;
    }
    if (depth == r->source_depth)
        r->source_depth = 0;
    if (depth == r->case_depth)
        end_case(x);
    if (r->n_above && depth == r->above[r->n_above - 1].depth)
        r->n_above--;
}

static void take_text(struct kom_xml *x, const char *p, size_t n) {
    struct reading *r = x->context;
    if (r->text_depth)
        kom_buf_add(&r->text, p, n);
    if (r->content_depth)
        kom_buf_add(&r->p->contents, p, n);
}

/* ---- all of it ---- */

static enum kom_status read_parts(struct qda_project *p, struct reading *r, struct kom_error *err) {
    static const char *const spaces[] = {"urn:QDA-XML:project:1.0", NULL};
    static const struct kom_xml_handlers handlers = {spaces, take_start, take_end, take_text};
    const int64_t at = kom_package_find(&p->package, "project.qde");
    if (at < 0)
        return kom_fail(err, KOM_EDATA,
                        "%s: has no project.qde, as every REFI-QDA project has; export it again",
                        p->path);
    enum kom_status status = kom_xml_read(&p->package, at, &handlers, r, err);
    if (!status && !r->has_project)
        status = kom_fail(err, KOM_EDATA,
                          "%s: its project.qde is no project of the REFI-QDA Standard 1.0 "
                          "(urn:QDA-XML:project:1.0); export it again",
                          p->path);
    return status;
}

enum kom_status qda_read(struct qda_project *p, const char *path, struct kom_error *err) {
    struct reading r = {.p = p, .path = KOM_NO_ID};
    p->path = path;
    enum kom_status status = kom_package_open(&p->package, path, err);
    if (!status)
        status = read_parts(p, &r, err);
    kom_buf_fini(&r.text);
    kom_free(r.of_case);
    kom_free(r.point);
    qda_items_fini(&r.points);
    return status ? status : qda_name_all(p, err);
}

void qda_fini(struct qda_project *p) {
    kom_package_close(&p->package);
    kom_arena_fini(&p->arena);
    qda_items_fini(&p->users);
    qda_items_fini(&p->codes);
    qda_items_fini(&p->sources);
    qda_items_fini(&p->variables);
    kom_intern_fini(&p->segments);
    kom_intern_fini(&p->paths);
    kom_free(p->coding);
    kom_free(p->value);
    kom_buf_fini(&p->csv);
    kom_buf_fini(&p->contents);
    kom_free(p->content);
    kom_free(p->line);
}
