# SPDX-License-Identifier: GPL-3.0-or-later
# The job scripts of examples/slurm on a cluster of two nodes, which this test starts; it is skipped where Debian's slurmctld,
# slurmd, slurm-client and munge are not installed, or nobody may start them.
bats_require_minimum_version 1.5.0
load helper

cluster() {
    local port=$((20000 + $$ % 20000))
    for command in slurmctld slurmd sbatch munged; do
        command -v $command >/dev/null || skip "no $command"
    done
    [ "$(id -u)" = 0 ] || skip "only root may start a cluster"
    CLUSTER=$BATS_TEST_TMPDIR/c
    sh "$SOURCE_DIR/tests/slurm/cluster.sh" start "$CLUSTER" "$port" 3>&- || skip "no cluster could be started here"
    export SLURM_CONF=$CLUSTER/slurm.conf
}

teardown() {
    [ -z "${CLUSTER:-}" ] || sh "$SOURCE_DIR/tests/slurm/cluster.sh" stop "$CLUSTER"
}

# submit OPTION... SCRIPT: the number of the job.
submit() {
    sbatch --parsable --mem=100M --output="$PWD/%A.%a.log" "$@"
}

# until_done JOB: waits for its end.
until_done() {
    for _ in $(seq 150); do
        [ -n "$(squeue -h -j "$1" 2>/dev/null)" ] || return 0
        sleep .1
    done
    complain "still there: $(squeue)" "$(cat ./*.log)"
}

@test "an array of parts, and the merge that waits for them" {
    cluster
    gunzip -c "$SOURCE_DIR/data/sample/sales.csv.gz" >sales.csv
    kom-uptake -q --by kom --period month sales.csv >one
    export PARTS=4
    job=$(submit --array=1-4 "$SOURCE_DIR/examples/slurm/uptake.sbatch")
    merge=$(submit --dependency=afterok:"$job" --kill-on-invalid-dep=yes "$SOURCE_DIR/examples/slurm/merge.sbatch")
    until_done "$merge"
    same one uptake.csv
}

@test "a task that fails holds the merge back; run again alone it completes the run" {
    cluster
    gunzip -c "$SOURCE_DIR/data/sample/sales.csv.gz" >sales.csv
    kom-uptake -q --by kom --period month sales.csv >one
    export PARTS=3
    mkdir -p states/2.state # so that this part cannot be written
    job=$(submit --array=1-3 "$SOURCE_DIR/examples/slurm/uptake.sbatch")
    merge=$(submit --dependency=afterok:"$job" --kill-on-invalid-dep=yes "$SOURCE_DIR/examples/slurm/merge.sbatch")
    until_done "$merge"
    [ ! -e uptake.csv ]
    rmdir states/2.state
    status=0
    kom-merge --check states/*.state >out || status=$?
    [ $status = 1 ]
    grep -q '^2,3,,missing' out
    again=$(submit --array=2 "$SOURCE_DIR/examples/slurm/uptake.sbatch")
    until_done "$again"
    merge=$(submit "$SOURCE_DIR/examples/slurm/merge.sbatch")
    until_done "$merge"
    same one uptake.csv
}

@test "a drained node leaves the work to the other, and a task that is killed leaves no state" {
    cluster
    gunzip -c "$SOURCE_DIR/data/sample/sales.csv.gz" >sales.csv
    kom-uptake -q --by kom --period month sales.csv >one
    scontrol update nodename=n2 state=drain reason=test
    export PARTS=3
    mkfifo nothing_comes
    killed=$(SALES=nothing_comes submit --array=2 "$SOURCE_DIR/examples/slurm/uptake.sbatch")
    for _ in $(seq 100); do
        [ "$(squeue -h -t running -o %i -j "$killed")" ] && break
        sleep .1
    done
    scancel --signal=KILL --full "$killed"
    job=$(submit --array=1,3 "$SOURCE_DIR/examples/slurm/uptake.sbatch")
    merge=$(submit --dependency=afterok:"$job:$killed" --kill-on-invalid-dep=yes "$SOURCE_DIR/examples/slurm/merge.sbatch")
    until_done "$job"
    until_done "$merge"
    [ ! -e uptake.csv ]
    [ "$(echo states/*)" = "states/1.state states/3.state" ]
    again=$(submit --array=2 "$SOURCE_DIR/examples/slurm/uptake.sbatch")
    until_done "$again"
    merge=$(submit "$SOURCE_DIR/examples/slurm/merge.sbatch")
    until_done "$merge"
    [ "$(sinfo -h -n n2 -o %t)" = drain ]
    same one uptake.csv
}
