# SPDX-License-Identifier: GPL-3.0-or-later
# What kom-emit prints from the rows: every option of every tool is on its page and in all completions.
load helper
load registry
bats_require_minimum_version 1.5.0

setup() {
    : "${KOM_BIN:?the folder of the tools}" "${SOURCE_DIR:?the root of the project}"
    PATH=$KOM_BIN:$PATH
    export LC_ALL=C
    emit=$KOM_BIN/../kom-emit
    [ -x "$emit" ] || skip "kom-emit is not built; it is when every tool of tools.def has its file"
    mkdir "$BATS_TEST_TMPDIR/work"
    cd "$BATS_TEST_TMPDIR/work" || return 1
    mapfile -t tools < <("$emit" bash | sed -n "s/^_kom_tools='\(.*\)'/\1/p" | tr ' ' '\n')
    [ -n "${tools[0]}" ] || complain "kom-emit bash names no tool"
}

# row TOOL: name and letter (or -) of its options, as the tool's row has them.
row() {
    "$emit" options "$1" | cut -d ' ' -f 1,2
}

@test "every tool of tools.def is known" {
    diff <(printf '%s\n' "${tools[@]}") <(sed -n 's/^TOOL( *\([a-z0-9_]*\).*/\1/p' "$SOURCE_DIR/cmd/tools.def")
}

@test "kom-emit options lists what stands in the source, each once" {
    for tool in "${tools[@]}"; do
        [ -z "$(comm -23 <(registry "$tool" | sort) <(row "$tool" | sort))" ] ||
            complain "kom-$tool: $(comm -23 <(registry "$tool" | sort) <(row "$tool" | sort))"
        [ -z "$(row "$tool" | sort | uniq -d)" ] || complain "kom-$tool: twice: $(row "$tool" | sort | uniq -d)"
    done
}

@test "every option is in --help" {
    for tool in "${tools[@]}"; do
        "kom-$tool" --help >help
        while read -r name letter; do
            line="      $name"
            [ "$letter" = - ] || line="  $letter, $name"
            grep -qE -e "^$line( |$)" help || complain "kom-$tool --help has no $line"
        done < <(row "$tool")
    done
}

@test "every option is on the page, with its letter" {
    for tool in "${tools[@]}"; do
        "$emit" man "$tool" <"$SOURCE_DIR/docs/man/kom-$tool.1.in" >page
        while read -r name letter; do
            line="Fl -${name#--}"
            [ "$letter" = - ] || line="Fl ${letter#-} , $line"
            grep -qE "^\.It $line( |$)" page || complain "kom-$tool(1) has no $name ($line)"
        done < <(row "$tool")
    done
}

@test "every option is in the completions" {
    "$emit" bash >bash.completion
    "$emit" zsh >zsh.completion
    "$emit" fish >fish.completion
    for tool in "${tools[@]}"; do
        sed -n "/^    $tool)/,/;;/p" bash.completion >bash.part
        sed -n "/^  $tool)/,/;;/p" zsh.completion >zsh.part
        grep "^complete -c kom-$tool " fish.completion >fish.part
        while read -r name letter; do
            short=" -l ${name#--} "
            [ "$letter" = - ] || short=" -s ${letter#-}$short"
            grep -q -e "$short" fish.part || complain "fish: kom-$tool$short"
            grep -q -e "'$name $letter " bash.part || complain "bash: kom-$tool $name $letter"
            grep -qE -e "('|,)$name(=|\\[|})" zsh.part || complain "zsh: kom-$tool $name"
            [ "$letter" = - ] || grep -qE -e "\{$letter[+,]" zsh.part || complain "zsh: kom-$tool $letter"
        done < <(row "$tool")
    done
}

@test "the pages are clean and refer to pages that exist" {
    command -v mandoc >/dev/null || skip "no mandoc"
    mkdir man1
    for template in "$SOURCE_DIR"/docs/man/*.1.in; do
        name=$(basename "$template" .1.in)
        "$emit" man "${name#kom-}" <"$template" >"man1/$name.1"
        mandoc -T lint -W warning "man1/$name.1" || complain "$name(1)"
    done
    for name in $(sed -n 's/^\.\(It \)\{0,1\}Xr \(kom[a-z-]*\) 1.*/\2/p' man1/*.1 | sort -u); do
        [ -f "man1/$name.1" ] || complain "no page $name(1); referred to by $(grep -lE "Xr $name 1" man1/*.1)"
    done
}

@test "a page has the sections in their order" {
    "$emit" man read <"$SOURCE_DIR/docs/man/kom-read.1.in" | grep '^\.Sh ' >sections
    printf '.Sh %s\n' NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' EXAMPLES 'SEE ALSO' >expected
    same expected sections
    printf '.Sh DESCRIPTION\nx\n.Sh EXAMPLES\nx\n.Sh BUGS\nx\n' | "$emit" man read | grep '^\.Sh ' | tail -n 2 >sections
    printf '.Sh %s\n' 'SEE ALSO' BUGS >expected
    same expected sections
}

@test "a template that is not whole is refused" {
    ! "$emit" man read </dev/null || complain "an empty template passed"
    run -3 bash -c "printf '.Sh DESCRIPTION\nx\n' | '$emit' man read"
    run -3 bash -c "printf '.Sh DESCRIPTION\nx\n.Sh OPTIONS\ny\n.Sh EXAMPLES\nz\n' | '$emit' man read"
    run -2 "$emit" man nothing
    run -2 "$emit"
}

@test "the sentence of a tool is the same in kom, --help and the page" {
    for tool in "${tools[@]}"; do
        sentence=$(kom | sed -n "s/^ *kom-$tool  *//p")
        [ "$("kom-$tool" --help | head -n 1)" = "kom-$tool: $sentence" ] || complain "kom-$tool: $sentence"
    done
}

@test "the README's table is what kom-emit prints" {
    "$emit" readme >expected
    sed -n '/^<!-- tools: begin -->$/,/^<!-- tools: end -->$/p' "$SOURCE_DIR/README.md" | sed '1d;$d' >got
    same expected got
}

# completes WORD...: what bash offers for the last word, on one line.
completes() {
    bash -c '. ./bash.completion
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _kom
        echo "${COMPREPLY[*]}"' bash "$@" 2>err || return
    [ ! -s err ] || complain "$(cat err)"
}

offers() {
    local want=$1
    shift
    [ "$(completes "$@")" = "$want" ] || complain "$*: $(completes "$@"); not: $want"
}

@test "bash completes tools, options, closed lists, files and columns" {
    "$emit" bash >bash.completion
    printf 'kom;"dato";beløb;antal timer\n' | iconv -f UTF-8 -t WINDOWS-1252 | gzip >danish.csv.gz
    printf '\xef\xbb\xbfkom,period\r\n' >plain.csv
    mkdir folder
    offers "${tools[*]} help" kom ''
    offers read kom re
    offers '--dialect' kom-read --dial
    offers '--dialect' kom read --dial
    offers 'csv da tsv statbank' kom-read --dialect ''
    offers 'csv da tsv statbank' kom-read -D ''
    offers statbank kom-read --dialect = st
    offers --dialect=statbank kom-read --dialect=st
    offers 'plain.csv' kom-read pl
    offers folder kom-sim --out f
    offers 'kom period' kom-read plain.csv --number ''
    [ "$(LC_ALL=C.UTF-8 completes kom-read danish.csv.gz --number '')" = 'antal\ timer beløb dato kom' ]
    offers 'kom,period' kom-read plain.csv --number kom,p
    # Not those of what is written, nor of a value that happens to be a file.
    offers '' kom-read -o plain.csv --number ''
    offers '' kom-read --missing plain.csv --number ''
}

@test "the completions are clean" {
    "$emit" bash >bash.completion
    bash -n bash.completion
    if command -v shellcheck >/dev/null; then
        shellcheck -s bash bash.completion
    fi
    if command -v zsh >/dev/null; then
        "$emit" zsh >zsh.completion
        zsh -n zsh.completion
    fi
}
