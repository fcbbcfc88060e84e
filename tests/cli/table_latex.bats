# SPDX-License-Identifier: GPL-3.0-or-later
# kom-table -f latex: tables as wide and as high as a page of article, which pdflatex is asked about where it is there.
load helper

# words N: a table of N rows with a text that goes on.
words() {
    echo kom,name,message,n
    seq "$1" | sed 's/.*/&,WASHINGTON MWM COUNTY,"A long message of many words, that goes on and on, about & of row &",-0.&/'
}

@test "what does not fit has smaller letters, lines, parts and further tables" {
    words 40 >long.csv
    golden table_latex/long -- kom-table -f latex --caption Long --lang da long.csv
    golden table_latex/spanners -- kom-table -f latex --columns kom,buyers,amount,uptake,conf_low,conf_high --wide period data/table/uptake.csv
    # every row and every number is there
    kom-table -q -f latex long.csv >out.tex
    [ "$(grep -c 'about' out.tex)" = 40 ]
}

@test "pdflatex compiles every golden table without an error or a line that is too long" {
    command -v pdflatex >/dev/null || skip 'no pdflatex (texlive-latex-base)'
    words 130 >long.csv
    kom-table -q -f latex --caption Words --source 'A_B & C%' long.csv >long.out
    kom-table -q -f latex --compare data/table/old.csv data/table/new.csv >compare.out
    kom-table -q -f latex --lang da --estimate-ci --percent estimate data/table/estimates.csv >bounds.out
    kom-table -q -f latex --wide period --min-n 5 data/table/uptake.csv >spread.out
    kom-table -q -f latex --lang da --percent uptake,conf_low,conf_high --caption 'Tilkøb' data/table/uptake.csv >uptake.out
    n=0
    for table in ./*.out "$GOLDEN"/table/*latex.out "$GOLDEN"/table_latex/*.out "$GOLDEN"/table_min_n/*latex.out; do
        printf '%s\n' '\documentclass{article}' '\usepackage[utf8]{inputenc}' '\usepackage[T1]{fontenc}' '\begin{document}' >t.tex
        cat "$table" >>t.tex
        echo '\end{document}' >>t.tex
        HOME=$PWD timeout 60 pdflatex -draftmode -interaction=nonstopmode -halt-on-error t.tex >said || complain "$table" "$(tail -n 20 said)"
        ! grep -E 'Overfull|Float too large|Missing character' t.log || complain "$table: $(grep -A 3 -E 'Overfull|Float' t.log)"
        n=$((n + 1))
    done
    [ "$n" -ge 12 ]
}
