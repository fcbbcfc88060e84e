# SPDX-License-Identifier: GPL-3.0-or-later
# No circles: a file of the library or of the tools calls, directly or through others, none that calls it. Who calls whom the
# objects of the build say (BUILD_DIR); without them the check is skipped.
. "$(dirname "$0")/_lib.sh"

build=${BUILD_DIR:-build/dev}
calls=$(mktemp)
trap 'rm -f "$calls" "$calls.pairs" "$calls.loops"' EXIT

# An object of a file that is no more may still lie there.
find "$build/CMakeFiles" -name '*.o' 2>/dev/null | while IFS= read -r object; do
  source=${object#*.dir/}
  source=${source%.o}
  case $source in lib/*.c | cmd/*.c) [ -f "$source" ] && nm -gP "$object" | sed "s|^|$source |" ;; esac
done >"$calls"
[ -s "$calls" ] || { echo "no objects in $build: build first"; exit 77; }

# SOURCE SYMBOL TYPE: what one file leaves undefined and another defines.
awk '$3 != "U" && $3 != "w" && $3 != "v" { home[$2] = $1; next }
  { user[++n] = $1; wanted[n] = $2 }
  END { for (i = 1; i <= n; i++) if (wanted[i] in home && home[wanted[i]] != user[i]) print user[i], home[wanted[i]] }' \
  "$calls" | sort -u >"$calls.pairs"
[ "$(wc -l <"$calls.pairs")" -gt 100 ] || say "$build: hardly any call from file to file; are these objects?"
tsort "$calls.pairs" 2>"$calls.loops" >/dev/null ||
  say "files that call each other in a ring; part driver and helpers: $(sed -n 's|^tsort: \(lib/\)|\1|p; s|^tsort: \(cmd/\)|\1|p; s|^tsort:.*loop:$|;|p' "$calls.loops" | tr '\n' ' ')"
finish
