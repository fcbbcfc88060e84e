# SPDX-License-Identifier: GPL-3.0-or-later
# Messages of kom-prov that name an option or call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# |  looks like a secret, and stands in the crate; --hide TEXT leaves it out | --hide TEXT | prov: a secret |
# | looks like a CPR number, and stands in the crate; --hide TEXT leaves it out | --hide TEXT | prov: a CPR number |
# | and not the file as it is: --outputs | --outputs FILE | prov: a file that was changed, and one that was moved |
# | if it was moved, --outputs FILE names what it became | --outputs FILE | prov: a file that was changed, and one that was moved |
#
# no advice: an option whose meaning is told, or what is to be done by hand
#- : no tool of komtools ran in it; the crate has what --inputs and --outputs name, and nothing else
#- a part of the command was hidden; run it by hand, then verify without --rerun
load helper
load remedies

@test "prov: a secret" {
    told kom-prov -q -o crate.json -- sh -c 'kom-sim -q --out s --scale 0.001' password=hunter2
    grep -q hunter2 crate.json
    mends 1 TEXT=hunter2
    "${MENDED[@]}" 2>mended.err
    ! grep -q 'looks like' mended.err || complain "$(cat mended.err)" || return
    ! grep -q hunter2 crate.json || complain "$(cat crate.json)"
}

@test "prov: a CPR number" {
    told kom-prov -q -o crate.json -- sh -c 'kom-sim -q --out s --scale 0.001' x 010190-1234
    mends 1 TEXT=010190-1234
    "${MENDED[@]}" 2>mended.err
    [ ! -s mended.err ]
    ! grep -q 010190-1234 crate.json || complain "$(cat crate.json)"
}

@test "prov: a file that was changed, and one that was moved" {
    printf 'kom,x\n101,1\n' >in.csv
    told kom-prov -q -o crate.json -- sh -c 'kom-sum -q --value x in.csv -o out.csv; echo >>out.csv'
    mends 1
    "${MENDED[@]}" 2>mended.err
    [ ! -s mended.err ]
    [ "$(kom-prov verify -q crate.json)" = kind,name,what,recorded,found ]
    grep -q "$(sha256sum <out.csv | cut -d ' ' -f 1)" crate.json
    told kom-prov -q -o crate.json -- sh -c 'kom-sum -q --value x in.csv -o sums.csv; mv sums.csv moved.csv'
    mends 1 FILE=moved.csv
    "${MENDED[@]}" 2>mended.err
    [ ! -s mended.err ]
    grep -q '"@id": "moved.csv"' crate.json
}
