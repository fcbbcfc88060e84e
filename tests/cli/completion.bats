# SPDX-License-Identifier: GPL-3.0-or-later
# What the shells themselves offer: bash and fish are asked, and zsh at a terminal; one that is not there is skipped.
load helper

setup() {
    : "${KOM_BIN:?the folder of the tools}" "${BUILD_DIR:=$KOM_BIN/..}"
    PATH=$KOM_BIN:$PATH
    export LC_ALL=C.UTF-8 HOME=$BATS_TEST_TMPDIR/home
    [ -d "$BUILD_DIR/completion" ] || skip "the completions are not built"
    made=$BUILD_DIR/completion
    mkdir "$HOME" "$BATS_TEST_TMPDIR/work"
    cd "$BATS_TEST_TMPDIR/work" || return 1
    printf 'kom;"dato";beløb;antal timer\n' | iconv -f UTF-8 -t WINDOWS-1252 | gzip >danish.csv.gz
    printf '\xef\xbb\xbfkom,period\r\n' >plain.csv
    mkdir folder
}

# fish_offers WANT LINE: what fish offers for the end of the line, without the descriptions, on one line.
fish_offers() {
    local got
    got=$(fish --no-config -c "set fish_complete_path '$made/fish'; complete -C '$2'" 2>err | cut -f 1 | sort | tr '\n' ' ')
    [ ! -s err ] || complain "$2: $(cat err)"
    [ "${got% }" = "$1" ] || complain "$2: ${got% }; not: $1"
}

@test "fish completes tools, options, words, lists, files and columns" {
    command -v fish >/dev/null || skip "no fish"
    fish --no-config -n "$made/fish/kom.fish"
    fish_offers 'all day half month quarter week year' 'kom-uptake --period '
    fish_offers 'all day half month quarter week year' 'kom uptake --period '
    fish_offers 'quarter' 'kom uptake --period q'
    fish_offers 'beta exact jeffreys logit midp wilson' 'kom-sum --ci '
    fish_offers 'collapse event ols twfe' 'kom-did --method '
    fish_offers 'n,mean n,median' 'kom-sum --stats n,me'
    fish_offers '1:1 1:n' 'kom-join --expect 1'
    fish_offers 'not_offered=error not_offered=off not_offered=warning' 'kom-check --severity not_off'
    fish_offers 'apostrophe nbsp nnbsp thin' 'kom-read --thousands '
    fish_offers 'kom period' 'kom-read plain.csv --day '
    fish_offers 'period=sas period=statbank' 'kom-read plain.csv --day period=s'
    fish_offers '--day=period=date9 --day=period=ddmmyyyy --day=period=dmy' 'kom read plain.csv --day=period=d'
    fish_offers 'trailing,parentheses' 'kom-read --negative trailing,p'
    fish_offers '--dialect' 'kom-read --dial'
    fish_offers '--dialect' 'kom read --dial'
    fish_offers '--dialect=statbank' 'kom-read --dialect=st'
    fish_offers 'statbank' 'kom-read -D st'
    fish_offers 'read' 'kom re'
    fish_offers 'read' 'kom help re'
    fish_offers 'plain.csv' 'kom-read pl'
    fish_offers 'plain.csv' 'kom read pl'
    fish_offers 'plain.csv' 'kom-uptake --offerings pl'
    fish_offers 'folder/' 'kom-sim --out f'
    fish_offers 'kom period' 'kom-read plain.csv --number '
    fish_offers 'kom,period' 'kom-read plain.csv --number kom,p'
    fish_offers 'antal timer beløb dato kom' 'kom-read danish.csv.gz --number '
    fish_offers 'kom period' 'kom-uptake --offerings plain.csv --by '
    # Not those of what is written, nor of a value that happens to be a file.
    fish_offers '' 'kom-read -o plain.csv --number '
    fish_offers '' 'kom read --missing plain.csv --number '
    fish_offers '' 'kom-join --unused plain.csv --add '
}

# bash_offers WANT WORD...: as emit.bats has it, of words that bash has broken.
bash_offers() {
    local want=$1 got
    shift
    got=$(bash -c '. "$0/bash/kom"
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _kom
        echo "${COMPREPLY[*]}"' "$made" "$@" 2>err)
    [ ! -s err ] || complain "$(cat err)"
    [ "$got" = "$want" ] || complain "$*: $got; not: $want"
}

@test "bash completes words and lists of words" {
    bash_offers 'all year half quarter month week day' kom-uptake --period ''
    bash_offers quarter kom uptake --period q
    bash_offers 'exact midp wilson jeffreys beta logit' kom-sum --ci ''
    bash_offers 'n,mean n,median' kom-sum --stats n,me
    bash_offers 'mean median' kom-sum --stats = me
    bash_offers '1:1 1:n' kom-join --expect 1
    bash_offers 'n:1 n:n' kom-join --expect n
    bash_offers '1 n' kom-join --expect 1 :
    bash_offers 1 kom-join --expect n : 1
    bash_offers 'sas statbank' kom-read plain.csv --day period = s
    bash_offers 'sas statbank' kom-read plain.csv --day = period = s
    bash_offers 'iso dmy mdy ymd ddmmyyyy excel sas date9 statbank words' kom-read plain.csv --day period =
    bash_offers 'period=sas period=statbank' kom-read plain.csv --day period=s
    bash_offers 'kom period' kom-read plain.csv --day ''
    bash_offers 'nbsp nnbsp' kom-read --thousands n
    bash_offers 'header' kom-read --first-line h
    bash_offers 'newey-west' kom-diff --se ''
    bash_offers 'uptake' kom help up
    bash_offers 'plain.csv' kom-read -o pl
    bash_offers '' kom-read -o plain.csv --number ''
    bash_offers '' kom-join --unused plain.csv --add ''
}

@test "zsh completes words and lists of words" {
    command -v zsh >/dev/null && command -v python3 >/dev/null || skip "no zsh, or no python3 for its terminal"
    zsh -n "$made/zsh/_kom"
    python3 "$BATS_TEST_DIRNAME/completion.py" "$made/zsh" 'kom-uptake --period q' 'kom-sum --stats n,med' \
        'kom-join --expect 1:n' 'kom uptake --peri' 'kom help up' 'kom-read plain.csv --day kom=sa' 'kom-read plain.csv --day pe' 'kom-read -o plain.csv --number p' \
        'kom-uptake --offerings plain.csv --by p' 'kom-uptake --offerings=plain.csv --by p' \
        'kom-check --severity not_offered=o' >got
    cat >expected <<'EOF'
kom-uptake --period quarter
kom-sum --stats n,median,
kom-join --expect 1:n
kom uptake --period=
kom help uptake
kom-read plain.csv --day kom=sas
kom-read plain.csv --day period,
kom-read -o plain.csv --number p
kom-uptake --offerings plain.csv --by period,
kom-uptake --offerings=plain.csv --by period,
kom-check --severity not_offered=off,
EOF
    same expected got
}
