#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# REFI-QDA projects (.qdpx) in kom-code: made by qdpx.py as programs write them.
load helper

# make NAME: NAME.qdpx
make() {
    case $(kom-code --version) in *'built without libzip'*) skip 'built without libzip and expat' ;; esac
    python3 -B "$SOURCE_DIR/tests/cli/qdpx.py" "$1" "$1.qdpx"
}

@test "projects of several programs" {
    for program in nvivo atlas maxqda qualcoder; do
        make $program
        golden code/$program -- kom-code $program.qdpx
        golden code/${program}_quotes -- kom-code -q --quotes $program.qdpx
    done
    kom-code -v nvivo.qdpx >out 2>err
    grep -q 'nvivo.qdpx: a REFI-QDA project (.qdpx), 7 codes, 4 sources, 7 codings' err
    grep -q 'codings of memos, which are no documents, are left out: 1' err
}

@test "variables of sources and of cases, and coders" {
    make nvivo
    [ "$(kom-code -q --by kom nvivo.qdpx | grep -E ',(Pris|Tid),' | cut -d, -f1-4 | tr '\n' ' ')" = \
        ',Pris,0,0 ,Tid,0,0 101,Pris,1,1 101,Tid,1,2 101|147,Pris,0,0 101|147,Tid,1,1 147,Pris,1,1 147,Tid,0,0 ' ]
    [ "$(kom-code -q --by 'variable Code' nvivo.qdpx | grep ',Pris,' | cut -d, -f1 | tr '\n' ' ')" = ' 0 1 2|3 ' ]
    make maxqda
    [ "$(kom-code -q --by kom maxqda.qdpx | grep ,Tid, | cut -d, -f1-3 | tr '\n' ' ')" = '101,Tid,0 147,Tid,1 ' ]
    [ "$(kom-code -q --only coder=Bo --table agreement nvivo.qdpx 2>&1 | grep -c one_coder)" = 1 ]
    kom-code -q --table agreement --merge-overlap 0.9 nvivo.qdpx >out 2>err
    [ "$(grep '^Tid,' out | cut -d, -f1-5)" = Tid,3,2,1,1 ]
}

@test "texts inside project.qde, and of every kind of source" {
    make inline
    kom-code -q --quotes inline.qdpx >out 2>err
    [ "$(cut -d, -f1-3,5 out | tr '\n' ';')" = 'code,document,segment,text;Kø,Interview 1,11-17,prisen;Mad,Interview 1,26-30,😀 er;Mad,foto.jpg,text 3-7,foto;Pris,side.pdf,page 1 (1 2 3 4),hele siden;Pris/positiv,lyd.mp3,transcript 0-3,tal;Tid,Interview 1,,;Tid/positiv,lyd.mp3,ms 900-950,;for dyr,Interview 1,11-17,prisen;for dyr,Interview 2,0-4,Jeg ;' ]
    grep -q 'passages that are no text of the project are blank: 2' err
    kom-code -q inline.qdpx >out 2>err
    [ ! -s err ]
    [ "$(grep -c '^Pris,4,4,' out)" = 1 ]
}

@test "what is no coding of a document is counted" {
    make strange
    kom-code -v strange.qdpx >out 2>err
    [ "$(grep '^Pris,' out | cut -d, -f2,3)" = 1,1 ]
    grep -q 'codings of cases, which are no documents, are left out: 1$' err
    grep -q 'codings that the standard has no place for are left out: 3$' err
    grep -q 'cases that are parts of documents lend these no variables for --by: 1$' err
    grep -q 'sets of sources are not read: 1$' err
}

@test "a codebook of one's own, and several projects" {
    make nvivo
    printf 'code,parent\nMad,\nPris,\nfor dyr,\nTid,\nKø,Mad\nPris/positiv,\nTid/positiv,\n' >book.csv
    [ "$(kom-code -q --codebook book.csv nvivo.qdpx | grep Mad | cut -d, -f2)" = 1 ]
    make qualcoder
    make atlas
    cp atlas.qdpx again.qdpx
    [ "$(kom-code -q atlas.qdpx again.qdpx | grep '^Pris,' | cut -d, -f2,3)" = 2,3 ]
    # one code under two
    make moved
    fails_empty 3 'code "for dyr" lies under "Pris" in one project and under "Tid" in another; say where in a table of all codes: --codebook FILE' \
        kom-code atlas.qdpx moved.qdpx
    kom-code -q --codebook <(printf 'code,parent\nPris,\nTid,\nMad,\nfor dyr,Pris\nKø,Tid\n') atlas.qdpx moved.qdpx | grep -q '^for dyr,1,1,'
    # of unlike variables; one has codes in codes
    fails_empty 3 'it lacks "kom", "variable Code"; use --union' kom-code nvivo.qdpx qualcoder.qdpx
    [ "$(kom-code -q --union nvivo.qdpx qualcoder.qdpx | grep -E '^(Kø|Tid),' | cut -d, -f1-3,7 | tr '\n' ' ')" = 'Kø,2,2,5 Tid,3,4,5 ' ]
}

@test "what is broken or hostile is refused" {
    for one in guid bomb outside other cut deep none big range minus code; do make $one; done
    fails_empty 3 'guid.qdpx: project.qde, line 5: "a" has no guid' kom-code guid.qdpx
    fails_empty 3 'has a document type' kom-code bomb.qdpx
    fails_empty 3 'has a document type' kom-code outside.qdpx
    fails_empty 3 'is no project of the REFI-QDA Standard 1.0' kom-code other.qdpx
    fails_empty 3 'project.qde, line 4: is no whole XML' kom-code cut.qdpx
    fails_empty 3 'nested too deep' kom-code deep.qdpx
    fails_empty 3 'has no project.qde' kom-code none.qdpx
    fails_empty 3 'unpacks to more than 64 MB' kom-code big.qdpx
    fails 3 'range.qdpx\[project.qde\]:5: a selection has no range' kom-code range.qdpx
    fails 3 '2 of 2 rows cannot be read' kom-code minus.qdpx
    fails 3 'a coding names a code that the codebook of the project has not' kom-code code.qdpx
    kom-code -q --bad-rows skip --set-aside aside.csv code.qdpx >out 2>err
    [ "$(grep '^Pris,' out | cut -d, -f2,3)" = 1,1 ]
    [ "$(wc -l <aside.csv)" = 2 ]
    head -c 2000 range.qdpx >short.qdpx
    fails_empty 3 'is damaged or cut short' kom-code short.qdpx
    for n in 30 100 1000 3000; do
        make nvivo
        printf '\377\377\377' | dd of=nvivo.qdpx bs=1 seek=$n conv=notrunc 2>/dev/null
        kom-code -q nvivo.qdpx >out 2>err || [ $? = 3 ]
    done
}

@test "where a project is not read" {
    make nvivo
    fails_empty 3 'name the file: kom-code FILE' sh -c 'cat nvivo.qdpx | kom-code'
    gzip -k nvivo.qdpx
    fails_empty 3 'undo that first: gzip -dk nvivo.qdpx.gz' kom-code nvivo.qdpx.gz
    fails_empty 3 'is a REFI-QDA project \(.qdpx\); .*kom-code nvivo.qdpx|kom-code nvivo.qdpx' kom-read nvivo.qdpx
    fails_empty 2 'delimiter: speaks of text, and nvivo.qdpx is a REFI-QDA project' kom-code -d ';' nvivo.qdpx
}
