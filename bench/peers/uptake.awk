# SPDX-License-Identifier: GPL-3.0-or-later
# awk's side of the uptake job (made for mawk): per municipality and month sales, distinct buyers, quantity, amount.
# It splits at every semicolon, so it is right only where no field is quoted.
BEGIN { FS = ";"; OFS = ","; print "kom,period,sales,buyers,quantity,amount" }
NR > 1 {
  cell = $1 OFS substr($4, 1, 7)
  sales[cell]++
  if (!((cell, $2) in seen)) { seen[cell, $2]; buyers[cell]++ }
  sub(/,/, ".", $5)
  sub(/,/, ".", $6)
  quantity[cell] += $5
  amount[cell] += $6
}
END {
  for (cell in sales) printf "%s,%d,%d,%.2f,%.2f\n", cell, sales[cell], buyers[cell], quantity[cell], amount[cell]
}
