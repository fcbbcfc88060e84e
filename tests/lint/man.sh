# SPDX-License-Identifier: GPL-3.0-or-later
# The manual pages, as kom-emit made them, give mandoc nothing to say.
. "$(dirname "$0")/_lib.sh"

command -v mandoc >/dev/null 2>&1 || { echo "skipped: no mandoc"; exit 77; }
for page in "${BUILD_DIR:-build/release}"/man/*.[1-9] docs/man/*.[1-9]; do
  [ -f "$page" ] || continue
  mandoc -T lint -W warning "$page" || findings=$((findings + 1))
done
finish
