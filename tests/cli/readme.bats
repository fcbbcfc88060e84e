# SPDX-License-Identifier: GPL-3.0-or-later
# What README.md shows in its console blocks is what the commands print, with data/sample as in a checkout.
load helper
load examples

@test "the README's tour" {
    rm data examples
    sample data/sample
    markdown_transcript "$SOURCE_DIR/README.md" >tour
    if ! command -v mlr >/dev/null; then
        echo "# without Miller its examples are left out" >&3
        awk '/^%%/ { print; next } /^\$ / { skip = /mlr/ } !skip' tour >rest && mv rest tour
    fi
    run_transcript tour
}
