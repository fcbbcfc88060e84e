# SPDX-License-Identifier: GPL-3.0-or-later
# The simulation of bench/coverage.sh in small: the same numbers as kom-did, the same bytes at any -j, sizes within limits.
set -u
program=$BUILD_DIR/bench/coverage
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
bad=0
say() {
  echo "$*"
  bad=1
}

# did METHOD SEED: estimate, p, low, high of kom-did on the panel, and whether it warns of more than assignment_not_random
# (permutation: and one_treated, which stands in every row of one treated unit).
did() {
  seed=$2 told='(; )?assignment_not_random'
  [ "$1" = permutation ] && told="$told|(; )?one_treated"
  case $1 in
  collapse_t) set -- ;;
  collapse_weighted_t) set -- --weight size ;;
  permutation) set -- --test permutation ;;
  twfe_wild) set -- --method twfe --test wild --draws 999 --seed "$seed" ;;
  *) set -- --method twfe --vcov "${1#twfe_}" ;;
  esac
  [ "$*:$drawn" = "--test permutation:yes" ] && set -- "$@" --draws 999 --seed "$seed"
  "$KOM_BIN/kom-did" -q --unit unit --time month --treated start "$@" "$folder/panel.csv" | sed '1d; s/"[^"]*"/text/' |
    awk -F , -v told="$told" '{ gsub(told, "", $12); print $4 "," $10 "," $6 "," $7 "," ($12 != "") }'
}

# Cells: 3 of 98 with equal sizes; 9 at random; the 9 smallest; the largest one (twfe is refused).
for cell in 22,3 29,4 39,5 30,6; do
  "$program" -p $cell >"$folder/panel.csv" && "$program" -o $cell >"$folder/ours" || exit 1
  drawn=no
  case $cell in 29,* | 39,*) drawn=yes ;; esac
  while IFS=, read -r method estimate p low high seed warns; do
    case $cell:$method in 30,*:twfe_*) continue ;; esac
    echo "$estimate,$p,$low,$high,$warns,$(did "$method" "$seed")" |
      awk -F , -v what="cell $cell, $method" '
        function near(a, b) { return (a - b) ^ 2 <= 1e-18 * (a ^ 2 + b ^ 2) }
        {
          for (i = 1; i <= 4; i++) if ($(5 + i) == "" || !near($i, $(5 + i))) bad = 1
          if (bad || $5 != $10) { print what ": " $0; exit 1 }
        }' || bad=1
  done <"$folder/ours"
done

"$program" -s 7 -r 8 -d 2 -j 1 >"$folder/one" && "$program" -s 7 -r 8 -d 2 -j 3 >"$folder/three" || exit 1
cmp "$folder/one" "$folder/three" || bad=1

# Limits that a right program crosses once in a million. The width of collapse_t is known: 2 t(0.975, 96) sd, the
# variance of a change w'Rw with R the correlations rho^|i - j| and w = 1/24 after, -1/24 before.
"$program" -s 1 -r 200 -d 20 -j 2 >"$folder/table" || exit 1
awk -F , '
  function lower(k, n, p,   i, term, sum) { # P(X <= k)
    term = (1 - p) ^ n
    for (i = 0; i <= k; i++) { sum += term; term *= (n - i) / (i + 1) * p / (1 - p) }
    return sum
  }
  function wrong(why) { print why ": " $0; bad = 1 }
  function width(rho, k,   i, j, v) {
    for (i = 0; i < 48; i++) for (j = 0; j < 48; j++)
      v += ((i < 24) == (j < 24) ? 1 : -1) / 576 * (i == j ? 1 : rho ^ (i > j ? i - j : j - i))
    return 2 * 1.984984 * (1 - 1 / 384) * sqrt(v * (1 / k + 1 / (98 - k)))
  }
  NR == 1 { next }
  {
    lines++
    rejected = int($7 * $6 + 0.5)
    few = lower(rejected, $6, 0.05)
    many = rejected > 0 ? 1 - lower(rejected - 1, $6, 0.05) : 1
    if ($10 > 0 && !($1 == "twfe_cr2" && $2 == 1)) wrong("failed")
  }
  $1 == "collapse_t" && $4 == "equal" || $1 == "collapse_weighted_t" {
    held++
    if (few < 1e-6 || many < 1e-6) wrong("its size is not 5 %")
    if ($7 + $8 != 1) wrong("interval and test disagree")
  }
  $1 == "collapse_t" && $4 == "equal" && ($9 / width($3, $2) - 1) ^ 2 > 0.03 ^ 2 { wrong("width") }
  $1 == "collapse_t" && $5 == "smallest" && (many > 1e-6 || $2 > 3 && $14 < 0.9) { wrong("does not fail, or does not say so") }
  $1 == "twfe_iid" && $3 == "0.9" && $4 == "equal" && many > 1e-6 { wrong("does not reject too often") }
  $1 == "twfe_cr1" && $2 == 1 && $4 == "equal" && many > 1e-6 { wrong("does not reject too often") }
  $1 == "twfe_wild" && $2 < 3 && $4 == "equal" && rejected > 0 { wrong("rejects") }
  END { if (bad || lines != 465 || held != 60) { print lines " lines, " held " held"; exit 1 } }' "$folder/table" || bad=1
exit $bad
