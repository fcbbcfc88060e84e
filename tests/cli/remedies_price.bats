# SPDX-License-Identifier: GPL-3.0-or-later
# Messages of kom-price that name an option or call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | neither the sales nor the prices have a column vat | --vat yes, --vat no | who has VAT |
# | neither the sale nor its price says whether there is VAT | --vat yes, --vat no | who has VAT |
# | that would be added is in the input already | --rename NEW=OLD | a column that is there already |
# | fill it in, or set such rows aside: --bad-rows skip | --bad-rows skip | bands |
# | say which column does, --rename band=COL | --rename band=COL, --bad-rows skip | bands |
# | or leave the hours out: --rename other= | --rename other=COL | units |
# | or leave such rows out: --unmatched warn | --unmatched warn | one service, two spellings |
# | part them: --by | --by COL | two bases |
# | kroner due, which nobody owes | --bad-rows skip | too much |
# | the input is price lists beside --side-by-side; name the file without --prices | no --prices, the file as input | price lists |
#
# no advice: an option that is at fault or whose meaning is told
#- groups of --summary (default none)
#- periods of --summary (default: all sales together)
#- first day, in the first year of --side-by-side
#- last day, in the last year of --side-by-side
#- municipality, as in --prices
#- whether the amount has VAT; else the price says, or --vat
#- beside --cost
#- --dirt --charge-errors
#- without --summary
#- beside --side-by-side
load helper
load remedies

# tables: prices with and without a column vat, in one band and in two; sales that say neither.
tables() {
    printf 'kom,service,start,price,price_vat\n1,a,2021-01-01,100,125\n' >prices.csv
    printf 'kom,service,start,price,price_vat,vat\n1,a,2021-01-01,100,125,\n' >silent.csv
    printf 'kom,service,band,start,price\n1,a,day,2021-01-01,100\n1,a,evening,2021-01-01,150\n' >bands.csv
    printf 'kom,service,date,quantity,amount\n1,a,2021-02-01,1,100\n' >sales.csv
}

@test "who has VAT" {
    tables
    for prices in prices.csv silent.csv; do
        refused 3 kom-price --prices $prices sales.csv
        mends 1; results 125 due
        mends 2; results 100 due
    done
}

@test "a column that is there already" {
    tables
    printf 'kom,service,date,quantity,amount,pris\n1,a,2021-02-01,1,100,7\n' >own.csv
    refused 3 kom-price --prices prices.csv --vat no own.csv
    mends 1; results 7 price_2
}

@test "bands" {
    tables
    printf 'kom,service,date,quantity,amount,tid på døgnet\n1,a,2021-02-01,1,150,evening\n' >other.csv
    refused 3 kom-price --prices bands.csv --vat no other.csv
    mends 1 COL='tid på døgnet'; results 150 due
    mends 2; results '' due
    printf 'kom,service,date,quantity,amount,band\n1,a,2021-02-01,1,150,\n1,a,2021-02-01,1,150,evening\n' >blank.csv
    refused 3 kom-price --prices bands.csv --vat no blank.csv
    mends 1; results 150 due
}

@test "too much" {
    tables
    printf '1,a,2021-02-01,999999999999999,1\n' >>sales.csv
    refused 3 kom-price --prices prices.csv --vat no sales.csv
    mends 1; results 100 due
}

@test "price lists" {
    tables
    printf 'kom,service,start,price,price_vat,unit\n1,a,2021-01-01,100,125,hour\n' >hours.csv
    refused 2 kom-price --side-by-side a --prices hours.csv
    kom-price -q --side-by-side a hours.csv >mended.out; results 100 price
}

@test "units" {
    printf 'kom,service,date,Timer,quantity,amount\n1,a,2021-02-01,2,3,300\n' >both.csv
    printf 'kom,service,start,price,unit\n1,a,2021-01-01,100,\n' >blank.csv
    tables
    for prices in blank.csv prices.csv; do
        refused 3 kom-price --prices $prices --vat no both.csv
        mends 1; results 300 due
    done
}

@test "one service, two spellings" {
    printf 'kom,service,start,price,price_vat,unit\n1,a,2021-01-01,100,125,hour\n2,A,2021-01-01,100,125,hour\n' >two.csv
    refused 3 kom-price --side-by-side a two.csv
    mends 1; results 100 price
}

@test "two bases" {
    tables
    printf 'kom,service,date,quantity,amount,vat\n1,a,2021-02-01,1,100,no\n1,a,2021-02-01,1,125,yes\n' >both.csv
    told kom-price --prices prices.csv --summary both.csv
    mends 1; results "100 125" due
}
