# SPDX-License-Identifier: GPL-3.0-or-later
# Figures at the ends of the doubles: right, or blank with a reason, and never inf, nan or another reason's word.
load helper

beyond=$BATS_TEST_DIRNAME/beyond.py

setup_file() {
    cd "$BATS_FILE_TMPDIR"
    for exponent in 0 -1000 -200 250 1021; do
        python3 "$BATS_TEST_DIRNAME/beyond.py" panel "$exponent" >"values$exponent.csv"
    done
    for exponent in -1020 1019; do
        python3 "$BATS_TEST_DIRNAME/beyond.py" panel 0 "$exponent" >"weights$exponent.csv"
    done
}

# The call on the panel, and on its values and weights times powers of two.
times() {
    cd "$BATS_FILE_TMPDIR"
    "$@" -q values0.csv >plain.csv
    for exponent in -1000 -200 250 1021; do
        "$@" -q "values$exponent.csv" >other.csv
        python3 "$beyond" same "$exponent" plain.csv other.csv || { echo "$exponent: $*"; return 1; }
    done
    [[ " $* " != *" w "* ]] || for exponent in -1020 1019; do
        "$@" -q "weights$exponent.csv" >other.csv
        python3 "$beyond" same 0 plain.csv other.csv || { echo "weights $exponent: $*"; return 1; }
    done
}

@test "kom-diff: values times a power of two give figures times it, whatever the method" {
    set -- kom-diff -y value --at 2015-01-01
    times "$@" --by ''
    times "$@"
    times "$@" --by half --contrast half
    times "$@" --by '' --weight w
    times "$@" --by '' --method paired --id id
    times "$@" --by '' --method paired --id id --weight w
    times "$@" --by '' --method cluster --cluster cl
    times "$@" --by half --method cluster --cluster cl --weight w
    times "$@" --by '' --method wilcoxon
    times "$@" --by '' --method wilcoxon --id id
    times "$@" --by '' --method permutation --draws 99
    times "$@" --by '' --method permutation --id id
    times "$@" --se newey-west
}

@test "kom-did: values times a power of two give figures times it, whatever the method" {
    set -- kom-did --unit kom --time period -y value --treated start
    times "$@"
    times "$@" --test permutation
    times "$@" --weight w
    times "$@" --method twfe
    times "$@" --method twfe --weight w
    times "$@" --method twfe --covariates x
    times "$@" --method twfe --test wild
    times "$@" --method twfe --cluster cl --vcov cr2
    times "$@" --method event
    times "$@" --method event --weight w
    times kom-did -y value --method ols --covariates x
    times kom-did -y value --method ols --covariates x --weight w
    times kom-did -y value --method ols --covariates x --no-intercept --vcov hc1
}

@test "a margin of --equivalence is of the values' own size" {
    cd "$BATS_FILE_TMPDIR"
    kom-diff -q -y value --at 2015-01-01 --by '' --equivalence 1 values0.csv | tail -n 1 >plain
    margin=$(python3 -c 'import math; print(math.ldexp(1, 1021))')
    kom-diff -q -y value --at 2015-01-01 --by '' --equivalence "$margin" values1021.csv | tail -n 1 >other
    [ "$(rev plain | cut -d, -f2 | rev)" = "$(rev other | cut -d, -f2 | rev)" ]
    for margin in 1e300 1e-300; do
        kom-diff -q -y value --at 2015-01-01 --by '' --equivalence "$margin" values-1000.csv >other
        [ -n "$(tail -n 1 other | rev | cut -d, -f2)" ]
    done
}

# Values of both signs, whose differences are no doubles.
signs() {
    awk -F, -v OFS=, -v a="$1" -v b="$2" 'NR > 1 {
        $6 = ($2 < 2015 ? "-" : "") ($2 % 2 ? a : b); if ($1 % 3 == 0) $6 = a; } 1' "$BATS_FILE_TMPDIR/values0.csv"
}

@test "a difference that is no double is blank with a word, and the note says what to do" {
    signs 1.7e308 1.6e308 >signs.csv
    for call in "--by ''" "--by '' --weight w" "--by '' --method cluster --cluster cl" "--by '' --method wilcoxon" \
        "--by '' --method permutation --draws 99" "--se newey-west" "--by '' --method paired --id id"; do
        eval "kom-diff -y value --at 2015-01-01 $call signs.csv" >out.csv 2>err
        grep -q beyond_doubles out.csv
        grep -q 'kom-diff: .* figures are blank: .* beyond 1.8e308.*; give the values in another unit' err
        python3 "$beyond" told out.csv
    done
    golden beyond/diff -- kom-diff -y value --at 2015-01-01 --by half --contrast half signs.csv
    awk -F, -v OFS=, 'NR > 1 { $6 = ($1 + $2) % 3 ? "1.7e308" : "-1.7e308"; if ($1 == 101) $6 = "1.5e308" } 1' \
        "$BATS_FILE_TMPDIR/values0.csv" >mixed.csv
    for call in "" "--test permutation" "--weight w" "--method twfe" "--method event" "--method twfe --test wild"; do
        kom-did --unit kom --time period -y value --treated start $call mixed.csv >out.csv 2>err
        python3 "$beyond" told out.csv
    done
    kom-did --unit kom --time period -y value --treated start --method event mixed.csv >out.csv 2>err
    grep -q ',beyond_doubles;' out.csv
    grep -q 'kom-did: .* figures are blank: .* beyond 1.8e308.*; give the values in another unit' err
}

@test "another unit, as the note says, gives the figures" {
    signs 1.7e308 1.6e308 >signs.csv
    signs 1.7e8 1.6e8 >larger.csv
    kom-diff -q -y value --at 2015-01-01 --by half larger.csv >out.csv
    ! grep beyond_doubles out.csv || false
    [ "$(kom-diff -q -y value --at 2015-01-01 --by '' signs.csv 2>/dev/null | cut -d, -f10 | tail -n 1)" = \
        "$(kom-diff -q -y value --at 2015-01-01 --by '' larger.csv | cut -d, -f10 | tail -n 1)" ]
}

@test "ranks tell 1e-308 from 2e-308 beside 1e308" {
    printf 'side,y\nbefore,1e-308\nbefore,3e-308\nbefore,1e308\nafter,2e-308\nafter,4e-308\nafter,1.1e308\n' >mixed.csv
    printf 'side,y\nbefore,1\nbefore,3\nbefore,5\nafter,2\nafter,4\nafter,6\n' >ranks.csv
    for file in mixed ranks; do
        kom-diff -q -y y --phase side --by '' --method wilcoxon $file.csv | tail -n 1 | cut -d, -f7,9 >$file
    done
    same ranks mixed
}

@test "rates over exposures at the ends of the doubles" {
    printf 'side,n,e\nbefore,3,1e308\nbefore,4,1e308\nafter,5,1.5e308\n' >large.csv
    fails 5 'the first: beyond_doubles$' kom-diff --count n --exposure e --phase side --by '' large.csv
    printf 'side,n,e\nbefore,3,1e-308\nafter,5,3e-308\n' >small.csv
    kom-diff --count n --exposure e --phase side --by '' small.csv >out.csv
    python3 "$beyond" told out.csv
    printf 'side,n,e\nbefore,3,1e-320\nafter,5,1e308\n' >apart.csv
    kom-diff --count n --exposure e --phase side --by '' apart.csv >out.csv
    python3 "$beyond" told out.csv
    grep -q beyond_doubles out.csv
}

@test "kom-uptake: sums beyond the doubles are blank, and that is said" {
    printf 'kom,person,service,date,quantity,amount,hours\n101,p1,a,2019-01-05,1e308,1.2e308,1\n101,p2,a,2019-01-06,1e308,1.3e308,1\n' >up.csv
    printf '102,p2,a,2019-01-06,1e-308,1e-308,-1e308\n102,p3,a,2019-01-06,1e-308,1e-308,1e308\n' >>up.csv
    golden beyond/uptake -- kom-uptake --dominance up.csv
    for call in "--by ''" "--period month" "--margins kom"; do
        eval "kom-uptake -q $call up.csv" 2>err >out
        grep -q 'figures are blank: .* give the values in another unit' err
    done
    printf 'kom,person,service,date,amount\n101,p1,a,2019-01-05,1e-308\n101,p2,a,2019-01-06,1e307\n' >fine.csv
    kom-uptake -q fine.csv >out 2>err
    ! grep 'figures are blank' err || false
}

@test "kom-sum: a spread nearer to 0 than any double is no 0" {
    printf 'a\n1e-308\n2e-308\n3e-308\n5e-308\n' >tiny.csv
    golden beyond/sum -- kom-sum -y a --stats n,sum,mean,sd,var,se,cv tiny.csv
    printf 'a\n1e-308\n1e-308\n' >level.csv
    [ "$(kom-sum -q -y a --stats sd,var level.csv 2>&1 | tail -n 1)" = "a,0,0" ]
}
