#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-sim as users type it. What it makes is held by tests/unit/test_sim.c and sample.bats.
load helper

@test "basic: every table, the same bytes for the same seed, others for another" {
    kom-sim -q --out one --scale 0.02 --seed 7
    kom-sim -q --out two --scale 0.02 --seed 7
    kom-sim -q --out other --scale 0.02 --seed 8
    diff -r one two
    ! cmp -s one/sales.csv other/sales.csv || false
    for table in municipalities networks participation offerings prices sales recipients recipients_counts panel truth; do
        [ -s one/$table.csv ]
    done
}

@test "minimal: only the six-column sales, in the Danish dialect" {
    kom-sim -q --out min --minimal --scale 0.01
    [ "$(ls min)" = sales.csv ]
    [ "$(head -n 1 min/sales.csv)" = 'kommunekode;borger;ydelse;dato;antal;beloeb' ]
    kom-sum -q --value amount --stats n,sum min/sales.csv
}

@test "dirt is found by kom-check" {
    kom-sim -q --out dirt --dirt --scale 0.05
    fails 1 'errors' kom-check --schema dirt/datapackage.json#sales dirt/sales.csv
}

@test "what cannot be asked" {
    fails 2 'name the folder' kom-sim
    fails 2 'reads no file' kom-sim --out x file.csv
    fails 2 'no number' kom-sim --out x --scale big
    fails 2 '' kom-sim --out x --scale 0
    fails 4 '' kom-sim --out no/such/folder
}
