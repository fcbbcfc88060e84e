# SPDX-License-Identifier: GPL-3.0-or-later
# One hand (CONTRIBUTING.md, "How we write"): what is tested, and braces.
. "$(dirname "$0")/_lib.sh"

code=$(mktemp)
found=$(mktemp)
trap 'rm -f "$code" "$found"' EXIT
files 'lib/*.c' 'lib/*.h' 'cmd/*.c' 'cmd/*.h' | bare >"$code"

# no PATTERN INSTEAD: no such line.
no() {
  grep -E "^[^:]*:[0-9]+:.*$1" "$code" >"$found"
  while IFS= read -r line; do
    say "$line  [$2]"
  done <"$found"
}

no 'status [=!]= KOM_OK' "write: if (status), if (!status)"
no '(if|while) \([^=]*[=!]= NULL[ )]' "write: if (p), if (!p)"
no '[^A-Za-z0-9_](true|false) [=!]=|[=!]= (true|false)[^A-Za-z0-9_]' "write: if (is_it), if (!is_it)"
no '^ *(if|while) \(.*[A-Za-z0-9_\]] = [^=;]*\)$' "give it its value on a line of its own"

# A limit has a name; texts are as long as what is written into them.
grep -E "^[^:]*:[0-9]+: +[a-z][A-Za-z0-9_ *]* \\**[a-z_]+(\\[[^]]*\\])*\\[[0-9]{2,}\\](;|,| = \\{0\\};)" "$code" |
  grep -vE ':[0-9]+: +(static |const |unsigned )*char |is_coded\[1000\]|n\[2\]\[12\]|digit\[10\]' >"$found"
while IFS= read -r line; do
  say "$line  [name the limit, and say what is beyond it]"
done <"$found"

# A lone statement of one line has no braces.
awk -F: '{ text = $0; sub(/^[^:]*:[^:]*:/, "", text) }
  text ~ /^ *}$/ && before ~ /;$/ && first ~ /^ *(if|for|while) .*\) \{$/ && before !~ /^ *(if|for|while) / {
    match(first, /^ */); depth = RLENGTH; match(before, /^ */)
    if (RLENGTH == depth + 4 && text == sprintf("%*s}", depth, "")) print $1 ":" $2 - 2 ":" first
  }
  { first = before; before = text }' "$code" >"$found"
while IFS= read -r line; do
  say "$line  [no braces around one line]"
done <"$found"
finish
