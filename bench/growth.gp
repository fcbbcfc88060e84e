# SPDX-License-Identifier: GPL-3.0-or-later
# Draws growth.tsv: time and peak memory of the uptake job by the number of rows, both logarithmic.
set terminal svg size 1000,450 font "sans,12" background rgb "white"
set datafile separator "\t"
set multiplot layout 1,2
set logscale xy
set grid
set key top left
set format x "10^{%L}"
set xlabel "rows"
set ylabel "seconds, start-up subtracted"
plot for [name in "kom duckdb"] "growth.tsv" using (strcol(1) eq name ? $2 : NaN):3 with linespoints title name
set ylabel "peak memory, MB"
plot for [name in "kom duckdb"] "growth.tsv" using (strcol(1) eq name ? $2 : NaN):4 with linespoints title name
unset multiplot
