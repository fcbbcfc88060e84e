# SPDX-License-Identifier: GPL-3.0-or-later
# A sentence an estimate, from a Markdown table of keys, estimate and both bounds (kom-table -f md): the change with its
# interval, or, where the interval holds 0, that there is no clear change, and which changes the data rule out.
# -v lang=da|en, -v keys=N columns that name the row (1), -v name=TEXT instead of them, -v unit=TEXT behind numbers.
BEGIN { FS = " *\\| *"; keys = keys ? keys : 1 }
function size(text) { sub(/^-/, "", text); return text (unit ? " " unit : "") }
function is_below(text) { return text ~ /^-/ && text ~ /[1-9]/ }
function is_above(text) { return text !~ /^-/ && text ~ /[1-9]/ }
/^\|/ && ++n > 2 {
    what = name
    for (i = 2; !name && i <= keys + 1; i++) what = what (what ? ", " : "") $i
    estimate = $(keys + 2); low = $(keys + 3); high = $(keys + 4)
    if (estimate !~ /[0-9]/)
        print "- " what ": " (lang == "da" ? "kan ikke beregnes." : "cannot be estimated.")
    else if (is_below(low) == is_below(high) && is_above(low) == is_above(high)) {
        word = lang == "da" ? (is_below(estimate) ? "et fald på " : "en stigning på ") : (is_below(estimate) ? "a fall of " : "a rise of ")
        print "- " what ": " word "**" size(estimate) "** (" low (lang == "da" ? " til " : " to ") high ")."
    } else if (lang == "da")
        print "- " what ": **ingen klar ændring**. Tallene udelukker et fald på mere end " size(low) " og en stigning på mere end " size(high) "."
    else
        print "- " what ": **no clear change**. The data rule out a fall of more than " size(low) " and a rise of more than " size(high) "."
}
