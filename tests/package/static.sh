# SPDX-License-Identifier: GPL-3.0-or-later
# The packed executable: the same bytes twice and from another folder, no shared library, no call that a static C library
# cannot serve; installed into a home folder, and alone in a folder that is the whole world, it gives the figures of KOM_BIN.
set -eu
cd "${SOURCE_DIR:?}"
: "${KOM_BIN:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. scripts/pack.sh
name=komtools-$(pack_version)-linux-$(pack_arch)
file=build/dist/$name.tar.gz

[ "$(sh scripts/static.sh --no-install)" = "$file" ]
cp "$file" "$work/one.tar.gz"
sh scripts/static.sh --no-install
cmp "$work/one.tar.gz" "$file"

# What the linker's map says of who calls what: those that need files or programs of a machine are the C library's own, but for
# kom-prov, which runs the command it is given, and filters such as gnuplot, which kom-plot calls where they are.
awk '/^Cross Reference Table/ { on = 1 } on && /^[A-Za-z_]/ { name = $1; next } on && NF { print name, $NF }' \
  build/static/kom.map >"$work/calls"
[ "$(grep -c . "$work/calls")" -gt 5000 ]
foreign=$(grep -E '^(iconv_open|setlocale|newlocale|get(pw|gr)[a-z_]*|getaddrinfo|gethost[a-z_]*|dl(m?open|sym)|exec[lv][a-z]*|system|popen|v?fork|posix_spawnp?|socket|connect) ' \
  "$work/calls" | grep -v '/libc\.a(' |
  grep -vxE '(execvp|fork) libkom_cmds\.a\(command\.c\.o\)|posix_spawnp libkom\.a\(child\.c\.o\)' || true)
[ -z "$foreign" ] || { echo "called: $foreign"; exit 1; }
# Hardened as other optimised builds are, but for its place in memory.
grep -q '^__stack_chk_fail .*libkom' "$work/calls"
grep -q '^__[a-z]*\(cpy\|printf\)_chk .*libkom' "$work/calls"

tar -x -C "$work" -f "$file"
kom=$work/$name/bin/kom
ldd "$kom" 2>&1 | grep -q 'not a dynamic executable'
[ "$(wc -c <"$kom")" -lt 6000000 ] # bytes
for tool in $(sed -n 's/^TOOL( *\([a-z0-9_]*\).*/\1/p' cmd/tools.def); do
  [ "$(readlink "$work/$name/bin/kom-$tool")" = kom ]
  [ -s "$work/$name/share/man/man1/kom-$tool.1" ]
done
for library in glibc gsl libcsv zlib jansson pcre2 utf8proc libsodium; do
  grep -q "source $library " "$work/$name/licences/LIST"
done
while read -r package _; do
  [ -s "$work/$name/licences/$package" ]
done <"$work/$name/licences/LIST"
# A library that no licence is known of is not packed.
printf '%s(a.o)\n\nMemory Configuration\n' "$work/libown.a" >"$work/own.map"
: >"$work/libown.a"
if pack_licences "$work/own.map" "$work/own" 2>"$work/said"; then exit 1; fi
grep -q 'libown\.a is linked in' "$work/said"
readelf -lW "$kom" | grep -q GNU_RELRO
readelf -lW "$kom" | grep GNU_STACK | grep -qv RWE

# figures TOOLS: what the tools say of the sample, `TOOLS` being what stands before a tool's name.
figures() {
  $1 "$2uptake" -q --offerings offerings.csv --recipients recipients.csv.gz --participation participation.csv \
    --period event:12m sales.csv.gz
  $1 "$2sum" -q --by service --value amount --stats n,sum,mean,median,max sales.csv.gz
  $1 "$2did" -q --unit kom --time period --value value --participation participation.csv panel.csv.gz
  $1 "$2check" -q --schema datapackage.json#sales sales.csv.gz
  $1 "$2sum" --value nothing sales.csv.gz 2>&1 || true
}

cp -R data/sample "$work/sample"
(cd "$work/sample" && figures '' "$KOM_BIN/kom-") >"$work/want"
[ "$(grep -c . "$work/want")" -gt 50 ]

mkdir "$work/home"
env -i PATH=/usr/bin:/bin HOME="$work/home" sh "$work/$name/install.sh"
(cd "$work/sample" && figures 'env -i' "$work/home/.local/bin/kom-") | cmp "$work/want"
(cd "$work/sample" && figures "env -i $work/home/.local/bin/kom" '') | cmp "$work/want"
chroot=$(command -v chroot || true)
if [ "$(id -u)" -eq 0 ] && [ -n "$chroot" ]; then
  # A world of one executable, its links and the data.
  mkdir "$work/world"
  cp -R "$work/$name/bin" "$work/sample/." "$work/world"
  figures "env -i $chroot $work/world" /bin/kom- | cmp "$work/want"
  figures "env -i $chroot $work/world /bin/kom" '' | cmp "$work/want"
else
  echo "not root: not run in a folder of its own"
fi
env -i PATH=/usr/bin:/bin HOME="$work/home" sh "$work/$name/install.sh" --uninstall
[ -z "$(find "$work/home" -type f)" ]

# Other folder, no git: the same bytes.
pack_sources "$work/komtools.tar.gz"
tar -x -C "$work" -f "$work/komtools.tar.gz"
cd "$work/komtools-$(pack_version)"
unset SOURCE_DIR BUILD_DIR KOM_BIN
sh scripts/static.sh --no-install
cmp "$work/one.tar.gz" "$file"
