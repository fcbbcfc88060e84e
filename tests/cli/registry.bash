# SPDX-License-Identifier: GPL-3.0-or-later
# The options of a tool, read from the source and not from a program; loaded by contract.bats and emit.bats.

# shared LIST: the options of an array of lib/cli/registry.c.
shared() {
    sed -n "/^static const enum kom_opt $1\[\]/,/^};/p" "$SOURCE_DIR/lib/cli/registry.c" | grep -oE 'KOM_OPT_[a-z0-9_]+'
}

# without FILE: shared options that the tool refuses; `-` (which is none) when there is no such list.
without() {
    sed -n '/^static const enum kom_opt without\[\]/,/};/p' "$1" | grep -oE 'KOM_OPT_[a-z0-9_]+' | sed 's/KOM_OPT_//' | grep . || echo -
}

# registry TOOL: name and letter (or -) of its options, a line each: `--by -b`. They stand in an array of the tool's file, as
# {KOM_OPT_by, ...} or PLAIN(by); those that another macro brings in are not among them.
registry() {
    local file=$SOURCE_DIR/cmd/$1.c
    {
        sed -n '/^static const struct kom_tool_option /,/^};/p' "$file" | grep -oE '(KOM_OPT_|PLAIN\()[a-z0-9_]+'
        shared common_options
        grep -qE '\.no_shared = true' "$file" || shared reading_options
    } | sed -e 's/KOM_OPT_//' -e 's/PLAIN(//' | sort -u | grep -vxF "$(without "$file")" | while read -r id; do
        sed -n "s/^KOM_OPTION($id, \"\([a-z0-9-]*\)\", \([^,]*\),.*/--\1 \2/p" "$SOURCE_DIR/lib/cli/opts.def" | grep . ||
            echo "--$id? 0"
    done | sed -e "s/ '\(.\)'/ -\1/" -e 's/ 0$/ -/'
}
