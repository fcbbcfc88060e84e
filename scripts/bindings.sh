#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes bindings/kom.R and bindings/kom.py anew, after an option or a tool has come: sh scripts/bindings.sh [BUILD-FOLDER]
set -eu
cd "$(dirname "$0")/.."
build=${1:-build/dev}
for language in R py; do
  "$build/bin/kom" help --json | python3 bindings/make.py "$language" "bindings/kom.$language.in" >"bindings/kom.$language.part"
  mv "bindings/kom.$language.part" "bindings/kom.$language"
done
