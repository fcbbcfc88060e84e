# SPDX-License-Identifier: GPL-3.0-or-later
# Messages about JSON-stat, PC-Axis and zstd that name an option or call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | ; choose one by its name or number: --sheet | --sheet NAME | several datasets |
# | is not in Windows-1252; leave --encoding out | without --encoding | encodings of JSON-stat |
# | which is not read here; iconv -f | the command | encodings of PC-Axis |
# | does not say what its letters are (CHARSET, CODEPAGE): --encoding | --encoding windows-1252, or the command | encodings of PC-Axis |
# | if they are Windows-1252: --encoding | --encoding windows-1252 | encodings of PC-Axis |
# | iconv makes UTF-8 of what it is, then: kom-read --encoding | iconv and the call | encodings of PC-Axis |
# | zstd data want a window of more than 128 MB; this reads them: zstd --long=31 | the command | a wide window of zstd |
# | totals stand among their parts: --totals drop --total-codes | the options | totals |
# | ; where, says --status | --status COL | signs |
# | is JSON, but no JSON-stat: | the command | JSON of another kind |
bats_require_minimum_version 1.5.0
load helper
load remedies

banks() {
    cp "$SOURCE_DIR"/tests/formats/files/jsonstat/pyjstat-oecd-canada.json two.json
    cp "$SOURCE_DIR"/tests/formats/files/px/pxmake-CONTVARIABLE_multiple_languages.px totals.px
    printf 'CHARSET="ANSI";\nCODEPAGE="iso-8859-1";\nSTUB="a";\nVALUES("a")="K\370b";\nDATA=\n5;\n' >a.px
    printf 'a,value\nKøb,5\n' >want
}

@test "several datasets" {
    banks
    refused 3 kom-read -q two.json
    mends 1
    [ "$(wc -l <mended.out)" -eq 433 ]
    refused 2 kom-read -q --sheet 7 two.json
    grep -q ': --sheet oecd$' refused.err
    kom-read -q --sheet oecd two.json | same mended.out -
    # A name that the shell would take apart, and one that is not there.
    sed 's/"oecd":/"it'"'"'s 1; x":/' two.json >odd.json
    refused 3 kom-read -q odd.json
    mends 1
    [ "$(wc -l <mended.out)" -eq 433 ]
}

@test "totals" {
    banks
    told kom-read totals.px
    kom-read -q $(sed -n 's/.*among their parts: \(--totals drop --total-codes\) .*/\1/p' refused.err) '"Matkan pituus, km=SSS"' totals.px >out
    grep -qF "'\"Matkan pituus, km=SSS\"'" refused.err
    ! grep -q '^SSS' out || false
    [ "$(wc -l <out)" -eq 16 ]
}

@test "signs" {
    printf '{"class":"dataset","id":["a"],"size":[2],"dimension":{"a":{"category":{"index":["x","y"]}}},"value":[1,null],"status":[null,"c"]}' >signs.json
    told kom-read signs.json
    mends 1
    grep -qx 'y,,hidden:c' mended.out
    told kom-read --rename 'a b=value' signs.json
    mends 1
    grep -qx 'y,,hidden:c' mended.out
}

@test "encodings of JSON-stat" {
    printf '{"class":"dataset","id":["a"],"size":[1],"dimension":{"a":{"category":{"label":{"\201":"x"}}}},"value":[1]}' >bad.json
    refused 3 kom-read -q --encoding windows-1252 bad.json
    grep -q 'is not in Windows-1252; leave --encoding out' refused.err
    sed 's/\x81/Å/' bad.json >good.json
    kom-read -q good.json | grep -qx 'Å,1'
}

@test "encodings of PC-Axis" {
    banks
    kom-read -q a.px | same want -
    # An encoding that is not known here: the command makes UTF-8 of it.
    sed 's/iso-8859-1/windows-1257/; s/\xf8/\xb8/' a.px >baltic.px
    for by in file input; do
        if [ $by = file ]; then
            refused 3 kom-read -q baltic.px
        else
            kom-read -q - <baltic.px 2>refused.err >/dev/null && return 1
        fi
        call=$(sed -n 's/.*which is not read here; //p' refused.err)
        bash -c "$call -q" <baltic.px | same want -
    done
    # None at all.
    grep -v '^CHARSET\|^CODEPAGE' a.px | sed '1s/^/AXIS-VERSION="1996";\n/' >none.px
    refused 3 kom-read -q none.px
    mends 1
    same want mended.out
    sed 's/\xf8/\x9b/' none.px >dos.px
    refused 3 kom-read -q dos.px
    bash -c "$(sed -n 's/.*for a file of DOS: //p' refused.err) -q" | same want -
    # Another than it says.
    sed 's/iso-8859-1/utf-8/' a.px >said.px
    refused 3 kom-read -q said.px
    mends 1
    same want mended.out
    sed 's/\xf8/\x81/' a.px >wrong.px # no letter of Windows-1252
    refused 3 kom-read -q wrong.px
    grep -q 'iconv makes UTF-8 of what it is, then: kom-read --encoding utf-8' refused.err
    iconv -f CP850 -t UTF-8 wrong.px | kom-read -q --encoding utf-8 | grep -qx 'Küb,5'
}

@test "JSON of another kind" {
    command -v mlr >/dev/null || skip 'no miller'
    echo '{"dimension": {"category": 3}, "value": 5}' >other.json
    refused 3 kom-read -q other.json
    bash -c "$(sed -n 's/.*this makes a table of it: //p' refused.err) -q" >out 2>/dev/null
    grep -q '^3,5$' out
    kom-read -q - <other.json 2>refused.err >/dev/null && return 1
    bash -c "$(sed -n 's/.*this makes a table of it: //p' refused.err) -q" <other.json 2>/dev/null | same out -
}

@test "a wide window of zstd" {
    case $(kom-read --version) in *'built without libzstd'*) skip 'built without libzstd' ;; esac
    command -v zstd >/dev/null || skip 'no zstd'
    printf 'kom,antal\n101,5\n' >t.csv
    printf '\x28\xb5\x2f\xfd\0\x90\x81\0\0' | cat - t.csv >wide.zst # a window of 2^28, a raw block of 16 bytes
    refused 3 kom-read -q wide.zst
    bash -c "$(sed -n 's/.*this reads them: //p' refused.err) -q" | same t.csv -
}
