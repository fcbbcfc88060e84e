# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: whether all gave the same answer, and the tools the same bytes from any source with any threads.
# shellcheck shell=sh disable=SC2154,SC2046,SC2002 # run.sh's variables; lists of words; a pipe on purpose

# answer JOB CONTENDER COMMAND...: notes whether the command says that the answers are the same.
answer() {
  answer_of=$1,$2
  shift 2
  if "$@" >>"$log" 2>&1; then
    echo "$answer_of,same" >>answers.csv
  else
    echo "$answer_of,differs" >>answers.csv
    echo "$answer_of: the answers differ" | tee -a "$log" >&2
  fi
}

# The columns that are compared; those after the / within 1e-9 of each other, since the peers add doubles one after
# the other, all others to the last digit.
answer_columns() {
  case $1 in
  spells) echo kom,period,recipients,person_days,sales,buyers,quantity,amount/ ;;
  groups*) echo id,n,sum,min,max/mean ;;
  summary | hex_summary) echo kom,n,min,p25,median,p75,max/mean,sd ;;
  hex_week | hex_service) echo kom,service,period,sales,buyers,quantity,amount/ ;;
  real) echo kom,period,sales,buyers,quantity,hours,amount/ ;;
  real_service) echo kom,service,period,sales,buyers,quantity,hours,amount/ ;;
  real_summary) echo kom,service,measure,n,min,p25,median,p75,max/mean,sd ;;
  *) echo kom,period,sales,buyers,quantity,amount/ ;;
  esac
}

# canonical JOB CONTENDER: the columns in one order, numbers with four decimals or all digits, sorted, no empty cells
# of the table (the tools list every month of every municipality). Datamash and Miller have headings of their own.
canonical() {
  canon_separator=,
  canon_names=
  case $1.$2 in
  summary.datamash)
    canon_separator=';'
    canon_names=kom,n,mean,sd,min,p25,median,p75,max
    ;;
  summary.miller) canon_names=kom,n,mean,sd,min,p25,median,p75,max ;;
  esac
  awk -F "$canon_separator" -v names="$canon_names" -v columns="$(answer_columns "$1")" '
    NR == 1 {
      n = split(names == "" ? $0 : names, heads, ",")
      for (i = 1; i <= n; i++) at[heads[i]] = i
      split(columns, parts, "/")
      exact = split(parts[1], wanted, ",")
      all = exact + split(parts[2], more, ",")
      for (i = exact + 1; i <= all; i++) wanted[i] = more[i - exact]
      for (i = 1; i <= all; i++) if (!(wanted[i] in at)) { print "no column " wanted[i]; exit }
      next
    }
    "sales" in at && $at["sales"] == 0 { next }
    {
      line = $at[wanted[1]]
      for (i = 2; i <= all; i++) {
        value = $at[wanted[i]]
        sub(/,/, ".", value)
        line = line "," (wanted[i] ~ /^(period|service|measure)$/ ? value : sprintf(i > exact ? "%.17g" : "%.4f", value))
      }
      print line
    }' "answers/$1.$2" | sort
}

# same_answer JOB CONTENDER: the canonical forms of kom and the contender are the same, and are not empty.
same_answer() {
  canonical "$1" kom >answers/one
  canonical "$1" "$2" >answers/two
  paste -d ';' answers/one answers/two | awk -F ';' -v columns="$(answer_columns "$1")" '
    BEGIN { split(columns, parts, "/"); exact = split(parts[1], names, ",") }
    {
      n = split($1, a, ",")
      differs = split($2, b, ",") != n
      for (i = 1; i <= n; i++) {
        gap = i > exact ? a[i] - b[i] : 0
        if (i > exact ? gap * gap > 1e-18 * b[i] * b[i] : a[i] "" != b[i] "") differs = 1
      }
      if (differs) { print; bad = 1; exit }
    }
    END { exit bad || NR == 0 }'
}

# What kom-read writes, and the other reader with its decimal commas turned into points: no text of the file has one.
same_stream() {
  case $1 in
  miller) mlr --icsv --ifs ';' --ocsv cat data/sales.csv ;;
  zsv) zsv select -O ';' data/sales.csv ;;
  esac | sed -e 's/"\([0-9]*\),\([0-9]*\)"/\1.\2/g' | cksum >answers/read.two
  "$bin/kom-read" -q data/sales.csv | cksum | cmp - answers/read.two
}

# kom-check finds the rows of the municipality that the list lacks, each once, and nothing else.
same_findings() {
  awk -F ';' -v out="$left_out" 'NR > 1 && $1 == out { print NR }' data/sales.csv >answers/two
  sed -e 1d -e 's/^[^,]*,\([0-9]*\),.*,foreign_key,.*/\1/' "answers/check.$1" | cmp - answers/two && [ -s answers/two ]
}

# kom-check says of the extract what it says when it looks at every row with care.
same_with_care() {
  # shellcheck disable=SC2086 # options without blanks
  set -- $(kom_words check_real)
  shift
  KOM_CAREFUL=1 "$bin/kom-check" -q -j 1 "$@" data/extract.csv 2>>"$log" | cmp - answers/check_real.kom &&
    [ "$(wc -l <answers/check_real.kom)" -gt 1 ]
}

check_answers() {
  case $1 in
  uptake | hex* | spells | summary | growth | real* | groups*)
    for contender in duckdb polars chdb datatable datamash mawk miller sqlite; do
      if [ -e "answers/$1.$contender" ]; then answer "$1" "$contender" same_answer "$1" "$contender"; fi
    done
    ;;
  quoted) answer quoted kom cmp answers/quoted.kom answers/quoted.kom_plain ;;
  pipe) answer pipe kom cmp answers/pipe.kom answers/pipe.kom_file ;;
  threads) answer threads kom cmp answers/threads.kom answers/threads.kom_1 ;;
  parts)
    for contender in kom_1 kom_2 kom_4 kom_8 kom; do
      answer parts $contender cmp "answers/parts.$contender" answers/parts.kom_whole
    done
    ;;
  read)
    for contender in miller zsv; do
      case " $peers " in *" $contender "*) answer read "$contender" same_stream "$contender" ;; esac
    done
    ;;
  check)
    answer check kom same_findings kom
    answer check kom_persons same_findings kom_persons
    ;;
  check_real) answer check_real kom same_with_care ;;
  esac
}

# sum_of JOB THREADS [FILE]: a checksum of what the tool writes and its exit status. kom-check names the file, which
# is not the same from a pipe.
sum_of() {
  sum_job=$1
  sum_threads=$2
  sum_file=${3-}
  set -- $(kom_words "$1")
  tool=$bin/$1
  shift
  {
    "$tool" -q -j "$sum_threads" "$@" ${sum_file:+"$sum_file"} 2>>"$log"
    echo "status $?"
  } | case $sum_job in
    check | check_real | persons) sed 's/^[^,]*,//' ;;
    *) cat ;;
    esac | cksum
}

# all_same JOB FILE: 1, 2, 3 and 8 threads, from the file, a pipe and gzip.
all_same() {
  first=$(sum_of "$1" 1 "$2")
  for n in 1 2 3 8; do
    for source in file pipe gzip; do
      case $source in
      file) sum=$(sum_of "$1" $n "$2") ;;
      pipe) sum=$(cat "$2" | sum_of "$1" $n) ;;
      gzip) sum=$(sum_of "$1" $n "$2.gz") ;;
      esac
      if [ "$sum" != "$first" ]; then
        echo "$1: -j $n from $source: other bytes than -j 1 from the file"
        return 1
      fi
    done
  done
}

# same_bytes JOB: for each job of a tool on the whole file.
same_bytes() {
  file=data/sales.csv
  case $1 in
  uptake | spells | summary | read | check) ;;
  real*) file=data/real.csv ;;
  hex_one) return 0 ;;
  hex*) file=data/hex.csv ;;
  quoted | groups*) file=data/$1.csv ;;
  check_real) file=data/extract.csv ;;
  *) return 0 ;;
  esac
  if [ ! -s "$file.gz" ]; then compress "$file"; fi
  answer "$1" "kom -j 1 2 3 8 from file pipe gzip" all_same "$1" "$file"
  if [ "$1" = check ]; then
    answer check "kom_persons -j 1 2 3 8 from file pipe gzip" all_same persons "$file"
  fi
}
