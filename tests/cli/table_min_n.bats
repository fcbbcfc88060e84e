# SPDX-License-Identifier: GPL-3.0-or-later
# kom-table --min-n: cells of few persons, and what rests on them, in every format.
load helper

@test "few persons are hidden, with what rests on them" {
    for format in text md html latex json jsonl csv-da; do
        golden "table_min_n/uptake-$format" -- kom-table -f "$format" --min-n 5 \
            --columns kom,period,recipients,person_days,buyers,uptake,conf_low,amount,days_offered data/table/uptake.csv
    done
    golden table_min_n/wide-da -- kom-table --lang da --min-n 9 --columns kom,buyers,uptake --wide period data/table/uptake.csv
    # 50 persons and then 51: the change is one person, and so is that of their kroner
    fails_empty 2 '^kom-table: --min-n: does not go together with --compare' kom-table --min-n 9 --compare data/table/old.csv data/table/new.csv
    golden table_min_n/signs -- kom-table --min-n 5 data/table/signs.csv
}

@test "counts of a response table, those without a value, a share without its count" {
    printf '%s\n' kom,wave,frame,complete,partial,no_answer,rr1,rr2 101,1,40,30,7,3,0.75,0.925 102,1,50,30,10,10,0.6,0.8 >response.csv
    kom-table -q -f csv-da --min-n 5 response.csv >out
    grep -q '^101;1;40;c;c;c;c;c' out
    grep -q '^102;1;50;30;10;10;0,6;0,8' out
    printf '%s\n' g,measure,n,missing,mean a,x,50,2,3.5 b,x,60,0,4.5 >sums.csv
    kom-table -q -f csv-da --min-n 5 sums.csv >out
    grep -q '^a;x;50;c;3,5' out
    grep -q '^b;x;60;0;4,5' out
    printf '%s\n' kom,n,share,conf_low 101,50,0.04,0.01 102,50,0.4,0.3 103,50,0,0 >shares.csv
    kom-table -q -f csv-da --min-n 5 shares.csv >out
    grep -q '^101;50;c;c' out
    grep -q '^102;50;0,4;0,3' out
    grep -q '^103;50;0;0' out
}

@test "what is hidden leaves in no format, by no other option" {
    printf 'kom,n,mean,estimate,p_value,conf_low,conf_high\n101,4,7654.25,7655.5,0.001,7656.5,7657.5\n102,5,8,9,0.001,8,9\n' >few.csv
    for format in text md html latex json jsonl csv-da xlsx; do
        for more in '' --stars --estimate-ci '--sort mean:desc' '--percent mean' '--digits 1' '--columns kom,mean,estimate,conf_low,conf_high'; do
            # shellcheck disable=SC2086
            kom-table -q -f "$format" --min-n 5 $more few.csv >out 2>said
            [ "$format" != xlsx ] || python3 -c 'import sys, zipfile; z = zipfile.ZipFile("out"); sys.stdout.write("".join(z.read(n).decode() for n in z.namelist()))' >text
            [ "$format" = xlsx ] || mv out text
            ! grep -E '765[4-7]|765.?[4-7]' text || complain "$format $more: $(cat text)"
            grep -q 102 text
        done
    done
}

# The rule, once more, over random tables: see the outline of lib/present/min_n.c.
@test "the rule, beside a twin" {
    python3 -B - <<'PY'
import csv, json, random, subprocess
random.seed(7)
whole, part, rests, free = ["recipients", "n_before", "n_after", "n"], ["buyers", "count_before", "stock_first"], ["uptake", "x"], ["days_offered"]
for world in range(60):
    columns = random.sample(whole, random.randint(0, 3)) + random.sample(part, random.randint(0, 2)) + rests + free + ["person_days"]
    if not set(columns) & set(whole + part):
        columns.append("n")
    random.shuffle(columns)
    rows = [{c: random.choice(["0", "1", "4", "5", "6", "300", ""] if c in whole + part else ["0", "2.5", "70"]) for c in columns} for _ in range(8)]
    rows = [r for r in rows if any(r[c] for c in whole + part if c in r)]
    if not rows:
        continue
    with open("in.csv", "w") as out:
        writer = csv.DictWriter(out, ["kom"] + columns)
        writer.writeheader()
        writer.writerows({"kom": f"k{i}", **r} for i, r in enumerate(rows))
    call = ["kom-table", "-q", "-f", "jsonl", "--min-n", "5", "in.csv"]
    got = [json.loads(l) for l in subprocess.run(call, capture_output=True, check=True, text=True).stdout.splitlines()]
    for row, shown in zip(rows, got, strict=True):
        few = {c for c in row if c in whole + part and row[c] in ("1", "4")}
        for c in columns:
            if not few or row[c] == "" or c in free:
                hides = False
            elif c in whole:
                hides = row[c] != "0" and bool(few & set(whole))
            elif c in part:
                hides = row[c] != "0"
            elif c == "person_days":
                hides = bool(few & set(whole))
            else:
                hides = True
            want = None if hides or row[c] == "" else float(row[c])
            assert shown[c] == want and (shown.get(c + "_status") == "hidden") == hides, (world, row, shown, c)
PY
}

@test "a hidden count is few persons, too; a note is where words can stand" {
    printf 'kom,recipients,buyers,buyers_status,amount\n101,400,,hidden,1234\n' >hidden.csv
    [ "$(kom-table -q -f jsonl --min-n 5 hidden.csv 2>said)" = '{"kom":"101","recipients":400,"buyers":null,"buyers_status":"hidden","amount":null,"amount_status":"hidden"}' ]
    grep -q '^kom-table: 1 numbers of fewer than 5 persons are hidden; that alone does not protect' said
    kom-table -q --min-n 5 hidden.csv >out.txt 2>said
    [ ! -s said ]
    grep -q '^Cells of fewer than 5 persons' out.txt
}

@test "refused: no count, a count that is no number, a row without one, and what is no number of persons" {
    fails_empty 3 '^kom-table: --min-n: no column counts persons' kom-table --min-n 5 --columns kom,period data/table/empty.csv --rename rows=n
    printf 'kom,n,x\n101,<5,3\n' >text.csv
    fails_empty 3 '"n"' kom-table --min-n 5 text.csv
    printf 'kom,n,x\n101,,3\n102,7,4\n' >blank.csv
    fails_empty 3 '^kom-table: blank.csv:2: --min-n: nobody says how many persons' kom-table --min-n 5 blank.csv
    for n in 0 1 -1 x 1.5 10001; do
        fails_empty 2 '^kom-table: --min-n: ' kom-table --min-n "$n" data/table/uptake.csv
    done
}
