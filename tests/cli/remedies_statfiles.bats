# SPDX-License-Identifier: GPL-3.0-or-later
# Messages about files of SAS, SPSS and Stata that name another option or call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | goes with --labels text, --labels both or --write-codebook | --labels text, --labels both, --write-codebook FILE | labels of SAS |
# | which keeps labels in a catalog: --catalog FILE.sas7bcat | --catalog FILE | labels of SAS |
# | is a SAS catalog, labels without rows; name it beside its data: --labels text --catalog | both, of the data | labels of SAS |
# | kom-read --labels text DATA.sas7bdat --catalog | the call | labels of SAS |
# | for text within its columns: kom-read | the two calls | options that speak of text |
# | has text that is not in the encoding that it names | --encoding windows-1252 | encodings |
# | has an encoding that is not known here | --encoding windows-1252 | encodings |
bats_require_minimum_version 1.5.0
load helper
load remedies

files() {
    case $(kom-read --version) in *'built without ReadStat'*) skip 'built without ReadStat' ;; esac
    cp "$SOURCE_DIR"/tests/formats/files/sas/haven-hadley.sas7bdat data.sas7bdat
    cp "$SOURCE_DIR"/tests/formats/files/sas/haven-formats.sas7bcat formats.sas7bcat
    cp "$SOURCE_DIR"/tests/formats/files/spss/haven-labelled-num-na.sav a.sav
}

@test "labels of SAS" {
    files
    refused 2 kom-read --catalog formats.sas7bcat data.sas7bdat
    kom-read -q --catalog formats.sas7bcat --labels text data.sas7bdat >text.csv # as it says
    grep -qx '1,R,Female,1,1,5,1' text.csv
    kom-read -q --catalog formats.sas7bcat --labels both data.sas7bdat | grep -qx '1,1,R,f,Female,1,1,5,1'
    kom-read -q --catalog formats.sas7bcat --write-codebook book.csv data.sas7bdat >/dev/null
    grep -q '1=R|2=SAS' book.csv
    refused 2 kom-read --labels text data.sas7bdat
    kom-read -q --labels text --catalog formats.sas7bcat data.sas7bdat | same text.csv -
    refused 3 kom-read formats.sas7bcat
    advice=$(sed -n 's/.*beside its data: //p' refused.err)
    [ "$advice" = '--labels text --catalog formats.sas7bcat' ]
    # shellcheck disable=SC2086
    kom-read -q $advice data.sas7bdat | same text.csv -
    refused 3 kom-sum -y q1 formats.sas7bcat
    cp data.sas7bdat DATA.sas7bdat
    bash -c "$(sed -n 's/.*this makes a table of it: //p' refused.err) -q" | same text.csv -
}

@test "options that speak of text" {
    files
    for option in '--decimal ,' '--delimiter ;'; do
        # shellcheck disable=SC2086
        refused 2 kom-read $option a.sav
        grep -q 'kom-read a.sav | kom-read --' refused.err
    done
    kom-read -q a.sav | kom-read -q --decimal , >out
    kom-read -q a.sav | same - out
}

@test "encodings" {
    files
    # The record of the encoding (type 7, subtype 20) says UTF-8, and a label or text is none.
    python3 - <<'PY'
data = open("a.sav", "rb").read()
assert b"This is one" in data
open("latin.sav", "wb").write(data.replace(b"This is one", b"This is \xe6ne"))
open("strange.sav", "wb").write(data.replace(b"UTF-8", b"UTF-X").replace(b"\xe9\xfd\x00\x00", b"\x77\x77\x07\x00"))
PY
    refused 3 kom-read --labels text latin.sav
    mends 1
    grep -q 'This is æne' mended.out
    refused 3 kom-read strange.sav
    mends 1
    kom-read -q a.sav | same - mended.out
}
