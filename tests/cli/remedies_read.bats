# SPDX-License-Identifier: GPL-3.0-or-later
# Messages about which rows and columns are taken: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | is there; --kom-digits %zu takes both for one | --kom-digits N | values of --only in another spelling |
load helper
load remedies

@test "values of --only in another spelling" {
    printf 'kom,service,n\n0101,07,1\n0147,08,2\n' >four.csv
    printf 'kom,n\n101,1\n147,2\n' >three.csv
    told kom-read --only kom=101 four.csv
    mends 1
    printf 'kom,service,n\n0101,07,1\n' | same - mended.out
    told kom-read --except 'kom=101|0147' four.csv
    mends 1
    printf 'kom,service,n\n' | same - mended.out
    told kom-sum --by kom --value n --only kom=0101 three.csv
    mends 1
    grep -q '^101,n,1,' mended.out
    told kom-read -q --only service=7 four.csv
    grep -q 'no row has service=7 (it is there with other zeros ahead; write it so)' refused.err
    # what is nowhere has no such word, and --kom-digits is of municipalities alone
    told kom-read -q --only 'kom=0151,service=7' --kom-digits 4 four.csv
    printf 'kom-read: rows: no row has kom=0151, service=7 (it is there with other zeros ahead; write it so)\n' | same - refused.err
    kom-read -q --only kom=101 --kom-digits 4 four.csv >out 2>err
    printf 'kom,service,n\n0101,07,1\n' | same - out
    [ ! -s err ]
    kom-read -q --only kom=0101 --kom-digits 3 four.csv | same - <(printf 'kom,service,n\n101,07,1\n')
}
