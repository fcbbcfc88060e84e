# SPDX-License-Identifier: GPL-3.0-or-later
# Files of SAS, SPSS and Stata: what kom-read does with them beside their cells, which tests/formats compares.
load helper

files() {
    case $(kom-read --version) in *'built without ReadStat'*) skip 'built without ReadStat' ;; esac
    ln -s "$SOURCE_DIR/tests/formats/files" files
}

@test "kinds of missing are blank and counted, and told apart by --status" {
    files
    golden statfiles/missing -- kom-read files/stata/haven-tagged-na-double.dta
    golden statfiles/status -- kom-read --status x files/stata/haven-tagged-na-double.dta
    golden statfiles/user -- kom-read --status x,z files/spss/pyreadstat-simple_alltypes.sav
    # A status follows its column through the other options.
    golden statfiles/renamed -- kom-read -r amount=x --canonical --status amount files/stata/haven-tagged-na-double.dta
    kom-read -q --only x_status=missing:H --status x files/stata/haven-tagged-na-double.dta >out
    printf 'x,x_status\n,missing:H\n' | same - out
    # and every tool knows such a word as missing
    kom-read -q --status x files/stata/haven-tagged-na-double.dta | kom-sum -q -y x --stats n,missing >out
    printf 'measure,n,missing\nx,5,3\n' | same - out
    fails_saying 3 'no column "y"' kom-read --status y files/stata/haven-tagged-na-double.dta
}

@test "labels of SPSS and Stata, and the codebook" {
    files
    golden statfiles/labels_text -- kom-read --labels text files/spss/pyreadstat-simple_alltypes.sav
    golden statfiles/labels_both -- kom-read --labels both --status x files/spss/pyreadstat-simple_alltypes.sav
    golden statfiles/book -- kom-read -q --labels code --write-codebook book.csv -o /dev/null files/spss/pyreadstat-simple_alltypes.sav
    golden_file statfiles/codebook book.csv
    kom-read -q book.csv >/dev/null # a table as any other
    fails_saying 2 'is of one file' kom-read --write-codebook b.csv files/stata/haven-tagged-na-double.dta files/stata/rst-alltypes.dta
    kom-read --labels text files/spss/haven-datetime.sav 2>err >/dev/null
    grep -q 'no column has labels' err
}

@test "labels of SAS, by its catalog" {
    files
    golden statfiles/sas -- kom-read --labels text --catalog files/sas/haven-formats.sas7bcat files/sas/haven-hadley.sas7bdat
    golden statfiles/sas_both -- kom-read --labels both --catalog files/sas/haven-formats.sas7bcat --write-codebook book.csv files/sas/haven-hadley.sas7bdat
    golden_file statfiles/sas_codebook book.csv
    fails_saying 3 'is a SAS catalog, labels without rows' kom-read files/sas/haven-formats.sas7bcat
    fails_saying 3 'is no SAS catalog but a SAS data set' kom-read --labels text --catalog files/sas/haven-datetime.sas7bdat files/sas/haven-hadley.sas7bdat
    fails_saying 2 'of --catalog are one file' kom-read --labels text --catalog files/sas/haven-formats.sas7bcat -o files/sas/haven-formats.sas7bcat files/sas/haven-hadley.sas7bdat
}

@test "leading zeros, days at the edges, numbers of all sizes" {
    files
    local write
    write=$(dirname "$KOM_BIN")/tests/statfile_write
    [ -x "$write" ] || skip 'no writer'
    for file in a.dta a.sas7bdat a.sav; do
        "$write" "$file" 8
        golden statfiles/edges_${file#*.} -- kom-read "$file"
    done
    # No rows is a header; a second run of blocks is the first one's twice.
    for file in b.dta b.sas7bdat b.sav; do
        "$write" "$file" 0
        [ "$(kom-read -q "$file")" = "$(head -n 1 "$GOLDEN/statfiles/edges_${file#*.}.out")" ]
        "$write" "$file" 16000
        kom-read -q -j 3 "$file" >out
        kom-read -q "a.${file#*.}" >few
        [ "$(wc -l <out)" -eq 16001 ]
        tail -n +15994 out >last && tail -n +2 few | same - last
    done
}

@test "memory does not follow the rows" {
    files
    local write
    write=$(dirname "$KOM_BIN")/tests/statfile_write
    [ -x "$write" ] || skip 'no writer'
    case $KOM_BIN in *asan* | *tsan* | *clang-asan*) skip 'an allocator of its own' ;; esac
    for file in big.dta big.sas7bdat big.sav; do
        "$write" "$file" 150000
        python3 - "$file" <<'PY'
import resource, subprocess, sys
subprocess.run(["kom-read", "-q", "-j", "2", "-o", "/dev/null", sys.argv[1]], check=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
assert peak < 20 * 1024, f"{sys.argv[1]}: {peak} KB"
PY
    done
}

@test "a transport file with several data sets is refused" {
    files
    cp files/xpt/pyreadstat-sample.xpt two.xpt
    tail -c +241 files/xpt/pyreadstat-sample.xpt >>two.xpt # without the header of the file
    ! kom-read two.xpt >out 2>err || complain "taken for one"
    grep -q 'two.xpt: holds several data sets' err
}

@test "rows that SAS deleted are left out and said" {
    files
    kom-read files/sas/all_rand_normal_with_deleted.sas7bdat >out 2>err
    [ "$(wc -l <out)" -eq 37 ]
    grep -q 'deleted rows left out 1' err
    # The file says how many there are; other numbers of marks are no answer.
    python3 - <<'PY'
data = bytearray(open("files/sas/all_rand_normal_with_deleted.sas7bdat", "rb").read())
at = data.index(b"\xf7" * 4, 1024) + 28
assert data[at] == 1
data[at] = 2
open("two.sas7bdat", "wb").write(data)
PY
    fails_saying 3 'two.sas7bdat: has deleted rows that cannot be told from others' kom-read -o result two.sas7bdat
    [ ! -e result ]
}

@test "what is not read from front to back" {
    files
    fails_saying 3 'standard input: is a Stata file (.dta), which is not read from front to back; name the file' \
        sh -c 'kom-read <files/stata/rst-alltypes.dta'
    fails_saying 3 'name the file' sh -c 'cat files/spss/pyreadstat-sample.por | kom-read'
    gzip -c files/stata/rst-alltypes.dta >a.dta.gz
    fails_saying 3 'is a Stata file (.dta) in gzip' kom-read a.dta.gz
    gzip -dk a.dta.gz # as it says
    kom-read -q a.dta >out
    kom-read -q files/stata/rst-alltypes.dta | same - out
    case $(kom-read --version) in *'built without libzstd'*) return ;; esac
    ! command -v zstd || {
        rm a.dta && zstd -q files/stata/rst-alltypes.dta -o a.dta.zst
        fails_saying 3 'is a Stata file (.dta) in zstd, which is not read from front to back; undo that first: zstd -dk a.dta.zst' kom-read a.dta.zst
        zstd -qdk a.dta.zst
        kom-read -q a.dta | same - out
    }
}

@test "options that speak of text are refused, and --encoding is not" {
    files
    for option in '--delimiter ;' '--decimal ,' '--thousands .' '--header a' '--skip-lines 1' '--dialect da'; do
        # shellcheck disable=SC2086
        fails_saying 2 'speaks of text, and files/stata/haven-tagged-na-double.dta is a Stata file' kom-read $option files/stata/haven-tagged-na-double.dta
    done
    kom-read -q --dialect csv --first-line header --encoding windows-1252 files/spss/haven-datetime.sav >/dev/null
}

@test "as any other table: several files, long form, other tools" {
    files
    cp files/stata/haven-tagged-na-double.dta b.dta
    printf 'x\n7\n' >c.csv
    kom-read -q files/stata/haven-tagged-na-double.dta b.dta c.csv >out
    [ "$(wc -l <out)" -eq 18 ]
    golden statfiles/long -- kom-read --long name,answer --keep id files/sas/haven-hadley.sas7bdat
    golden statfiles/union -- kom-read -q --union files/sas/haven-hadley.sas7bdat c.csv
    golden statfiles/verbose -- kom-read -v -o /dev/null files/sas/date_leap_days.sas7bdat
    fails_saying 3 'this makes a table of it: kom-read b.dta' kom-sum -y x b.dta
    kom-read -q b.dta | kom-sum -q -y x --stats sum >out
    printf 'measure,sum\nx,15\n' | same - out
}

@test "a reader that stops early, and a file that ends early" {
    files
    with_closed_pipe kom-read -q files/sas/all_rand_normal_with_deleted.sas7bdat
    head -c 8000 files/sas/all_rand_normal_with_deleted.sas7bdat >cut.sas7bdat
    fails_saying 3 'cut.sas7bdat: ' kom-read cut.sas7bdat
    fails_saying 4 'cannot be opened' kom-read nothing.dta
    # A stage that comes behind is told.
    head -c 6500 files/stata/rst-alltypes.dta >cut.dta
    fails_saying 3 'cut.dta' sh -c 'kom-read -q cut.dta | kom-sum -q -y vbyte'
}
