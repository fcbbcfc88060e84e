# SPDX-License-Identifier: GPL-3.0-or-later
# Draws the size of the 5 % test against the number of treated units, a panel a design, from coverage.csv.
set terminal svg noenhanced size 1080,760 font "sans,12" background rgb "white"
set datafile separator ","
set multiplot
set logscale y
set yrange [0.0008:1.15]
set xrange [0.7:5.3]
set xtics ("1" 1, "2" 2, "3" 3, "5" 4, "9" 5)
set ytics ("0" 0.001, "0.5 %%" 0.005, "1 %%" 0.01, "2 %%" 0.02, "5 %%" 0.05, "10 %%" 0.1, "20 %%" 0.2, "50 %%" 0.5, "100 %%" 1)
set grid y linecolor rgb "#e4e4e4"
set border 3
set xtics nomirror
set ytics nomirror
unset key
set object 1 rectangle from graph 0, first 0.04 to graph 1, first 0.06 fillcolor rgb "#d9ead3" fillstyle solid noborder behind
methods = "collapse_t collapse_weighted_t permutation twfe_cr1 twfe_cr2 twfe_wild twfe_hc1 twfe_iid"
names = "collapse,_t_(default) collapse,_t,_weighted_by_size collapse,_permutation twfe,_cr1_by_unit twfe,_cr2,_Satterthwaite twfe,_wild_bootstrap twfe,_hc1 twfe,_iid"
colours = "#000000 #777777 #1b7837 #d7301f #2166ac #8c2d9b #e08214 #c9a800"
points = "7 6 5 9 13 11 8 2"
cells = "equal,random,0 equal,random,0.5 equal,random,0.9 unequal,random,0.5 unequal,largest,0.5 unequal,smallest,0.5"
titles = "equal_variances,_rho_0 equal_variances,_rho_0.5 equal_variances,_rho_0.9 variance_by_1/size,_random_units variance_by_1/size,_largest_units variance_by_1/size,_smallest_units"
blanks(text) = system("echo '".text."' | tr _ ' '")
# The point at -1 lies outside; it is for methods without a point of their own.
do for [c = 1:6] {
  set lmargin at screen 0.09 + 0.31 * ((c - 1) % 3)
  set rmargin at screen 0.34 + 0.31 * ((c - 1) % 3)
  set tmargin at screen c <= 3 ? 0.95 : 0.51
  set bmargin at screen c <= 3 ? 0.62 : 0.18
  set title blanks(word(titles, c)) font ",12" offset 0,-0.5
  set xlabel (c > 3 ? "treated units of 98" : "") offset 0,0.5
  set ylabel ((c - 1) % 3 == 0 ? "false alarms, nominally 5 %" : "") offset 1,0
  plot for [m = 1:8] "<awk -F, -v OFS=, -v m=".word(methods, m)." -v c=".word(cells, c)." '$1 == m && $4 \",\" $5 \",\" $3 == c && $7 != \"\" { print ($2 < 4 ? $2 : $2 == 5 ? 4 : 5), ($7 < 0.001 ? 0.001 : $7) } END { print \"\"; print -1, 1 }' coverage.csv" \
    using 1:2 with linespoints linewidth (m == 1 ? 2.5 : 1.3) linecolor rgb word(colours, m) pointtype int(word(points, m)) pointsize 0.6
}
# the key by itself at the bottom
unset object 1
unset title
unset border
unset tics
unset xlabel
unset ylabel
set lmargin at screen 0.02
set rmargin at screen 0.98
set tmargin at screen 0.11
set bmargin at screen 0.0
set key center center horizontal maxrows 3 width 1 font ",12"
set yrange [1:2]
plot for [m = 1:8] 0.5 with linespoints linewidth (m == 1 ? 2.5 : 1.3) linecolor rgb word(colours, m) pointtype int(word(points, m)) pointsize 0.6 title blanks(word(names, m))
unset multiplot
