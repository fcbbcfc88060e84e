# SPDX-License-Identifier: GPL-3.0-or-later
# Reads FILE:LINE:TEXT lines (_lib.sh, bare) and prints FILE:LINE NAME for each function that can reach an allocation and
# returns what may be an answer: bool, a number, a pointer; no status. Edges are names in bodies, calls or not.
function flush_signature() {
  kind = signature
  sub(/\(.*/, "", kind)
  name = kind
  sub(/.*[ *]/, "", name)
  sub(/[A-Za-z0-9_]+$/, "", kind)
  is_static = kind ~ /(^| )static /
  sub(/.*AVX2 /, "", kind)
  sub(/KOM_APART /, "", kind)
  gsub(/(static|inline|const|struct|enum) /, "", kind)
  gsub(/ /, "", kind)
  # A static name belongs to its file, unless that is a header.
  id = (is_static && file !~ /\.h$/) ? file ":" name : name
  where[id] = file ":" first
  returns[id] = kind
  signatures[id] = signature
  shown[id] = name
  ids[++n_ids] = id
}
# Calls, and the names of functions handed on: those begin with kom_, or are static here.
function take(text,   word) {
  gsub(/->[ ]*[A-Za-z_][A-Za-z0-9_]*|[.][A-Za-z_][A-Za-z0-9_]*/, " ", text)
  while (match(text, /[A-Za-z_][A-Za-z0-9_]*/)) {
    word = substr(text, RSTART, RLENGTH)
    text = substr(text, RSTART + RLENGTH)
    if (word ~ /^kom_/ || text ~ /^ *\(/ || text ~ /^ *[,;)}]/) body[id] = body[id] " " word
  }
}
{
  file = $0; sub(/:.*/, "", file)
  line = $0; sub(/^[^:]*:/, "", line)
  text = line; sub(/^[0-9]*:/, "", text)
  sub(/:.*/, "", line)
}
file != before { before = file; state = 0; type = "" }
# A type may stand on a line of its own.
state == 0 && text ~ /^(static )?(const )?(enum |struct )?[a-z_]+[0-9_a-z]*( \*)?$/ { type = text " "; next }
state == 0 && type != "" && text ~ /^[a-z_0-9]+\(/ { text = type text }
{ type = "" }
state == 0 && text ~ /^[A-Za-z_].*\(/ && text !~ /;[ \t]*$/ && text !~ /=/ && text !~ /^(typedef|#|enum \{)/ {
  signature = text; first = line; state = 1
  if (text ~ /\{[ \t]*$/) { flush_signature(); state = 2 }
  next
}
state == 1 {
  signature = signature " " text
  if (text ~ /\{[ \t]*$/) { flush_signature(); state = 2 }
  else if (text ~ /;[ \t]*$/ || text ~ /^}/) state = 0
  next
}
state == 2 && text ~ /^}/ { files[id] = file; state = 0; next }
state == 2 { take(text) }
END {
  n_roots = split("kom_alloc kom_alloc_table kom_resize json_loadb json_dumps json_object json_array json_string inflateInit2 regcomp", root, " ")
  for (i = 1; i <= n_roots; i++) reached[root[i]] = ""
  do {
    changed = 0
    for (i = 1; i <= n_ids; i++) {
      id = ids[i]
      if (id in reached) continue
      n = split(body[id], word, " ")
      for (k = 1; k <= n; k++) {
        own = files[id] ":" word[k]
        callee = own in returns ? own : word[k]
        if (callee !~ /kom_|json_|inflate|regcomp/ && callee != own) continue
        if (callee in reached) { reached[id] = callee; changed = 1; break }
      }
    }
  } while (changed)
  for (i = 1; i <= n_ids; i++) {
    id = ids[i]
    if (!(id in reached) || returns[id] ~ /^(void|kom_status)$/ || shown[id] == "main" || shown[id] ~ /^[A-Z_]+$/) continue
    path = id
    for (step = reached[id]; step != ""; step = reached[step]) { p = step; sub(/.*:/, "", p); path = path " > " p }
    if (signatures[id] ~ /struct kom_(buf|view) \*|bool \*failed/) continue
    print where[id], shown[id], returns[id], path
  }
}
