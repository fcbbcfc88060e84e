# SPDX-License-Identifier: GPL-3.0-or-later
# debian/ says what the rest of the project says: the version and its day, what a build needs, and whose the data are.
. "$(dirname "$0")/_lib.sh"

# The version stands in include/kom/version.h; a package has to name it again.
version=$(sed -n 's/^#define KOM_VERSION "\(.*\)"/\1/p' include/kom/version.h)
day=$(sed -n 's/^#define KOM_VERSION_DATE "\([A-Za-z]\{3\}\)[a-z]* \([0-9]*\), \([0-9]*\)"/\2 \1 \3/p' include/kom/version.h)
case $day in [0-9]" "*) day="0$day" ;; esac
head -n 1 debian/changelog | grep -qF "komtools ($version) " ||
  say "debian/changelog:1: is not of version $version (include/kom/version.h)"
sed -n 's/^ -- .*, \([0-9]* [A-Z][a-z]* [0-9]*\) .*/\1/p' debian/changelog | head -n 1 | grep -qxF "$day" ||
  say "debian/changelog: the day of $version is $day (include/kom/version.h)"

# What debian/control needs to build is what scripts/deb.sh installs, and all of what a build may use.
needs=$(awk '/^Build-Depends:/ { on = 1; sub(/^[^:]*:/, ""); print; next } /^[^ ]|^$/ { on = 0 } on' debian/control |
  sed 's/([^)]*)//g; s/\[[^]]*\]//g' | tr -d ' ' | tr , '\n' | grep . | sed 's/^debhelper-compat$/debhelper/')
# section NAME...: the packages of these sections.
section() {
  awk -v sections=" $* " '/^#/ || NF == 0 { next }
    /^\[/ { wanted = index(sections, " " substr($1, 2, length($1) - 2) " "); next } wanted { print $1 }' scripts/packages
}
for package in $needs; do
  section build optional package | grep -qx "$package" || say "scripts/packages: debian/control builds with $package"
done
for package in $(section build optional); do
  case $package in gcc | libc6-dev) continue ;; esac # every Debian package may build with these
  echo "$needs" | grep -qx "$package" || say "debian/control: Build-Depends lacks $package (scripts/packages)"
done

# Folders with files that others made, by their README.md: debian/copyright names each.
for readme in $(files 'tests/*README.md' 'data/*README.md' 'docs/*README.md' 'bench/*README.md'); do
  grep -qiE 'licen[cs]e|free (re)?use|public domain|\((MIT|GPL|BSD)' "$readme" || continue
  folder=$(dirname "$readme")
  grep -qE "(^Files:|^ ).*$folder/" debian/copyright || say "debian/copyright: names nothing of $folder"
done
finish
