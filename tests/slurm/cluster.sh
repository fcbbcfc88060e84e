#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A cluster of two nodes on this machine, without systemd, in a folder of its own: cluster.sh start|stop DIR.
# start leaves DIR/slurm.conf (SLURM_CONF); it needs Debian's slurmctld, slurmd, slurm-client and munge, and root.
set -eu
dir=$2
host=$(hostname -s)

start() {
  mkdir -p "$dir/spool.n1" "$dir/spool.n2" "$dir/state" "$dir/munge"
  chmod 700 "$dir/munge"
  head -c 1024 /dev/urandom >"$dir/munge/key"
  chmod 400 "$dir/munge/key"
  munged --force --key-file="$dir/munge/key" --socket="$dir/munge/socket" --pid-file="$dir/munge/pid" \
    --log-file="$dir/munge/log" --seed-file="$dir/munge/seed"
  cat >"$dir/slurm.conf" <<EOF
ClusterName=two
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$3
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket
CryptoType=crypto/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool.%n
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.%n.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1,batch_sched_delay=0,bf_interval=1
MinJobAge=300
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$(($3 + 1)) CPUs=1 RealMemory=500
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$(($3 + 2)) CPUs=1 RealMemory=500
PartitionName=all Nodes=n1,n2 Default=YES State=UP MaxTime=10
EOF
  export SLURM_CONF="$dir/slurm.conf"
  slurmctld -c
  slurmd -N n1
  slurmd -N n2
  for _ in $(seq 100); do
    [ "$(sinfo -h -o %t -N 2>/dev/null | grep -c idle)" = 2 ] && return 0
    sleep .1
  done
  sinfo -N >&2 || true
  return 1
}

stop() {
  for pid in "$dir/slurmctld.pid" "$dir/slurmd.n1.pid" "$dir/slurmd.n2.pid" "$dir/munge/pid"; do
    [ -s "$pid" ] || continue
    number=$(cat "$pid")
    kill "$number" 2>/dev/null || continue
    for _ in $(seq 50); do # what is written at the end would come after the folder has gone
      kill -0 "$number" 2>/dev/null || break
      sleep .1
    done
  done
}

"$1" "$@"
