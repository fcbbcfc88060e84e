# SPDX-License-Identifier: GPL-3.0-or-later
# needs.sh KOM.PC: the packages that who links libkom.a needs, of what kom.pc names, as a field of control.
set -eu
for module in $(sed -n 's/^Requires: //p' "$1"); do
  pc=$(pkg-config --variable=pcfiledir "$module")/$module.pc
  # The path may be that of before /usr was merged.
  dpkg-query -S "$pc" 2>/dev/null || dpkg-query -S "${pc#/usr}"
done | sed 's/[:,].*//' | sort -u >"$1.packages"
grep -q . "$1.packages"
echo libcsv-dev >>"$1.packages"
paste -s -d , "$1.packages" | sed 's/,/, /g'
