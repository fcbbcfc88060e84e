# SPDX-License-Identifier: GPL-3.0-or-later
# Draws times.tsv: seconds and peak memory of each contender in each job, logarithmic, ours darker.
set terminal svg noenhanced size 1100,800 font "sans,12" background rgb "white"
set datafile separator "\t"
set multiplot layout 2,1
set style fill solid 0.9 noborder
set boxwidth 0.8
set logscale y
set grid y
set xtics rotate by -60 font ",9"
unset key
colour(own) = own > 0 ? 0x1f4e79 : 0x9db8d2
set ylabel "seconds, start-up subtracted"
plot "times.tsv" using 1:2:(colour($5)):xtic(4) with boxes linecolor rgb variable
set ylabel "peak memory, MB"
plot "times.tsv" using 1:3:(colour($5)):xtic(4) with boxes linecolor rgb variable
unset multiplot
