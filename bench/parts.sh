#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A run in N parts, one after the other, and the merge of their states to standard output: what the job `parts` measures.
# sh parts.sh N MERGE TOOL [OPTION...] FILE
set -eu
n=$1
merge=$2
shift 2
states=$(mktemp -d "$PWD/states.XXXXXX")
trap 'rm -rf "$states"' EXIT
i=1
while [ "$i" -le "$n" ]; do
  "$@" --part "$i/$n" --state "$states/$i"
  i=$((i + 1))
done
"$merge" -q "$states"/*
