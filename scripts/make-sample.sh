#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Remakes the sample data: make-sample.sh KOM_SIM OUTDIR (as in: build/release/bin/kom-sim data/sample).
set -eu
if [ $# -ne 2 ]; then
  echo "usage: make-sample.sh KOM_SIM OUTDIR" >&2
  exit 2
fi
"$1" --out "$2" --seed 2019 --scale 1 --quiet
for name in sales recipients panel; do
  gzip -n -9 -f "$2/$name.csv"
  sed "s/\"path\": \"$name\\.csv\"/\"path\": \"$name.csv.gz\"/" "$2/datapackage.json" >"$2/datapackage.new"
  mv "$2/datapackage.new" "$2/datapackage.json"
done
