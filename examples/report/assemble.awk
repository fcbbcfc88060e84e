# SPDX-License-Identifier: GPL-3.0-or-later
# Puts tables, figures and sentences into a report: awk -v dir=OUT -v form=page|paper -f assemble.awk report.md
#
# A line `@table NAME` becomes NAME.html, `@figure NAME TEXT` the picture NAME with TEXT in its place where it cannot be
# shown, `@text NAME` the sentences of NAME.txt. form=page puts pictures in as they are, form=paper names files for pandoc.
function put(file,   line, any) {
    while ((getline line <file) > 0) {
        if (line !~ /^<\?xml/) print line
        any = 1
    }
    if (!any) {
        print "assemble.awk: " file " is not there, or empty" >"/dev/stderr"
        failed = 1
        exit 1
    }
    close(file)
}
$1 == "@table" || $1 == "@figure" { print ""; print "```{=html}" }
$1 == "@table" { put(dir "/" $2 ".html") }
$1 == "@figure" && form == "page" { print "<figure>"; put(dir "/" $2 ".svg"); print "</figure>" }
$1 == "@figure" && form == "paper" {
    text = $0
    sub(/^@figure +[^ ]+ +/, "", text)
    printf "<figure><img src=\"%s/%s.png\" alt=\"%s\"></figure>\n", dir, $2, text
}
$1 == "@table" || $1 == "@figure" { print "```"; print ""; next }
$1 == "@text" { put(dir "/" $2 ".txt"); next }
{ print }
END { exit failed }
