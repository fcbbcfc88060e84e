# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: makes the files of each job in data/, and throws them away when the job is done.
# shellcheck shell=sh disable=SC2154 # the variables are run.sh's

# sim ROWS DIR: the six-column sales file; a scale of 1 is 10,000 rows.
sim() {
  "$bin/kom-sim" -q --out "$2" --minimal --scale "$(awk -v n="$1" 'BEGIN { printf "%.4f", n / 10000 }')"
}

# make_sales ROWS: data/sales.csv and data/ten.csv, unless they are there already.
make_sales() {
  rm -rf data/growth # of a run that was stopped
  if [ "$(cat data/rows 2>/dev/null)" != "$1" ]; then
    rm -rf data
    mkdir data
    sim "$1" data
    echo "$1" >data/rows
  fi
  head -n 11 data/sales.csv >data/ten.csv
}

# One spell for each person of the sales, of many lengths, some over before the last sale; and what is on offer:
# every service, some of them not from the first day. One service is on offer throughout (peers/duckdb.js relies on it).
make_spells() {
  [ ! -s data/recipients.csv ] || return 0
  awk -F ';' -v OFS=, '
    BEGIN { print "person,kom,start,end" }
    NR > 1 && !($2 in seen) {
      seen[$2]
      i++
      start = sprintf("%d-%02d-%02d", 2015 + int(i * 7 % 30 / 12), i * 7 % 12 + 1, i % 28 + 1)
      print $2, $1, start, i % 5 ? "" : sprintf("%d-%02d-%02d", 2018 + i % 3, i % 12 + 1, i * 3 % 28 + 1)
    }' data/sales.csv >data/recipients
  awk -F ';' -v OFS=, '
    function offer(kom, service) {
      if ((kom, service) in seen) return
      seen[kom, service]
      print kom, service, service == "rengoering" || kom % 2 ? "2017-01-01" : "2018-03-15", ""
    }
    BEGIN { print "kom,service,start,end" }
    NR > 1 { offer($1, $3); offer($1, "rengoering") }' data/sales.csv >data/offerings.csv
  mv data/recipients data/recipients.csv # last: it says that both are there
}

# The schema of the sales: foreign keys and ranges, no uniqueness. One municipality is missing from the list, so
# that there is something to find. make_schema NAME FOREIGN-KEYS
make_schema() {
  cat >"data/$1.json" <<JSON
{ "name": "bench", "resources": [
  { "name": "sales", "path": "sales.csv", "encoding": "utf-8", "dialect": { "delimiter": ";" },
    "schema": { "fields": [
      { "name": "kommunekode", "type": "string", "constraints": { "required": true } },
      { "name": "borger", "type": "string", "constraints": { "required": true } },
      { "name": "ydelse", "type": "string", "constraints": { "required": true } },
      { "name": "dato", "type": "date", "constraints": { "minimum": "2017-01-01", "maximum": "2020-12-31" } },
      { "name": "antal", "type": "number", "decimalChar": ",", "constraints": { "minimum": "0.5", "maximum": "2" } },
      { "name": "beloeb", "type": "number", "decimalChar": ",", "constraints": { "minimum": "100", "maximum": "1000" } }
    ], "foreignKeys": [ $2 ] } },
  { "name": "municipalities", "path": "municipalities.csv", "schema": { "fields": [ { "name": "kom", "type": "string" } ] } },
  { "name": "services", "path": "services.csv", "schema": { "fields": [ { "name": "service", "type": "string" } ] } },
  { "name": "recipients", "path": "recipients.csv", "schema": { "fields": [
    { "name": "person", "type": "string" }, { "name": "kom", "type": "string" },
    { "name": "start", "type": "date" }, { "name": "end", "type": "date" } ] } }
] }
JSON
}

left_out=825 # a small municipality
make_check() {
  make_spells
  awk -F ';' -v out=$left_out 'BEGIN { print "kom" } NR > 1 && $1 != out && !seen[$1]++ { print $1 }' data/sales.csv \
    >data/municipalities.csv
  awk -F ';' 'BEGIN { print "service" } NR > 1 && !seen[$3]++ { print $3 }' data/sales.csv >data/services.csv
  keys='{ "fields": "kommunekode", "reference": { "resource": "municipalities", "fields": "kom" } },
      { "fields": "ydelse", "reference": { "resource": "services", "fields": "service" } }'
  make_schema check "$keys"
  make_schema persons "$keys,
      { \"fields\": \"borger\", \"reference\": { \"resource\": \"recipients\", \"fields\": \"person\" } }"
}

# The sales as extracts have them: 14 columns, statuses, blanks, providers, a letter of Windows-1252 here and there, half
# as many rows as the others have (the recipients that are drawn beside them, five a sale, take room); data/real.csv.
make_real() {
  [ ! -s data/real.csv ] || return 0
  rm -rf data/realsim
  "$bin/kom-sim" -q --out data/realsim --scale "$(awk -v n="$rows" 'BEGIN { printf "%.4f", n / 2 / 9577 }')"
  mv data/realsim/sales.csv data/real.csv
  rm -r data/realsim
}

# As many sales of that shape with the side tables they are held against, which are kept small enough: what is drawn is
# a 25th, and its sales come 25 times over, numbered through. data/extract.csv, data/side/.
make_check_real() {
  [ ! -s data/extract.csv ] || return 0
  "$bin/kom-sim" -q --out data/side --scale "$(awk -v n="$rows" 'BEGIN { printf "%.4f", n / 50 / 9577 }')"
  for time in $(seq 25); do
    [ "$time" -gt 1 ] || head -n 1 data/side/sales.csv
    tail -n +2 data/side/sales.csv
  done | LC_ALL=C awk -F ';' -v OFS=';' 'NR > 1 { $1 = 1000000 + NR } { print }' >data/extract
  mv data/extract data/extract.csv
}

# make_groups ROWS GROUPS NAME: data/NAME.csv, rows of so many groups in no order, each an id of 16 hex digits, with a
# municipality and an amount in quarters.
make_groups() {
  [ ! -s "data/$3.csv" ] || return 0
  awk -v rows="$1" -v groups="$2" '
    BEGIN {
      print "id;kom;amount"
      for (i = 1; i <= rows; i++) {
        x = (x * 48271 + 11) % 2147483647
        g = x % groups
        y = (y * 69621 + 7) % 2147483647
        printf "%08x%08x;0%d;%d,%s\n", (g * 48271) % 2147483647, (g * 69621 + 5) % 2147483647, 101 + y % 7 * 100,
          y % 9973, substr("00255075", 1 + 2 * (y % 4), 2)
      }
    }' >data/groups
  mv data/groups "data/$3.csv"
}

# compress FILE: FILE.gz, whole or not at all.
compress() {
  gzip -c "$1" >data/gz
  mv data/gz "$1.gz"
}

# prepare JOB: what the job reads, read once so that it lies in memory.
prepare() {
  case $1 in
  hex*) [ -s data/hex.csv ] || "$programs/variant" hex <data/sales.csv >data/hex.csv ;;
  quoted) "$programs/variant" quoted <data/sales.csv >data/quoted.csv ;;
  real*) make_real ;;
  spells) make_spells ;;
  groups) make_groups $((rows / 4)) $((rows / 200)) groups ;;
  groups_more) make_groups $((rows / 4)) $((rows * 3 / 100)) groups_more ;;
  check) make_check ;;
  check_real) make_check_real ;;
  gzip) [ -s data/sales.csv.gz ] || compress data/sales.csv ;;
  esac
  find data -type f -exec cat {} + >/dev/null
}

# tidy JOB: what no later job reads.
tidy() {
  case $1 in
  hex_summary) rm -f data/hex.csv data/hex.csv.gz ;;
  quoted | groups*) rm -f "data/$1.csv" "data/$1.csv.gz" ;;
  real_summary) rm -f data/real.csv data/real.csv.gz ;;
  check_real) rm -rf data/extract.csv data/extract.csv.gz data/side ;;
  read) rm -f answers/read.* ;;
  esac
}
