# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: who takes part in which job, and the command of each.
# shellcheck shell=sh disable=SC2154,SC2046,SC2086 # run.sh's variables; lists of words without blanks

# find_peers: the peers there are, in $peers; the others are named and left out.
find_peers() {
  NODE_PATH=$out/node_modules
  export NODE_PATH
  peers=
  for peer in duckdb polars chdb datatable miller mawk datamash sqlite zsv; do
    case $peer in
    duckdb | polars | chdb) try="node $here/peers/$peer.js 1 start" ;;
    datatable) try="Rscript $here/peers/datatable.R 1 start" ;;
    miller) try="mlr --version" ;;
    mawk) try="mawk -W version" ;;
    sqlite) try="sqlite3 --version" ;;
    datamash) try="datamash --version" ;;
    zsv) try="zsv version" ;;
    esac
    if $try </dev/null >/dev/null 2>&1; then
      peers="$peers $peer"
    else
      echo "not found, left out: $peer (sh bench/peers.sh --install gets what Debian and npm have)" >&2
    fi
  done
}

# contenders JOB: the first part of a name, before _, is the program; `kom` is the tool whose mark it is.
contenders() {
  case $1 in
  start) echo duckdb polars chdb datatable ;;
  uptake) echo kom duckdb polars datatable mawk sqlite miller ;;
  real* | groups*) echo kom duckdb ;;
  hex) echo kom duckdb polars chdb datatable ;;
  hex_one) echo kom duckdb ;;
  hex_*) echo kom duckdb chdb ;;
  spells) echo kom_alone kom duckdb ;;
  summary) echo kom duckdb polars datatable datamash sqlite miller ;;
  quoted) echo kom_plain kom ;;
  read) echo kom miller zsv ;;
  check) echo kom_uptake kom kom_spells kom_persons ;;
  check_real) echo kom_uptake kom ;;
  gzip) echo inflate kom ;;
  pipe) echo kom_file kom cat ;;
  threads) echo kom_1 kom ;;
  parts) echo kom_whole kom_1 kom_2 kom_4 kom_8 kom ;;
  tiny) echo true kom ;;
  esac
}

# takes_part JOB CONTENDER ROUND: a peer that is there. What needs tens of seconds a million rows runs once,
# and Miller's distinct persons, which it keeps as text, only where they fit.
takes_part() {
  case ${2%%_*} in
  kom | inflate | cat | true) return 0 ;;
  esac
  case " $peers " in *" $2 "*) ;; *) return 1 ;; esac
  case $1.$2 in
  uptake.miller) [ "$3" -eq 1 ] && [ "$rows" -le 5000000 ] ;;
  uptake.mawk | uptake.sqlite | summary.sqlite | summary.miller | summary.datamash) [ "$3" -eq 1 ] ;;
  esac
}

# run MEASURE-ARGUMENT...: one run of $contender in $job, noted in runs.csv. A status of 1 is kom-check's finding.
run() {
  "$programs/measure" "$@" 2>>"$log" >one.csv || true
  [ -s one.csv ] || echo "$job: $contender: not measured" | tee -a failures >&2
  while IFS= read -r line; do
    echo "$job,$contender,$size,$round,$line" >>runs.csv
    case $job$contender,${line##*,} in
    *,0 | checkkom,1 | checkkom_persons,1 | check_realkom,1) ;;
    *)
      echo "$job: $contender: exit status ${line##*,}" | tee -a failures >&2
      ;;
    esac
  done <one.csv
}

# kom_words JOB: the tool and its options.
kom_words() {
  case $1 in
  spells) echo kom-uptake --by kom --period month --from 2017-01 --to 2020-12 --offerings data/offerings.csv \
    --recipients data/recipients.csv ;;
  hex_day) echo kom-uptake --by kom --period day ;;
  hex_week) echo kom-uptake --by kom,service --period week ;;
  hex_service | real_service) echo kom-uptake --by kom,service --period month ;;
  real_summary) echo kom-sum --by kom,service --value amount,hours,quantity --stats n,mean,sd,min,p25,median,p75,max ;;
  groups*) echo kom-sum --by id --value amount --stats n,sum,mean,min,max ;;
  summary | hex_summary) echo kom-sum --by kom --value amount --stats n,mean,sd,min,p25,median,p75,max ;;
  read) echo kom-read ;;
  check_real) echo kom-check --offerings data/side/offerings.csv --recipients data/side/recipients.csv ;;
  uptake_real) echo kom-uptake --offerings data/side/offerings.csv --recipients data/side/recipients.csv ;;
  check | persons) echo kom-check --schema "data/$1.json#sales" ;;
  *) echo kom-uptake --by kom --period month ;;
  esac
}

# kom_run JOB THREADS [FILE], with measure's own options in $how.
kom_run() {
  kom_threads=$2
  kom_file=${3-}
  set -- $(kom_words "$1")
  tool=$bin/$1
  shift
  # shellcheck disable=SC2086 # options without blanks, or none
  run $how "$tool" -q -j "$kom_threads" "$@" ${kom_file:+"$kom_file"}
}

# parts_run N FILE: the uptake job in N parts of one thread each.
parts_run() {
  parts_n=$1
  parts_file=$2
  set -- $(kom_words uptake)
  tool=$bin/$1
  shift
  run $how sh "$here/parts.sh" "$parts_n" "$bin/kom-merge" "$tool" -q -j 1 "$@" "$parts_file"
}

# peer_run PEER JOB FILE
peer_run() {
  case $1.$2 in
  duckdb.spells) run $how node "$here/peers/duckdb.js" "$threads" "$2" "$3" data/recipients.csv data/offerings.csv ;;
  duckdb.* | polars.* | chdb.*) run $how node "$here/peers/$1.js" "$threads" "$2" "$3" ;;
  datatable.*) run $how Rscript "$here/peers/datatable.R" "$threads" "$2" "$3" ;;
  mawk.uptake) run $how mawk -f "$here/peers/uptake.awk" "$3" ;;
  sqlite.*) run $how sqlite3 -csv -header -separator ';' :memory: ".import $3 sales" ".separator ," \
    ".read '$here/peers/$2.sql'" ;;
  miller.uptake) run $how mlr --icsv --ifs ';' --ocsv put -q -f "$here/peers/uptake.mlr" "$3" ;;
  miller.summary) run $how mlr --icsv --ifs ';' --ocsv put "\$beloeb = float(sub(\$beloeb, \",\", \".\"))" \
    'then' stats1 -i -a count,mean,stddev,min,p25,median,p75,max -f beloeb -g kommunekode "$3" ;;
  datamash.summary) run $how -i "$3" env LC_ALL=da_DK.UTF-8 LOCPATH="$root/build/release/locale" \
    datamash -t ';' -H -s -g 1 count 6 mean 6 sstdev 6 min 6 q1 6 median 6 q3 6 max 6 ;;
  miller.read) run $how mlr --icsv --ifs ';' --ocsv cat "$3" ;;
  zsv.read) run $how zsv select -O ';' "$3" ;;
  esac
}

# contend JOB CONTENDER: one measured run. What is written by reading is not kept: a disk is no part of the job.
contend() {
  how="-o answers/$1.$2"
  file=data/sales.csv
  case $1.$2 in
  read.*) how= ;;
  real*) file=data/real.csv ;;
  hex*) file=data/hex.csv ;;
  quoted.kom | groups*) file=data/$1.csv ;;
  check_real.*) file=data/extract.csv ;;
  gzip.*) file=data/sales.csv.gz ;;
  esac
  case $1.$2 in
  gzip.inflate) run $(inflater) "$file" ;;
  pipe.kom) how="$how -p $file" kom_run pipe "$threads" ;;
  pipe.cat) run -p "$file" cat ;;
  threads.kom_1) kom_run uptake 1 "$file" ;;
  threads.kom) kom_run uptake 2 "$file" ;;
  parts.kom_whole) kom_run uptake 1 "$file" ;;
  parts.kom) parts_run 16 "$file" ;;
  parts.kom_*) parts_run "${2#kom_}" "$file" ;;
  tiny.true) run -n 51 true ;;
  tiny.kom) how="$how -n 51" kom_run uptake "$threads" data/ten.csv ;;
  check_real.kom_uptake) kom_run uptake_real "$threads" "$file" ;;
  check.kom_persons) kom_run persons "$threads" "$file" ;;
  check.kom_spells) kom_run spells "$threads" "$file" ;;
  check.kom_uptake | spells.kom_alone) kom_run uptake "$threads" "$file" ;;
  hex_one.kom) kom_run uptake 1 "$file" ;;
  hex_one.duckdb) run $how node "$here/peers/duckdb.js" 1 uptake "$file" ;;
  *.kom | *.kom_*) kom_run "$1" "$threads" "$file" ;;
  hex.*) peer_run "$2" uptake "$file" ;;
  hex_*) peer_run "$2" "${1#hex_}" "$file" ;;
  *) peer_run "$2" "$1" "$file" ;;
  esac
}

# The inflating that the tool itself would do: igzip stands for ISA-L where the tools are built with it.
with_isal() {
  "$bin/kom-uptake" --version | grep -q ISA-L && command -v igzip >/dev/null 2>&1
}

inflater() {
  if with_isal; then echo igzip -dc; else echo "$programs/inflate"; fi
}

# Files of growing size, each thrown away before the next one is made.
measure_growth() {
  for size in $sizes; do
    rm -rf data/growth
    sim "$size" data/growth
    cat data/growth/sales.csv >/dev/null
    round=1
    while [ "$round" -le 3 ]; do
      contender=kom how="-o answers/growth.kom"
      kom_run uptake "$threads" data/growth/sales.csv
      contender=duckdb how="-o answers/growth.duckdb"
      if takes_part growth duckdb 1; then peer_run duckdb uptake data/growth/sales.csv; fi
      round=$((round + 1))
    done
    check_answers growth
  done
  rm -rf data/growth
}
