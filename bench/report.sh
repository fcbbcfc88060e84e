# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: medians, ratios, marks and peak memory as CSV, Markdown and plots, from runs.csv and answers.csv.
# shellcheck shell=sh disable=SC2154 # the variables are run.sh's

# medians: results.csv. From a peer's wall time the median time of its program's start is subtracted (net_s): node with
# the library loaded, R with data.table attached. ratio is net_s over the wall time of the tool in the same job.
medians() {
  awk -F , -v OFS=, '
    function median(text,   values, n, i, j, t) {
      n = split(text, values, " ")
      for (i = 2; i <= n; i++) {
        t = values[i] + 0
        for (j = i - 1; j > 0 && values[j] > t; j--) values[j + 1] = values[j]
        values[j + 1] = t
      }
      return n % 2 ? values[(n + 1) / 2] + 0 : (values[n / 2] + values[n / 2 + 1]) / 2
    }
    FILENAME == "answers.csv" { answers[$1, $2] = answers[$1, $2] == "differs" ? "differs" : $3; next }
    FNR == 1 || $9 > 1 { next }
    {
      key = $1 OFS $2 OFS $3
      if (!(key in wall)) order[++keys] = key
      runs[key]++
      wall[key] = wall[key] " " $5
      cpu[key] = cpu[key] " " ($6 + $7)
      memory[key] = memory[key] " " $8
    }
    END {
      print "job,contender,rows,runs,wall_s,net_s,cpu_s,peak_mb,ratio,answer"
      for (k = 1; k <= keys; k++) {
        split(order[k], part, OFS)
        middle[order[k]] = median(wall[order[k]])
        if (part[1] == "start") start[part[2]] = middle[order[k]]
      }
      for (k = 1; k <= keys; k++) {
        split(order[k], part, OFS)
        net = middle[order[k]] - (part[1] == "start" ? 0 : start[part[2]])
        own = middle[part[1] OFS "kom" OFS part[3]]
        printf "%s,%d,%.4f,%.4f,%.4f,%.1f,%s,%s\n", order[k], runs[order[k]], middle[order[k]], net,
          median(cpu[order[k]]), median(memory[order[k]]), (own > 0 ? sprintf("%.2f", net / own) : ""),
          answers[part[1], part[2]]
      }
    }' answers.csv runs.csv >results.csv
}

# field JOB CONTENDER COLUMN: of results.csv, at the number of rows of this run; nothing when it was not measured.
field() {
  awk -F , -v job="$1" -v contender="$2" -v column="$3" '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $1 == job && $2 == contender { value = $at[column] }
    END { print value }' results.csv
}

# mark JOB WHAT VALUE most|least LIMIT: one line of marks.csv. An empty value was not measured, and says so.
mark() {
  awk -v job="$1" -v what="$2" -v value="$3" -v way="$4" -v limit="$5" 'BEGIN {
    verdict = value == "" ? "not measured" : (way == "most" ? value + 0 <= limit : value + 0 >= limit) ? "met" : "missed"
    printf "%s,%s,%s,at %s %s,%s\n", job, what, value == "" ? "" : sprintf("%.2f", value), way, limit, verdict
  }' >>marks.csv
}

# over A B: A / B, or nothing when one is missing.
over() {
  awk -v a="$1" -v b="$2" 'BEGIN { if (a != "" && b + 0 > 0) printf "%.4f", a / b }'
}

# times_over JOB CONTENDER COLUMN OTHER: the tool in units of the other contender.
times_over() {
  over "$(field "$1" kom "$3")" "$(field "$1" "$2" "$3")"
}

marks() {
  echo "job,what,value,mark,verdict" >marks.csv
  mark real "DuckDB's time over ours (14 columns)" "$(field real duckdb ratio)" least 4
  mark real_service "DuckDB's time over ours (14 columns by service)" "$(field real_service duckdb ratio)" least 4
  mark real_summary "DuckDB's time over ours (three measures by kom and service)" "$(field real_summary duckdb ratio)" least 4
  mark uptake "DuckDB's time over ours" "$(field uptake duckdb ratio)" least 5
  mark hex "DuckDB's time over ours (hashes as ids)" "$(field hex duckdb ratio)" least 6
  mark hex_one "DuckDB's time over ours (hashes as ids and one thread each)" "$(field hex_one duckdb ratio)" least 6
  mark hex_day "DuckDB's time over ours (by day)" "$(field hex_day duckdb ratio)" least 4
  mark hex_week "DuckDB's time over ours (by service and week)" "$(field hex_week duckdb ratio)" least 4
  mark hex_service "DuckDB's time over ours (by service and month)" "$(field hex_service duckdb ratio)" least 4
  mark hex_summary "DuckDB's time over ours (many amounts)" "$(field hex_summary duckdb ratio)" least 4
  mark uptake "peak memory in MB" "$(field uptake kom peak_mb)" most 170
  mark hex "peak memory in MB (hashes as ids)" "$(field hex kom peak_mb)" most 300
  mark spells "time over that of the sales alone" "$(times_over spells kom_alone wall_s)" most 1.8
  mark summary "DuckDB's time over ours" "$(field summary duckdb ratio)" least 3
  mark summary "data.table's time over ours" "$(field summary datatable ratio)" least 2
  mark groups "DuckDB's time over ours (100,000 groups)" "$(field groups duckdb ratio)" least 1.5
  mark groups_more "DuckDB's time over ours (600,000 groups)" "$(field groups_more duckdb ratio)" least 1.5
  mark groups_more "peak memory in MB (600,000 groups)" "$(field groups_more kom peak_mb)" most 300
  mark quoted "time over that of the unquoted file" "$(times_over quoted kom_plain wall_s)" most 1.3
  mark read "Miller's time over ours" "$(field read miller ratio)" least 30
  mark read "zsv's time over ours" "$(field read zsv ratio)" least 1
  mark check "time over the uptake job" "$(times_over check kom_uptake wall_s)" most 2
  mark check "time over uptake; both with persons" \
    "$(over "$(field check kom_persons wall_s)" "$(field check kom_spells wall_s)")" most 2
  mark check_real "CPU time over uptake's with the same tables (14 columns)" "$(times_over check_real kom_uptake cpu_s)" most 2
  mark check_real "peak memory in MB (14 columns)" "$(field check_real kom peak_mb)" most 300
  inflating=1.15
  if with_isal; then inflating=1.5; fi
  mark gzip "time over inflating alone" "$(times_over gzip inflate wall_s)" most $inflating
  mark pipe "CPU time over that from the file" "$(times_over pipe kom_file cpu_s)" most 1.3
  slower=$(awk -v a="$(field pipe kom_file wall_s)" -v b="$(field pipe cat wall_s)" 'BEGIN { print (a + 0 > b + 0 ? a : b) }')
  mark pipe "time over the slower of file and cat" "$(over "$(field pipe kom wall_s)" "$slower")" most 1.3
  mark threads "one thread's time over that of two" "$(field threads kom_1 ratio)" least 1.5
  mark parts "CPU time of 16 parts and the merge over that of one run" "$(times_over parts kom_whole cpu_s)" most 1.1
  mark tiny "milliseconds more than true" "$(awk -v a="$(field tiny kom wall_s)" -v b="$(field tiny true wall_s)" \
    'BEGIN { if (a != "") print 1000 * (a - b) }')" most 3
  mark tiny "peak memory in MB" "$(field tiny kom peak_mb)" most 8
}

# table FILE [JOB]: a CSV file as a Markdown table.
table() {
  awk -F , -v job="${2-}" 'NR == 1 || job == "" || $1 == job {
    line = "|"
    for (i = 1; i <= NF; i++) line = line "---|"
    gsub(/,/, " | ")
    print "| " $0 " |"
    if (NR == 1) print line
  }' "$1"
}

starts() {
  awk -F , '$1 == "start" { printf "%s%s %.2f s", sep, $2, $5; sep = ", " }' results.csv
}

versions() {
  echo "$("$bin/kom-uptake" --version | head -n 1), commit $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)"
  for peer in $peers; do
    case $peer in
    duckdb) node -p '"@duckdb/node-api " + require("@duckdb/node-api/package.json").version' ;;
    polars) node -p '"nodejs-polars " + require("nodejs-polars/package.json").version' ;;
    datatable) Rscript -e 'cat("data.table", format(packageVersion("data.table")), "\n")' ;;
    miller) mlr --version ;;
    mawk) mawk -W version 2>&1 | head -n 1 ;;
    datamash) datamash --version | head -n 1 ;;
    sqlite) echo "sqlite3 $(sqlite3 --version | cut -d ' ' -f 1)" ;;
    zsv) zsv version ;;
    esac
  done 2>>"$log"
}

markdown() {
  echo "# komtools and its peers"
  echo
  echo "$rows rows, $(wc -c <data/sales.csv | tr -d ' ') bytes; $mode; medians of $rounds rounds in turn; $threads threads;" \
    "$(getconf _NPROCESSORS_ONLN) processors, load before the report $(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo unknown)."
  echo "The marks are meant for 20 million rows on two idle cores."
  echo
  echo "net_s is wall_s less the start of the program that carries the library (node, R), measured here by itself: $(starts)."
  echo "ratio is net_s over wall_s of \`kom\` in the same job. answer: the same as ours; blank where there is none to compare."
  echo
  echo "## Marks"
  echo
  table marks.csv
  echo
  echo "## Medians"
  echo
  table results.csv
  echo
  echo "## Answers"
  echo
  table answers.csv
  echo
  echo "## Versions"
  echo
  versions | sed 's/^/- /'
  if [ -e times.svg ]; then printf '\n![seconds and megabytes](times.svg)\n'; fi
  if [ -e growth.svg ]; then printf '\n![growth](growth.svg)\n'; fi
}

# plots: times.svg and, when it was measured, growth.svg; drawn by gnuplot alone.
plots() {
  rm -f times.svg growth.svg
  if ! command -v gnuplot >/dev/null 2>&1; then
    echo "no gnuplot: no plots" >&2
    return 0
  fi
  awk -F , 'NR > 1 && $1 ~ /^(real|real_service|real_summary|uptake|hex|spells|summary|groups|groups_more|read)$/ {
    if ($1 != job) { job = $1; x++ }
    print ++x, $6, $8, $1 " " $2, ($2 ~ /^kom/) }' OFS='\t' results.csv >times.tsv
  awk -F , '$1 == "growth" { print $2, $3, $6, $8 }' OFS='\t' results.csv | sort -k1,1 -k2,2n >growth.tsv
  if [ -s times.tsv ]; then gnuplot "$here/times.gp" >times.svg 2>>"$log" || rm -f times.svg; fi
  if [ -s growth.tsv ]; then gnuplot "$here/growth.gp" >growth.svg 2>>"$log" || rm -f growth.svg; fi
}

report() {
  medians
  marks
  plots
  markdown >results.md
  cat marks.csv
}
