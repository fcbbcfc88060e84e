# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the examples of the documents and compares what they show; loaded by man.bats and readme.bats, after helper.bash.
#
# A transcript is lines: `$ command`, continued on the next line while one ends in \ or |; then what the command
# shows, until the next command. `...` alone stands for any lines, within a line for any text. Lines that begin with the
# name of a tool and a colon are its messages: their order does not matter, and where `...` stands others may come
# beside them. `%%` ends what a command shows; `%% quiet` in front of a command means that nothing is compared but that
# the command succeeds. `cd` holds for what follows.

# man_transcript PAGE: the .Bd blocks and .Dl lines that begin with $, of a page or its template.
man_transcript() {
    awk '
        function plain(text) { gsub(/\\e/, "\\", text); gsub(/\\-/, "-", text); gsub(/\\&/, "", text); return text }
        /^\.Bd/ { inside = 1; next }
        /^\.Ed/ { inside = 0; print "%%"; next }
        inside { print plain($0); next }
        /^\.Dl \$ / { sub(/^\.Dl /, ""); print "%% quiet"; print plain($0); print "%%" }' "$1"
}

# markdown_transcript FILE: its blocks that open with ```console.
markdown_transcript() {
    awk '/^```console$/ { inside = 1; next } /^```/ { if (inside) print "%%"; inside = 0 } inside' "$1"
}

# glob_of: standard input as a pattern of [[ ==: `...` stands for anything, all else for itself.
glob_of() {
    sed -e 's/[^A-Za-z0-9_ ,:/]/\\&/g' -e 's/\\\.\\\.\\\./*/g' | awk '
        NR == 1 { text = $0; next }
        { text = text (($0 == "*" || before == "*") ? "" : "\n") $0 }
        { before = $0 }
        END { printf "%s", text }'
}

# matches PATTERN_FILE GOT_FILE
matches() {
    local pattern got
    pattern=$(glob_of <"$1")
    got=$(cat "$2")
    # shellcheck disable=SC2053 # a pattern
    [[ $got == $pattern ]]
}

# says LINE FILE: whether a line of the file matches.
says() {
    local got
    printf '%s\n' "$1" >"$examples/line"
    while IFS= read -r got; do
        printf '%s\n' "$got" >"$examples/got"
        ! matches "$examples/line" "$examples/got" || return 0
    done <"$2"
    return 1
}

# one_example COMMAND EXPECTED_FILE MODE
one_example() {
    local status=0 line
    if [[ $1 == 'cd '* ]]; then
        cd "${1#cd }" || complain "$1"
        return
    fi
    bash -c "$1" >"$examples/out" 2>"$examples/err" </dev/null || status=$?
    if [ "$3" = quiet ]; then
        [ "$status" = 0 ] || complain "status $status: $1" "$(cat "$examples/err")"
        return
    fi
    # `...` beside a message stands for messages only.
    awk '{ line[NR] = $0; said[NR] = /^kom(-[a-z]+)?: / }
        END { for (i = 1; i <= NR; i++)
            if (!said[i] && !(line[i] == "..." && (said[i - 1] || said[i + 1]))) print line[i] }' "$2" >"$examples/want"
    grep -E '^kom(-[a-z]+)?: ' "$2" | sort >"$examples/messages"
    sort -o "$examples/err" "$examples/err"
    matches "$examples/want" "$examples/out" ||
        complain "$1" "$(diff -u --label shown --label got "$examples/want" "$examples/out" | head -n 40)" || return
    if grep -qx '\.\.\.' "$2"; then
        while IFS= read -r line <&7; do
            says "$line" "$examples/err" || complain "$1" "not said: $line" "$(cat "$examples/err")" || return
        done 7<"$examples/messages"
        return
    fi
    matches "$examples/messages" "$examples/err" ||
        complain "$1" "$(diff -u --label 'messages shown' --label got "$examples/messages" "$examples/err" | head -n 40)"
}

# run_transcript FILE: all of it; fails after the last when one has failed, and when there is none.
run_transcript() {
    local line command='' mode='' failed=0 n=0 open=0
    examples=$(mktemp -d "$BATS_TEST_TMPDIR/examples.XXXXXX")
    : >"$examples/expected"
    finish_one() {
        [ -z "$command" ] || { n=$((n + 1)) && one_example "$command" "$examples/expected" "$mode" || failed=$((failed + 1)); }
        command='' mode='' open=0
        : >"$examples/expected"
    }
    while IFS= read -r line <&8; do
        if ((open)); then
            command+=$'\n'$line
        elif [[ $line == '%%'* ]]; then
            finish_one
            [[ $line == *quiet ]] && mode=quiet
            continue
        elif [[ $line == '$ '* ]]; then
            [ "$mode" = quiet ] || finish_one
            command=${line#\$ }
        else
            printf '%s\n' "$line" >>"$examples/expected"
            continue
        fi
        [[ $line =~ (\\|\|)$ ]] && open=1 || open=0
    done 8<"$1"
    finish_one
    [ "$n" -gt 0 ] || complain "no example" || return
    [ "$failed" = 0 ] || complain "$failed of $n examples show something else"
}

# lay FOLDER FILE...: copies, so that an example may write beside them and over them.
lay() {
    local folder=$1
    shift
    mkdir -p "$folder"
    cp -R "$@" "$folder"
    chmod -R u+w "$folder"
}

# sample FOLDER: the sample data.
sample() {
    lay "$1" "$SOURCE_DIR"/data/sample/*
}
