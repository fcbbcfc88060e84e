/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The targets by name. */
#include <string.h>

#include "checks.h"

fuzz_check *fuzz_target(const char *name) {
    static const struct {
        const char *name;
        fuzz_check *check;
    } target[] = {{"args", fuzz_args},     {"check", fuzz_check_tool}, {"did", fuzz_did},
                  {"diff", fuzz_diff},     {"formats", fuzz_formats},  {"read", fuzz_read},
                  {"sum", fuzz_sum},       {"table", fuzz_table},      {"uptake", fuzz_uptake},
                  {"jsonstat", fuzz_read}, {"px", fuzz_read},          {"xlsx", fuzz_xlsx},
                  {"state", fuzz_state},   {"join", fuzz_join},        {"panel", fuzz_panel},
                  {"price", fuzz_price},   {"scale", fuzz_scale},      {"qdpx", fuzz_qdpx}};
    for (size_t i = 0; i < sizeof target / sizeof target[0]; i++)
        if (strcmp(target[i].name, name) == 0)
            return target[i].check;
    return NULL;
}
