# SPDX-License-Identifier: GPL-3.0-or-later
# The EXAMPLES of every manual page, run on the sample data as a user types them.
load helper
load examples

# page NAME: runs the examples of docs/man/NAME.1.in in a folder with the sample data.
page() {
    sample "$1"
    sed -n '/^\.Sh EXAMPLES/,/^\.Sh [^E]/p' "$SOURCE_DIR/docs/man/$1.1.in" >"$1.section"
    man_transcript "$1.section" >"$1.transcript"
    (cd "$1" && run_transcript "../$1.transcript") || complain "$1(1)"
}

@test "every example of every page shows what is printed" {
    failed=0
    for template in "$SOURCE_DIR"/docs/man/*.1.in; do
        page "$(basename "$template" .1.in)" || failed=$((failed + 1))
    done
    [ "$failed" = 0 ]
}

@test "an example that shows something else is noticed" {
    printf '%s\n' '$ printf "a\nb\n"' a ... '%%' >good
    run_transcript good
    printf '%s\n' '$ printf "a\nb\n"' a c '%%' >bad
    ! run_transcript bad || complain "a wrong line passed"
    printf '%s\n' '$ printf "a\nb\n"' a '%%' >short
    ! run_transcript short || complain "a missing line passed"
    printf '%s\n' '$ kom-read nowhere.csv' 'kom-read: elsewhere.csv: ...' '%%' >message
    ! run_transcript message || complain "a wrong message passed"
    printf '%s\n' '%% quiet' '$ false' '%%' >status
    ! run_transcript status || complain "a failing command passed"
    : >none
    ! run_transcript none || complain "no example passed"
}
