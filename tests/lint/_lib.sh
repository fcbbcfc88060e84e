# SPDX-License-Identifier: GPL-3.0-or-later
# What the checks share: the project's files, C without comments and texts, exceptions, and one way to report.
# shellcheck shell=sh
set -u
cd "${SOURCE_DIR:-$(dirname "$0")/../..}" || exit 1
LC_ALL=C
export LC_ALL
findings=0

# say FILE:LINE: TEXT: one finding.
say() {
  printf '%s\n' "$*"
  findings=$((findings + 1))
}

# The last line of every check.
finish() {
  [ "$findings" -eq 0 ] || exit 1
  exit 0
}

# files PATTERN...: files of the project (not ignored ones) that match a find-like pattern, by full path.
files() {
  if [ -e .git ] && command -v git >/dev/null 2>&1; then
    git -c safe.directory='*' ls-files -co --exclude-standard -- "$@" | while IFS= read -r file; do
      [ -f "$file" ] && printf '%s\n' "$file"
    done
  else
    find . -type f -not -path './build/*' -not -path './.git/*' | sed 's|^\./||' | while IFS= read -r file; do
      for pattern in "$@"; do
        # shellcheck disable=SC2254 # a pattern, as for git
        case $file in $pattern) printf '%s\n' "$file" ;; esac
      done
    done
  fi | sort -u
}

# bare: for the C files named on standard input, FILE:LINE:TEXT without comments and with empty texts.
bare() {
  awk '
    BEGIN { while ((getline name < "-") > 0) ARGV[ARGC++] = name; if (ARGC == 1) exit }
    FNR == 1 { inside = 0 }
    {
      line = $0
      kept = ""
      while (line != "") {
        if (inside) {
          at = index(line, "*/")
          if (!at) { line = ""; break }
          line = substr(line, at + 2)
          inside = 0
        } else if (match(line, /\/\*|\/\/|"|'"'"'/)) {
          kept = kept substr(line, 1, RSTART - 1)
          token = substr(line, RSTART, RLENGTH)
          line = substr(line, RSTART + RLENGTH)
          if (token == "//") { line = "" }
          else if (token == "/*") { inside = 1; kept = kept " " }
          else {
            at = token == "\"" ? match(line, /^([^"\\]|\\.)*"/) : match(line, /^([^'"'"'\\]|\\.)*'"'"'/)
            # The file named by an include is code, not text.
            kept = kept token ((kept ~ /^ *# *include/) ? substr(line, 1, RLENGTH - 1) : "") token
            line = at ? substr(line, RLENGTH + 1) : ""
          }
        } else { kept = kept line; line = "" }
      }
      print FILENAME ":" FNR ":" kept
    }'
}

# excepted RULE NAME: whether tests/lint/exceptions grants it, with a reason.
excepted() {
  awk -v rule="$1" -v name="$2" '$1 == rule && $2 == name && NF >= 3 { found = 1 } END { exit !found }' \
    tests/lint/exceptions
}
