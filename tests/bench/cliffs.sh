# SPDX-License-Identifier: GPL-3.0-or-later
# No option, column or by-list falls off a cliff: CPU time of one thread, in units of the plain call of the same tool on the
# same file, may be at most twice as much where the work is the same but for the words of the call.
#
# CPU time of two calls that run in turn; the least of several rounds, as whatever disturbs a run can only make it slower.
set -u
limit=2
rounds=7

if [ -n "${KOM_SANITIZE-}" ] || ! grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=Release' "$BUILD_DIR/CMakeCache.txt"; then
  echo "skipped: only a release build is measured"
  exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$KOM_BIN/kom-sim" -q --out "$folder/sim" --scale 20 || exit 1
cd "$folder" || exit 1
# The sales as they come: 14 columns, statuses, blanks, Windows-1252. The same with a status that is blank in every row.
cp sim/sales.csv sales.csv
LC_ALL=C sed '1s/$/;amount_status/; 2,$s/$/;/' sales.csv >status.csv

# cpu COMMAND...: its user and system time in seconds.
cpu() {
  "$BUILD_DIR/bench/measure" "$@" >run || {
    echo "failed: $*" >&2
    exit 1
  }
  awk -F , '{ print $2 + $3 }' run
}

# beside "PLAIN" "CALL" ...: each call in turn with the plain one.
beside() {
  plain=$1
  shift
  for call in "$@"; do
    round=1
    while [ $round -le $rounds ]; do
      # shellcheck disable=SC2086 # words of a call
      a=$(cpu "$KOM_BIN"/$plain) && b=$(cpu "$KOM_BIN"/$call) || exit 1
      echo "$a $b"
      round=$((round + 1))
    done | awk -v limit=$limit -v call="$call" '
      NR == 1 || $1 < a { a = $1 }
      NR == 1 || $2 < b { b = $2 }
      END { printf "%5.2f %s\n", b / a, call; exit !(a > 0 && b <= limit * a) }' || bad=1
  done
}

bad=0
beside "kom-read -q -j 1 sales.csv" "kom-read -q -j 1 --missing 99 sales.csv" "kom-read -q -j 1 --missing nobody sales.csv" \
  "kom-read -q -j 1 --encoding windows-1252 sales.csv" "kom-read -q -j 1 status.csv"
plain="kom-sum -q -j 1 --by kom,service --value amount,hours"
beside "$plain sales.csv" "$plain status.csv" "$plain --missing 99 sales.csv" "$plain --encoding windows-1252 sales.csv" \
  "kom-sum -q -j 1 --by service --value amount,hours sales.csv" "kom-sum -q -j 1 --by kom,service,band --value amount,hours sales.csv" \
  "kom-sum -q -j 1 --by kom,service,band,provider,section --value amount,hours sales.csv" \
  "kom-sum -q -j 1 --by region --municipalities sim/municipalities.csv --value amount,hours sales.csv" \
  "kom-sum -q -j 1 --by kom --between band --value amount,hours sales.csv"
plain="kom-uptake -q -j 1 --period month"
beside "$plain sales.csv" "$plain status.csv" "$plain --missing 99 sales.csv" "$plain --by kom,service sales.csv" "$plain --by service,band,provider sales.csv" \
  "$plain --from 2018-08-01 --to 2020-11-15 sales.csv" "kom-uptake -q -j 1 --period week sales.csv" "$plain --offerings sim/offerings.csv sales.csv" \
  "$plain --offerings sim/offerings.csv --by kom,service,provider sales.csv"
exit $bad
