# SPDX-License-Identifier: GPL-3.0-or-later
# Simulates how often each method of kom-did is wrong: docs/methods/coverage.csv, .svg, and the tables in .md.
#
#   sh bench/coverage.sh [--threads N] [--replications N] [--dear N] [--seed N] [--out DIR] [--from CSV]
#
# --dear: replications of all but least squares on the changes. --from: no simulation, only plot and tables of a CSV.
# The defaults (10,000, 2,000, seed 1) take some 10 minutes of one core. Same seed, same bytes at any --threads.
set -eu
cd "$(dirname "$0")/.."
threads=1 replications=10000 dear=2000 seed=1 out=docs/methods from=
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || { echo "coverage.sh: $1: a value is missing, or there is no such option" >&2 && exit 2; }
  case $1 in
  --threads) threads=$2 ;;
  --replications) replications=$2 ;;
  --dear) dear=$2 ;;
  --seed) seed=$2 ;;
  --out) out=$2 ;;
  --from) from=$2 ;;
  *) echo "coverage.sh: no option $1" >&2 && exit 2 ;;
  esac
  shift 2
done
mkdir -p "$out"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [ -n "$from" ]; then
  cp "$from" "$folder/coverage.csv"
else
  cmake --preset release >/dev/null
  cmake --build --preset release --target bench_coverage >/dev/null
  build/release/bench/coverage -r "$replications" -d "$dear" -s "$seed" -j "$threads" >"$folder/coverage.csv"
fi

# square COLUMN SIZES ASSIGNMENT RHO: methods by treated units, in percent.
square() {
  awk -F , -v column="$1" -v sizes="$2" -v assignment="$3" -v rho="$4" '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $4 == sizes && $5 == assignment && $3 == rho {
      if (!($1 in seen)) { order[++n] = $1; seen[$1] = 1 }
      value[$1, $2] = $at[column] == "" ? "-" : sprintf("%.1f", 100 * $at[column])
    }
    END {
      print "| treated units | 1 | 2 | 3 | 5 | 9 |\n|---|--:|--:|--:|--:|--:|"
      for (i = 1; i <= n; i++)
        printf "| %s | %s | %s | %s | %s | %s |\n", order[i], value[order[i], 1], value[order[i], 2], value[order[i], 3],
          value[order[i], 5], value[order[i], 9]
    }' "$folder/coverage.csv"
}

# by_rho TREATED: size by serial correlation, equal variances.
by_rho() {
  echo "| serial correlation | 0 | 0.5 | 0.9 |"
  echo "|---|--:|--:|--:|"
  awk -F , -v treated="$1" '
    NR > 1 && $4 == "equal" && $2 == treated {
      if (!($1 in seen)) { order[++n] = $1; seen[$1] = 1 }
      value[$1, $3] = $7 == "" ? "-" : sprintf("%.1f", 100 * $7)
    }
    END {
      for (i = 1; i <= n; i++)
        printf "| %s | %s | %s | %s |\n", order[i], value[order[i], "0"], value[order[i], "0.5"], value[order[i], "0.9"]
    }' "$folder/coverage.csv"
}

# warned: how often unequal_spread stands in a row of collapse, by design; that of permutation has no other warning.
warned() {
  echo "| variances | serial correlation | 1 | 2 | 3 | 5 | 9 |"
  echo "|---|--:|--:|--:|--:|--:|--:|"
  awk -F , '
    $1 == "permutation" {
      key = ($4 == "equal" ? "equal" : "by 1/size, " $5) " | " $3
      if (!(key in seen)) { order[++n] = key; seen[key] = 1 }
      value[key, $2] = sprintf("%.1f", 100 * $14)
    }
    END {
      for (i = 1; i <= n; i++)
        printf "| %s | %s | %s | %s | %s | %s |\n", order[i], value[order[i], 1], value[order[i], 2], value[order[i], 3],
          value[order[i], 5], value[order[i], 9]
    }' "$folder/coverage.csv"
}

# verdict: the least and largest size of the two t tests by design, and how often the row warns.
verdict() {
  echo "| method | variances | treated | cells | least size | largest size | warned in at least | outside 4-6 % |"
  echo "|---|---|---|--:|--:|--:|--:|--:|"
  awk -F , '
    NR > 1 && ($1 == "collapse_t" || $1 == "collapse_weighted_t") {
      key = $1 " | " ($4 == "equal" ? "equal" : "by 1/size, " $5) " | " ($2 < 5 ? "1 to 3" : "5 and 9")
      if (!(key in cells)) { order[++n] = key; least[key] = 1; warned[key] = 1 }
      cells[key]++
      if ($7 < least[key]) least[key] = $7
      if ($7 > largest[key]) largest[key] = $7
      if ($14 < warned[key]) warned[key] = $14
      outside[key] += $7 < 0.04 || $7 > 0.06
    }
    END {
      for (i = 1; i <= n; i++)
        printf "| %s | %d | %.1f | %.1f | %.1f | %d |\n", order[i], cells[order[i]], 100 * least[order[i]],
          100 * largest[order[i]], 100 * warned[order[i]], outside[order[i]]
    }' "$folder/coverage.csv"
}

{
  printf '\n### The two t tests, all cells\n\n'
  verdict
  printf '\n### Size of the 5 %% test, equal variances, serial correlation 0.5\n\n'
  square size equal random 0.5
  for assignment in random largest smallest; do
    printf '\n### The same, variance in proportion to 1/size, %s units treated\n\n' $assignment
    square size unequal $assignment 0.5
  done
  for treated in 3 9; do
    printf '\n### Size by serial correlation, equal variances, %s treated\n\n' $treated
    by_rho $treated
  done
  printf '\n### Coverage of the 95 %% interval, equal variances, serial correlation 0.5\n\n'
  square coverage equal random 0.5
  printf '\n### Coverage, variance in proportion to 1/size, smallest units treated\n\n'
  square coverage unequal smallest 0.5
  printf '\n### Rows of collapse that warn of unequal_spread, by treated units\n\n'
  warned
  echo
} >"$folder/tables"

cp "$folder/coverage.csv" "$out/coverage.csv"
if command -v gnuplot >/dev/null; then
  (cd "$folder" && gnuplot "$OLDPWD/bench/coverage.gp") >"$out/coverage.svg"
else
  echo "coverage.sh: no gnuplot, no plot" >&2
fi
awk -v tables="$folder/tables" '
  /^<!-- numbers: end -->$/ { skip = 0 }
  !skip { print }
  /^<!-- numbers: begin -->$/ { skip = 1; while ((getline line < tables) > 0) print line }' docs/methods/coverage.md >"$folder/coverage.md"
cp "$folder/coverage.md" "$out/coverage.md"
