# SPDX-License-Identifier: GPL-3.0-or-later
# Messages of kom-code that name an option or call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | as the row is that compares all codes; give it another name, or leave it out: --except code=all | --except code=all | agreement |
# | and weights are for two; choose two with --only coder= | --only coder=NAME, no --kappa-weights | agreement |
# | as nothing does that is measured as a ratio; use --measurement interval | --measurement interval | agreement |
# | , or leave it out: --except | --except COL=VALUE | ranges |
# | another; say where in a table of all codes: --codebook FILE | --codebook FILE | projects |
# | documents that have a segment; --documents FILE names those without | --documents FILE | documents |
#
# no advice: an option that is at fault or whose meaning is told
#- who gave it; for --table agreement
#- what the coder said by it; for --measurement and --kappa-weights
#- the passage; for --quotes
#- of the document, for --by
#- cases that are parts of documents lend these no variables for --by
#- with --table counts
#- with --table pairs
#- with --table agreement
#- beside --quotes
#- in several groups of --by, and count
#- the document has no segment, and --documents has no column
load helper
load remedies

@test "agreement" {
    printf 'document,segment,code,coder,value\nd,1,all,A,1\nd,1,b,B,2\nd,2,b,A,3\nd,2,b,B,3\n' >all.csv
    refused 3 kom-code --table agreement all.csv
    mends 1; results '2 1' units
    printf 'document,segment,code,coder,value\nd,1,b,A,1\nd,1,b,B,-2\nd,2,b,A,3\nd,2,b,B,3\nd,2,b,C,4\n' >three.csv
    refused 2 kom-code --table agreement --measurement interval --kappa-weights linear three.csv
    mends 1 'NAME|NAME=A|B'; results '2 2' coders
    mends 2; results '3 3' coders
    refused 3 kom-code --table agreement --measurement ratio three.csv
    mends 1; results 'interval interval' measurement
}

@test "documents" {
    printf 'document,code\nd,a\ne,b\n' >segments.csv
    printf 'document\nd\ne\nf\n' >documents.csv
    told kom-code segments.csv
    mends 1 FILE=documents.csv; results '3 3' n
}

@test "ranges" {
    printf 'document,segment,code\nd,0-10,a\nd,20-10,b\ne,5-8,a\n' >segments.csv
    refused 3 kom-code --merge-overlap 0.5 segments.csv
    mends 1; results 2 documents
}

@test "projects" {
    case $(kom-code --version) in *'built without libzip'*) skip 'built without libzip and expat' ;; esac
    python3 -B "$SOURCE_DIR/tests/cli/qdpx.py" atlas one.qdpx
    python3 -B "$SOURCE_DIR/tests/cli/qdpx.py" moved two.qdpx
    printf 'code,parent\nPris,\nTid,\nMad,\nfor dyr,Pris\nKø,Tid\n' >book.csv
    refused 3 kom-code one.qdpx two.qdpx
    mends 1 FILE=book.csv; results '1 1 2 1 1' documents
}
