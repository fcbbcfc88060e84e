# SPDX-License-Identifier: GPL-3.0-or-later
# What docs/methods shows is what the commands print, on data/sample; the commands of its first page run.
load helper
load examples

# Blocks that open with ```sh: each command runs and ends well; what it prints is not compared.
sh_transcript() {
    awk '/^```sh$/ { inside = 1; next } /^```/ { inside = 0 }
        inside && /^\$ / { print "%% quiet" } inside { print } inside && !/[\\|]$/ { print "%%" }' "$1"
}

# page NAME TRANSCRIPT: runs it in a folder with the sample data.
page() {
    sample "$1"
    (cd "$1" && run_transcript "../$2") || complain "docs/methods/$1.md"
}

@test "every example of every method shows what is printed" {
    failed=0
    for file in "$SOURCE_DIR"/docs/methods/*.md; do
        name=$(basename "$file" .md)
        markdown_transcript "$file" >"$name.transcript"
        [ -s "$name.transcript" ] || continue
        page "$name" "$name.transcript" || failed=$((failed + 1))
    done
    [ "$failed" = 0 ]
}

@test "every call that the first page leads to runs" {
    sh_transcript "$SOURCE_DIR/docs/methods/README.md" >calls
    page README calls
}

@test "every method page has its example, and the first page leads to it" {
    for file in "$SOURCE_DIR"/docs/methods/*.md; do
        name=$(basename "$file")
        case $name in README.md | coverage.md) continue ;; esac
        grep -qx '```console' "$file" || complain "$name: no example"
        grep -qF "]($name)" "$SOURCE_DIR/docs/methods/README.md" || complain "$name: README.md does not lead to it"
    done
}
