#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-price as users type it; tests/prop/test_price.py holds random worlds against fractions.
load helper

@test "every sale with its price, what is due, and why" {
    golden price/rows -- kom-price --prices data/price/prices.csv data/price/sales.csv
    golden price/narrow -- kom-price -q --prices data/price/prices.csv --tolerance 0 --only kom=461 data/price/sales.csv
    golden price/wide -- kom-price -q --prices data/price/prices.csv --tolerance 72.5 --only kom=580 data/price/sales.csv
}

@test "sums by group and period" {
    golden price/summary -- kom-price --prices data/price/prices.csv --summary data/price/sales.csv
    golden price/quarters -- kom-price --prices data/price/prices.csv --summary --by kom,moms --period quarter data/price/sales.csv
    golden price/regions -- kom-price --prices data/price/prices.csv --summary --by region --municipalities data/price/municipalities.csv data/price/sales.csv
    golden price/networks -- kom-price --prices data/price/prices.csv --summary --by network --networks data/price/networks.csv --overlap both data/price/sales.csv
    golden price/dropped -- kom-price --prices data/price/prices.csv --summary --by network --networks data/price/networks.csv --overlap drop data/price/sales.csv
    fails_empty 3 'kom 580 is in several' kom-price --prices data/price/prices.csv --summary --by network --networks data/price/networks.csv data/price/sales.csv
}

@test "prices against costs" {
    golden price/cost -- kom-price --prices data/price/prices.csv --cost data/price/sales.csv
    # one kind of unit has a mean price: 354 for 1 hour, 348 for 1, 289.09 for 0.75 + 0.5 + 1 + 1, 290 for 0.5 + 1.25 + 1.25 - 1
    golden price/cost_hours -- kom-price -q --prices data/price/prices.csv --cost --only ydelse=praktisk data/price/sales.csv
    head -n 1 data/price/sales.csv >none.csv
    [ "$(kom-price -q --prices data/price/prices.csv --cost none.csv | tail -n 1)" = total,,,,,,,,,0,0 ]
}

@test "price lists side by side: three real ones, and what cannot be compared" {
    golden price/beside_real -- kom-price --side-by-side praktisk "$SOURCE_DIR/data/prices/price_lists.csv"
    golden price/beside_care -- kom-price -q --side-by-side pleje "$SOURCE_DIR/data/prices/price_lists.csv"
    golden price/beside -- kom-price --side-by-side praktisk data/price/prices.csv
    golden price/beside_visits -- kom-price -q --side-by-side vinduer --from 2021 --to 2022 data/price/prices.csv
    # 100 kroner on 59 days of 2021, 200 on the other 306
    printf 'kom,service,start,end,price,price_vat,unit\n1,a,2021-01-01,2021-02-28,100,125,hour\n1,a,2021-03-01,2021-12-31,200,250,hour\n' >two.csv
    [ "$(kom-price -q --side-by-side a two.csv | tail -n 1)" = 'a,,2021,1,183.83561643835617,229.7945205479452,365,price_changed(2)' ]
}

@test "the real price lists: begun half hours, an hour at least, and VAT that follows the grant" {
    {
        echo 'kom,service,band,date,hours,amount,vat'
        echo '461,praktisk,day,2021-03-01,0.6,289.09,no'
        echo '580,praktisk,day,2021-03-01,0.5,290,no'
        echo '580,praktisk,day,2021-03-01,1.1,547.50,yes'
        echo '580,assistance,day,2021-03-01,2,1150,yes'
        echo '657,praktisk,day,2021-03-01,0.25,177,no'
        echo '657,praktisk,day,2021-03-01,0.5,221,yes'
        echo '657,pleje,weekend,2021-03-06,1,620,yes'
    } >real.csv
    golden price/real -- kom-price --prices "$SOURCE_DIR/data/prices/price_lists.csv" real.csv
    [ "$(kom-price -q --prices "$SOURCE_DIR/data/prices/price_lists.csv" --summary real.csv | tail -n 1)" = 7,3294.59,3294.59,0,0 ]
}

@test "VAT: the sale says, else the price, else the call; nobody: refused" {
    printf 'kom,service,start,price,price_vat,vat,unit\n1,a,2021-01-01,100,125,yes,visit\n1,b,2021-01-01,200,250,,visit\n' >prices.csv
    printf 'kom,service,date,quantity,amount,vat\n1,a,2021-02-01,1,0,no\n1,a,2021-02-01,1,0,\n1,b,2021-02-01,1,0,\n' >sales.csv
    golden price/vat -- kom-price --prices prices.csv --vat no sales.csv
    fails 3 'neither the sale nor its price says' kom-price --prices prices.csv sales.csv
    cut -d, -f1-5 sales.csv >plain.csv
    cut -d, -f1-5,7 prices.csv >silent.csv
    fails_empty 3 '--vat yes or --vat no says it of all' kom-price --prices silent.csv plain.csv
    [ "$(kom-price -q --prices silent.csv --vat yes --summary plain.csv | tail -n 1)" = 3,0,500,-500,1 ]
    printf 'kom,service,date,quantity,amount,vat\n1,a,2021-02-01,1,0,maybe\n' >odd.csv
    fails_empty 3 '"maybe" is none of yes, no, ja, nej' kom-price --prices prices.csv --summary odd.csv
}

@test "bands: a sale that does not say its band has a price where its service has one band alone" {
    printf 'kom,service,band,start,end,price,unit\n1,c,day,2021-01-01,,100,visit\n1,a,day,2021-01-01,,100,visit\n1,a,evening,2021-02-01,,150,visit\n1,b,,2021-01-01,,50,visit\n1,b,evening,2021-01-01,,75,visit\n' >prices.csv
    printf 'kom,service,band,date,quantity,amount\n1,c,,2021-01-15,1,100\n1,a,evening,2021-02-15,1,150\n1,b,day,2021-02-15,1,50\n1,b,evening,2021-02-15,1,75\n' >sales.csv
    golden price/bands -- kom-price --prices prices.csv --vat no --unmatched warn sales.csv
    printf '1,a,,2021-02-15,1,100\n' >>sales.csv
    fails 3 'sales.csv:6: column "band": has prices in several bands that day .day, evening.' kom-price --prices prices.csv --vat no --unmatched warn sales.csv
    kom-price -q --prices prices.csv --vat no --unmatched warn --bad-rows skip --summary sales.csv >out 2>err
    [ "$(tail -n 1 out)" = 4,375,375,0,0 ]
    cut -d, -f1,2,4- sales.csv >silent.csv
    fails_empty 3 'column "service": has prices in several bands that day .*--rename band=COL' kom-price --prices prices.csv --vat no --summary silent.csv
    # the day price has lapsed, and the sale says no weekend; a price of no band is that of all times
    printf 'kom,service,band,start,end,price,unit\n1,a,day,2021-01-01,2021-06-30,100,visit\n1,a,weekend,2021-01-01,,150,visit\n1,b,,2021-01-01,,50,visit\n1,b,evening,2022-01-01,,75,visit\n' >lapsed.csv
    printf 'kom,service,band,date,quantity,amount\n1,a,,2021-07-15,1,150\n' >late.csv
    fails 3 'late.csv:2: column "band": has prices in several bands, though in one alone that day .weekend.' kom-price --prices lapsed.csv --vat no late.csv
    printf 'kom,service,band,date,quantity,amount\n1,b,,2021-07-15,1,50\n' >rest.csv
    [ "$(kom-price -q --prices lapsed.csv --vat no rest.csv | tail -n 1)" = 1,b,,2021-07-15,1,50,50,50,0, ]
}

@test "a band that no row has is told, beside prices of no band too; where no band has a name none is asked" {
    printf 'kom,service,band,start,price,unit\n1,a,,2021-01-01,100,visit\n1,a,Evening,2021-01-01,150,visit\n1,b,,2021-01-01,50,visit\n' >prices.csv
    printf 'kom,service,band,date,quantity,amount\n1,a,Evening,2021-02-01,1,150\n1,a,night,2021-02-01,1,100\n1,b,noon,2021-02-01,1,50\n' >sales.csv
    kom-price -q --prices prices.csv --vat no sales.csv >out 2>err
    [ "$(cat err)" = 'kom-price: sales: column "band": a code that no row of prices has: "night" (1 row)' ]
    [ "$(tail -n 1 out)" = 1,b,noon,2021-02-01,1,50,50,50,0, ]
    printf '1,a,evening,2021-02-01,1,150\n' >>sales.csv
    fails 3 'sales.csv:5: column "band": "evening" stands here where prices has "Evening"' kom-price --prices prices.csv --vat no sales.csv
    fails_empty 3 '"evening" stands here' kom-price --prices prices.csv --vat no --summary sales.csv
    sed -i 's/,Evening,/,,/' prices.csv
    sed -i 3d prices.csv
    [ -z "$(kom-price -q --prices prices.csv --vat no --summary sales.csv 2>&1 >out)" ]
}

@test "units: hours by their words, strange ones told, odd and unsaid ones refused" {
    printf 'kom,service,date,hours,quantity,amount\n1,a,2021-02-01,2,1,200\n' >sales.csv
    for unit in hour Hours time timer t. T tim. hrs; do
        printf 'kom,service,start,price,unit\n1,a,2021-01-01,100,%s\n' "$unit" >prices.csv
        [ "$(kom-price -q --prices prices.csv --vat no sales.csv 2>&1 | tail -n 1)" = 1,a,2021-02-01,2,1,200,100,200,0, ]
    done
    for unit in visit besøg Stk. måltid; do
        printf 'kom,service,start,price,unit\n1,a,2021-01-01,100,%s\n' "$unit" >prices.csv
        [ "$(kom-price -q --prices prices.csv --vat no sales.csv 2>&1 | tail -n 1)" = 1,a,2021-02-01,2,1,200,100,100,100,over ]
    done
    printf 'kom,service,start,price,unit\n1,a,2021-01-01,100,kasse\n1,b,2021-01-01,100,sæk\n' >prices.csv
    kom-price -q --prices prices.csv --vat no sales.csv >out 2>err
    [ "$(cat err)" = 'kom-price: prices: column "unit": "kasse", "sæk" are taken for what quantity counts; hour or time is what takes hours' ]
    [ "$(tail -n 1 out)" = 1,a,2021-02-01,2,1,200,100,100,100,over ]
    for unit in timepris min. 'pr. time' hoors 'halv time'; do
        printf 'kom,service,start,price,unit\n1,a,2021-01-01,100,%s\n' "$unit" >prices.csv
        fails_empty 3 "prices.csv:2: column \"unit\": \"$unit\" is no unit that is known; write hour" kom-price --prices prices.csv --vat no sales.csv
    done
    printf 'kom,service,start,price,unit\n1,a,2021-01-01,100,\n' >prices.csv
    fails_empty 3 'prices.csv:2: column "unit": is empty, and the sales have hours' kom-price --prices prices.csv --vat no sales.csv
    printf 'kom,service,start,price\n1,a,2021-01-01,100\n' >prices.csv
    fails_empty 3 'prices: no column "unit" says what a price is for, and the sales have hours' kom-price --prices prices.csv --vat no sales.csv
    [ "$(kom-price -q --prices prices.csv --vat no --rename other=hours sales.csv 2>&1 | tail -n 1)" = 1,a,2021-02-01,2,1,200,100,100,100,over ]
}

@test "a unit, minimum, rounding or band that is hidden is not one that there is none of" {
    printf 'kom,service,date,hours,quantity,amount\n1,a,2021-02-01,2,1,100\n1,b,2021-02-01,2,1,100\n1,c,2021-02-01,2,1,100\n1,d,2021-02-01,2,1,100\n1,e,2021-02-01,2,1,100\n' >sales.csv
    printf 'kom,service,start,price,unit,unit_status,minimum,minimum_status,rounding,rounding_status\n1,a,2021-01-01,100,,hidden,,,,\n1,b,2021-01-01,100,visit,,,hidden,,\n1,c,2021-01-01,100,visit,,..,,,\n1,d,2021-01-01,100,visit,,,,,missing\n1,e,2021-01-01,100,visit,,,,,\n' >prices.csv
    kom-price --prices prices.csv --vat no sales.csv >out 2>err
    [ "$(tail -n +2 out | cut -d, -f2,7- | tr '\n' ' ')" = 'a,100,,,no_terms b,100,,,no_terms c,100,,,no_terms d,100,,,no_terms e,100,100,0, ' ]
    grep -q 'sales: 4 rows written without a difference (no_terms 4)' err
    [ "$(kom-price -q --prices prices.csv --vat no --summary sales.csv | tail -n 1)" = 1,100,100,0,0 ]
    # a price is held against its cost without them, but for the units
    [ "$(kom-price -q --prices prices.csv --cost sales.csv 2>err | cut -d, -f2,10 | tail -n +2 | tr '\n' ' ')" = 'a,0 b,1 c,1 d,1 e,1 ,4 ' ]
    printf 'kom,service,start,price,unit,band,band_status\n1,a,2021-01-01,100,visit,,hidden\n' >prices.csv
    fails_empty 3 'prices.csv:2: column "band": is hidden or missing, and an empty band is the price at all times' kom-price --prices prices.csv --vat no sales.csv
}

@test "with --credits the amount of a note says which way it goes, however its units are written" {
    printf 'kom,service,start,price,unit,minimum\n1,a,2021-01-01,100,visit,1\n' >prices.csv
    printf 'kom,service,date,quantity,amount,status\n1,a,2021-02-01,1,-100,credited\n1,a,2021-02-01,-1,-100,credited\n1,a,2021-02-01,0,-100,credited\n' >one.csv
    [ "$(kom-price -q --prices prices.csv --vat no --credits negative one.csv | tail -n +2 | cut -d, -f8- | tr '\n' ' ')" = '-100,0, -100,0, -100,0,minimum ' ]
    printf '1,a,2021-02-01,1,100,credited\n1,a,2021-02-01,0,100,credited\n1,a,2021-02-01,2,0,credited\n' >>one.csv
    [ "$(kom-price -q --prices prices.csv --vat no --credits negative one.csv | tail -n 3 | cut -d, -f8- | tr '\n' ' ')" = '100,0, 100,0,minimum -200,200,over ' ]
    # units that are never negative are no reason to leave the option out
    grep -v ',-1,' one.csv >plain.csv
    [ "$(kom-price -q --prices prices.csv --vat no --credits negative --summary plain.csv | tail -n 1)" = 0,0,-200,200, ]
    [ "$(kom-price -q --prices prices.csv --cost --credits negative one.csv 2>err | tail -n 1)" = total,,,,,,,,,0,-100 ]
}

@test "what cannot be summed on one basis is said, and why a total has no ratio" {
    printf 'kom,service,start,price,price_vat,cost,unit\n1,a,2021-01-01,100,125,90,visit\n' >prices.csv
    printf 'kom,service,date,quantity,amount,moms,status\n1,a,2021-02-01,1,100,nej,\n1,a,2021-02-01,1,125,ja,\n1,a,2021-02-01,2,200,nej,krediteret\n' >sales.csv
    kom-price -q --prices prices.csv --summary --by service sales.csv >out 2>err
    [ "$(cat err)" = 'kom-price: sales: amounts with VAT and amounts without are added up in 1 row, and neither is made of the other; part them: --by service,moms' ]
    [ -z "$(kom-price -q --prices prices.csv --summary --by service,moms sales.csv 2>&1 >out)" ]
    kom-price -q --prices prices.csv --cost sales.csv >out 2>err
    grep -qx 'kom-price: prices: credit notes take back as much as was sold or more, so that total has no ratio' err
    grep -qx 'kom-price: sales: amounts with VAT and amounts without are added up in 2 rows, and neither is made of the other' err
    [ "$(tail -n 1 out)" = total,,,,,,,,,2,25 ]
    head -n 1 sales.csv >none.csv
    kom-price -q --prices prices.csv --cost none.csv >out 2>err
    [ "$(cat err)" = 'kom-price: prices: nothing was sold at a price that has one, so that total has none' ]
    # prices that say which they are
    printf 'kom,service,start,price,price_vat,unit,vat\n1,a,2021-01-01,100,125,visit,yes\n1,b,2021-01-01,100,125,visit,no\n' >said.csv
    printf 'kom,service,date,quantity,amount\n1,a,2021-02-01,1,125\n1,b,2021-02-01,1,100\n' >both.csv
    kom-price -q --prices said.csv --summary both.csv >out 2>err
    [ "$(cat err)" = 'kom-price: sales: amounts with VAT and amounts without are added up in 1 row, and neither is made of the other' ]
}

@test "side by side: the price of all other times stands beside the bands, and a spelling is no other service" {
    printf 'kom,service,band,start,end,price,price_vat,unit\n1,a,,2021-01-01,2021-12-31,100,125,hour\n1,a,evening,2021-01-01,2021-12-31,150,187.5,hour\n2,a,day,2021-01-01,2021-12-31,90,112.5,hour\n3,a,,2021-01-01,2021-12-31,80,100,hour\n' >prices.csv
    golden price/beside_rest -- kom-price --side-by-side a prices.csv
    printf '4,A,,2021-01-01,2021-12-31,70,87.5,hour\n5,A,,2021-01-01,2021-12-31,70,87.5,hour\n6,b,,2021-01-01,2021-12-31,70,87.5,hour\n' >>prices.csv
    fails_empty 3 'prices.csv:6: column "service": "A" is "a" spelt otherwise .and 1 more likewise.; write them alike' kom-price --side-by-side a prices.csv
    kom-price -q --side-by-side a --unmatched warn prices.csv >out 2>err
    [ "$(cat err)" = 'kom-price: prices.csv:6: column "service": "A" is "a" spelt otherwise (and 1 more likewise); left out' ]
    [ "$(wc -l <out)" = 10 ]
}

@test "what is said to be missing, beside a cell or by its text, is no band, service or day" {
    printf 'kom,service,band,start,price,unit\n1,a,,2021-01-01,100,visit\n1,a,evening,2021-01-01,150,visit\n1,b,day,2021-01-01,50,visit\n' >prices.csv
    printf 'kom,service,band,band_status,date,date_status,quantity,amount,amount_status\n1,b,day,hidden,2021-02-01,,1,50,\n1,b,n/a,,2021-02-01,,1,50,\n1,b,day,,2021-02-01,missing,1,50,\n1,b,day,,2021-02-01,,1,50,hidden\n' >sales.csv
    for form in '' --summary; do
        kom-price --prices prices.csv --vat no --missing n/a $form sales.csv >out$form 2>err$form
    done
    [ "$(cut -d, -f3,10- out | tail -n 4 | tr '\n' ' ')" = 'day,50,50,0, n/a,50,50,0, day,,,,incomplete day,50,50,,no_amount ' ]
    [ "$(tail -n 1 out--summary)" = 2,100,100,0,0 ]
    printf '1,a,evening,hidden,2021-02-01,,1,150,\n' >>sales.csv
    fails 3 'has prices in several bands' kom-price --prices prices.csv --vat no sales.csv
}

@test "a schedule with two prices on a day is refused, with both lines" {
    printf 'kom,service,band,start,end,price\n1,a,day,2021-01-01,2021-06-30,100\n1,a,day,2021-07-01,,110\n1,a,day,2021-06-30,2021-06-30,120\n' >prices.csv
    printf 'kom,service,date,quantity,amount\n1,a,2021-02-01,1,100\n' >sales.csv
    fails_empty 3 'prices.csv:4: column "start": kom 1, service a, band "day" has two prices on 2021-06-30, the other in line 2' kom-price --prices prices.csv --vat no sales.csv
    fails_empty 3 'two prices on 2021-06-30' kom-price --side-by-side a prices.csv
    printf 'kom,service,start,price\n1,a,2021-01-01,-1\n' >below.csv
    fails_empty 3 'column "price": is below 0' kom-price --prices below.csv --vat no sales.csv
    printf 'kom,service,start,price,unit,rounding\n1,a,2021-01-01,1,visit,half_hour\n' >odd.csv
    fails_empty 3 '"half_hour" is of hours, and the unit of this price is none' kom-price --prices odd.csv --vat no sales.csv
    printf 'kom,service,start,price,unit,rounding\n1,a,2021-01-01,1,hour,some\n' >odd.csv
    fails_empty 3 '"some" is no number of units and none of none' kom-price --prices odd.csv --vat no sales.csv
    printf 'kom,service,start,price\n1,a,,1\n' >blank.csv
    fails_empty 3 'blank.csv:2: column "start"' kom-price --prices blank.csv --vat no sales.csv
    printf 'kom,service,start,cost\n1,a,2021-01-01,1\n' >without.csv
    fails_empty 3 'no column "price"' kom-price --prices without.csv --vat no sales.csv
}

@test "credit notes owe less than nothing, in whichever sign they are written" {
    printf 'kom,service,start,price,unit,minimum\n1,a,2021-01-01,100,visit,2\n' >prices.csv
    printf 'kom,service,date,quantity,amount,status\n1,a,2021-02-01,1,200,\n1,a,2021-02-01,1,200,credited\n' >plus.csv
    printf 'kom,service,date,quantity,amount,status\n1,a,2021-02-01,1,200,\n1,a,2021-02-01,-1,-200,credited\n' >minus.csv
    [ "$(kom-price -q --prices prices.csv --vat no plus.csv | tail -n 1)" = 1,a,2021-02-01,1,200,credited,100,-200,0,minimum ]
    [ "$(kom-price -q --prices prices.csv --vat no minus.csv | tail -n 1)" = 1,a,2021-02-01,-1,-200,credited,100,-200,0,minimum ]
    [ "$(kom-price -q --prices prices.csv --vat no --summary plus.csv | tail -n 1)" = 1,0,0,0,0 ]
    { cat plus.csv; tail -n 1 minus.csv; } >both.csv
    fails_empty 3 'the credit notes of one file have positive and negative amount' kom-price --prices prices.csv --vat no --summary both.csv
    [ "$(kom-price -q --prices prices.csv --vat no --summary --credits positive both.csv | tail -n 1)" = 1,200,200,0,0 ]
    fails_empty 3 'no amount is written so; leave the option out' kom-price --prices prices.csv --vat no --summary --credits negative plus.csv
}

@test "exact: halves go up, long decimals stay whole, and what is no decimal is refused" {
    printf 'kom,service,start,price,unit\n1,a,2021-01-01,0.01,visit\n1,b,2021-01-01,123456789.123456789,visit\n' >prices.csv
    printf 'kom,service,date,quantity,amount\n1,a,2021-02-01,0.5,0.01\n1,a,2021-02-01,0.4999,0\n1,a,2021-02-01,-0.5,-0.01\n1,b,2021-02-01,9.87654321,1219326311.2482853\n' >sales.csv
    golden price/exact -- kom-price --prices prices.csv --vat no sales.csv
    printf '1,a,2021-02-01,1,1e300\n' >>sales.csv
    fails_empty 3 'sales.csv:6: column "amount": has more than 18 digits or an exponent' kom-price --prices prices.csv --vat no --summary sales.csv
    printf 'kom,service,date,quantity,amount\n1,b,2021-02-01,999999999999,1\n' >much.csv
    fails_empty 3 'makes more than 10,000,000,000,000,000 kroner due' kom-price --prices prices.csv --vat no --summary much.csv
}

@test "columns that are there already, missing ones, and empty files" {
    printf 'kom,service,date,quantity,amount,pris\n1,a,2021-02-01,1,100,5\n' >sales.csv
    printf 'kom,service,start,price\n1,a,2021-01-01,100\n' >prices.csv
    fails_empty 3 'the column "price" that would be added is in the input already, as "pris"; give that another name: --rename price_2=pris' kom-price --prices prices.csv --vat no sales.csv
    [ "$(kom-price -q --prices prices.csv --vat no --rename price_2=pris sales.csv | tail -n 1)" = 1,a,2021-02-01,1,100,5,100,100,0, ]
    [ "$(kom-price -q --prices prices.csv --vat no --summary sales.csv | tail -n 1)" = 1,100,100,0,0 ]
    fails_empty 3 'amount' kom-price --prices prices.csv --vat no --rename other=amount,price_2=pris sales.csv
    fails_empty 3 'quantity' kom-price --prices prices.csv --vat no --rename other=quantity,price_2=pris sales.csv
    head -n 1 data/price/sales.csv >header.csv
    [ "$(kom-price -q --prices data/price/prices.csv header.csv | wc -l)" -eq 1 ]
    [ "$(kom-price -q --prices data/price/prices.csv --summary --by kom header.csv | wc -l)" -eq 1 ]
    : >empty.csv
    fails_empty 3 'empty.csv' kom-price --prices data/price/prices.csv empty.csv
    fails_empty 4 'irectory' kom-price --prices data/price/prices.csv .
    fails_empty 2 'name the file of the price schedule' kom-price data/price/sales.csv
}

@test "keys that meet nothing are named, and a spelling stops the tool" {
    sed 's/;praktisk;/;Praktisk;/' data/price/sales.csv >spelt.csv
    fails_empty 3 'Praktisk' kom-price --prices data/price/prices.csv --summary spelt.csv
    kom-price --prices data/price/prices.csv --summary --unmatched warn spelt.csv >out 2>err
    grep -q 'no_price 1[0-9]' err
    fails_empty 3 'no price is of the service "Praktisk"; there is "praktisk"' kom-price --side-by-side Praktisk data/price/prices.csv
    fails_empty 3 'there are "praktisk", "vinduer"' kom-price --side-by-side mad data/price/prices.csv
}

@test "options of one mode are refused in another" {
    fails_empty 2 'by: has no meaning without --summary' kom-price --prices data/price/prices.csv --by kom data/price/sales.csv
    fails_empty 2 'vat: has no meaning beside --cost' kom-price --prices data/price/prices.csv --cost --vat yes data/price/sales.csv
    fails_empty 2 'prices: the input is price lists beside --side-by-side' kom-price --side-by-side praktisk --prices data/price/prices.csv data/price/prices.csv
    fails_empty 2 'tolerance: "x" is no number of kroner' kom-price --prices data/price/prices.csv --tolerance x data/price/sales.csv
}

@test "pipes, gzip, Danish locales, full disks" {
    kom-price -q --prices data/price/prices.csv data/price/sales.csv >plain
    gzip -c data/price/sales.csv >sales.csv.gz
    kom-price -q --prices data/price/prices.csv sales.csv.gz | cmp - plain
    kom-price -q --prices data/price/prices.csv <data/price/sales.csv | cmp - plain
    iconv -f utf-8 -t windows-1252 data/price/prices.csv >old.csv
    kom-price -q --prices old.csv data/price/sales.csv | cmp - plain
    with_full_disk kom-price -q --prices data/price/prices.csv data/price/sales.csv
    with_closed_pipe kom-price -q --prices data/price/prices.csv --only kom=580 data/price/sales.csv
}

@test "a credit note of no units gives the minimum back" {
    printf 'kom,service,start,price_vat,unit,minimum\n1,a,2020-01-01,125,hour,0.5\n' >list.csv
    printf '%s\n' kom,service,date,hours,amount,vat,status 1,a,2020-02-01,0,62.5,yes,leveret 1,a,2020-02-02,0,62.5,yes,krediteret >none.csv
    kom-price -q --prices list.csv none.csv >out
    [ "$(sed -n 2p out)" = "1,a,2020-02-01,0,62.5,yes,leveret,125,62.5,0,minimum" ]
    [ "$(sed -n 3p out)" = "1,a,2020-02-02,0,62.5,yes,krediteret,125,-62.5,0,minimum" ]
}

@test "side by side, a price or day that cannot be read is a bad row" {
    printf 'kom,service,start,end,price,unit\n101,a,2021-01-01,2021-12-31,200,hour\n147,a,2021-01-01,2021-12-31,gratis,hour\n151,a,2021-13-01,,90,hour\n' >prices.csv
    fails_empty 3 'prices.csv:3: column "price": "gratis" is no number' kom-price --side-by-side a prices.csv
    [ "$(kom-price --side-by-side a --bad-rows skip --set-aside aside prices.csv 2>err)" = "service,band,period,kom,price,price_vat,days,warning
a,,2021,101,200,,365,no_price_with_vat" ]
    grep -q '3 rows read, 1 used, 2 set aside (unreadable 2)' err
    [ "$(cut -d, -f2,7- aside)" = "service,set_aside_file,set_aside_line,set_aside_reason
a,prices.csv,3,unreadable
a,prices.csv,4,unreadable" ]
}
