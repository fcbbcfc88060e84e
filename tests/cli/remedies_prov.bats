# SPDX-License-Identifier: GPL-3.0-or-later
# Messages of kom-prov that name an option or call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# |  looks like a secret, and stands in the crate; --hide TEXT leaves it out | --hide TEXT | prov: a secret |
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
