#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Measures the tools beside their peers on the same files and jobs in turn; bench/README.md says what and how.
# sh bench/run.sh [--quick | --full] [--jobs JOB,...] [--rows N] [--rounds N] [--threads N] [--out DIR]
set -eu
# shellcheck disable=SC2034 # the sourced files use the variables
LC_ALL=C
export LC_ALL
root=$(cd "$(dirname "$0")/.." && pwd)
here=$root/bench
bin=$root/build/release/bin
programs=$root/build/release/bench
all="start real real_service real_summary uptake hex hex_one hex_day hex_week hex_service hex_summary spells summary groups groups_more quoted read check check_real gzip pipe threads parts tiny growth"

usage() {
  sed -n 's/^# \(sh bench.*\)/usage: \1/p' "$here/run.sh" >&2
  echo "jobs: $all" >&2
  exit 2
}

mode=quick
rows=
rounds=
jobs=$all
threads=2
out=$root/build/benchmark
while [ $# -gt 0 ]; do
  case $1 in
  --quick | --full) mode=${1#--} ;;
  --jobs | --rows | --rounds | --threads | --out)
    [ $# -ge 2 ] || usage
    case $1 in
    --jobs) jobs="start $(echo "$2" | tr ',' ' ')" ;;
    --rows) rows=$2 ;;
    --rounds) rounds=$2 ;;
    --threads) threads=$2 ;;
    --out) out=$2 ;;
    esac
    shift
    ;;
  *) usage ;;
  esac
  shift
done
for job in $jobs; do
  case " $all " in *" $job "*) ;; *) usage ;; esac
done
case $mode in
quick)
  : "${rows:=1000000}" "${rounds:=3}"
  sizes="250000 500000 1000000 2000000"
  ;;
full)
  : "${rows:=20000000}" "${rounds:=5}"
  sizes="1000000 10000000 20000000 100000000"
  ;;
esac
case "$rows$rounds$threads" in *[!0-9]*) usage ;; esac

# shellcheck disable=SC1091 # they stand beside this file
. "$here/data.sh"
. "$here/jobs.sh"
. "$here/answers.sh"
. "$here/report.sh"

began=$(date +%s)
mkdir -p "$out"
out=$(cd "$out" && pwd)
echo "building" >&2
(cd "$root" && cmake --preset release && cmake --build --preset release) >"$out/build.log" 2>&1 || {
  tail -n 20 "$out/build.log" >&2
  exit 4
}
# Everything lies in the output folder and is named from there, so that no name holds a blank.
cd "$out"
mkdir -p data answers
rm -f answers/* failures
log=$out/messages.log
: >"$log"
echo "job,contender,rows,round,wall_s,user_s,sys_s,peak_mb,status" >runs.csv
echo "job,contender,answer" >answers.csv

find_peers
make_sales "$rows"
for job in $jobs; do
  echo "job $job" >&2
  if [ "$job" = growth ]; then
    measure_growth
    continue
  fi
  size=$rows
  prepare "$job"
  round=1
  while [ "$round" -le "$rounds" ]; do
    for contender in $(contenders "$job"); do
      if takes_part "$job" "$contender" "$round"; then
        contend "$job" "$contender"
      fi
    done
    round=$((round + 1))
  done
  check_answers "$job"
  same_bytes "$job"
  tidy "$job"
done
report
echo "$(($(date +%s) - began)) seconds; the results: $out/results.md" >&2
if grep -q ',differs' answers.csv || [ -s failures ]; then
  echo "answers differ, or a run failed; see $log" >&2
  exit 1
fi
