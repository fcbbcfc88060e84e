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
    for table in municipalities networks participation offerings prices sales recipients recipients_counts panel truth survey_codebook survey_frame survey_responses survey_segments survey_truth; do
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

@test "wrong charges are found by kom-price, all of them and no other" {
    kom-sim -q --out wrong --charge-errors --scale 1 --seed 3
    kom-price -q --prices wrong/prices.csv --vat yes --only provider=municipal wrong/sales.csv >held.csv
    local reason
    for reason in over under within; do
        n=$(grep -c ",$reason\$" held.csv) || true
        [ "$(grep "^sales,charges,$reason," wrong/truth.csv | cut -d, -f4)" = "$n" ] || complain "$reason: $n" "$(grep charges wrong/truth.csv)"
    done
    [ "$(grep -c ',under$' held.csv)" -gt 20 ]
    difference=$(kom-price -q --prices wrong/prices.csv --vat yes --only provider=municipal --summary wrong/sales.csv | tail -n 1 | cut -d, -f4)
    [ "$(grep '^sales,charges,difference,' wrong/truth.csv | cut -d, -f4)" = "$difference" ]
    # nothing else is otherwise, and nothing at all without the option
    kom-sim -q --out right --scale 1 --seed 3
    cmp wrong/recipients.csv right/recipients.csv
    cut -d';' -f1-7,9- wrong/sales.csv >wrong.rest
    cut -d';' -f1-7,9- right/sales.csv | cmp - wrong.rest
    fails 2 'not the minimal one' kom-sim --out x --minimal --charge-errors
}

@test "what cannot be asked" {
    fails 2 'name the folder' kom-sim
    fails 2 'reads no file' kom-sim --out x file.csv
    fails 2 'no number' kom-sim --out x --scale big
    fails 2 '' kom-sim --out x --scale 0
    fails 4 '' kom-sim --out no/such/folder
}
