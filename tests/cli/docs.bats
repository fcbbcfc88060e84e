#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What the pages of docs/ show in their console blocks is what the commands print.
load helper
load examples

# fenced LANGUAGE FILE: the first block of that language, as it stands.
fenced() {
    awk -v open="\`\`\`$1" '$0 == open { inside = 1; next } /^```$/ && inside { exit } inside' "$2"
}

@test "docs/make.md, with its makefile" {
    command -v make >/dev/null || skip "no make"
    sample make
    fenced make "$SOURCE_DIR/docs/make.md" >make/Makefile
    markdown_transcript "$SOURCE_DIR/docs/make.md" >transcript
    (cd make && run_transcript ../transcript)
}
