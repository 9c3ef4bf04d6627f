#!/usr/bin/env bash
# Faults of a sweep on a standalone Spark cluster of a master and two workers on loopback: each must end in time with one
# clear line and its exit status, and go on by --resume to the bytes of a run that nothing happened to.
#   dse-spark/cluster-faults.sh [FAULT...]      of complete, torn, command, driver, worker, workers, master, disk; else all
#   SPEC=FILE                                   another sweep than src/test/sweeps/cluster.yaml
# Two of the faults wait two minutes for a cluster that is gone; that of the disk needs the right to mount a tmpfs.
set -euo pipefail

# shellcheck source=cluster.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/cluster.sh"
spec=${SPEC:-$root/dse-spark/src/test/sweeps/cluster.yaml}
# The cluster as it is.
master=
master_group=
workers=()
mounted=
bad=0

unmount() {
  [[ -z $mounted ]] || umount -- "$mounted" || true
}
trap 'unmount; clean_up' EXIT
trap 'exit 1' INT TERM

wrong() {
  echo "WRONG $*"
  bad=$((bad + 1))
}

# Starts what a cluster of a master and two workers lacks.
cluster() {
  local name
  if [[ -z $master_group ]]; then
    name=master${#groups[@]}
    start_master "$name"
    master_group=${groups[-1]}
  fi
  while [[ ${#workers[@]} -lt 2 ]]; do
    name=worker${#groups[@]}
    start_worker "$name"
    workers+=("${groups[-1]}")
    await_worker "$name"
  done
}

# Kills one of the workers with all that it runs.
kill_worker() {
  kill -KILL -- "-${workers[0]}"
  workers=("${workers[@]:1}")
}

# Runs the sweep to its end; its exit status is $status: FOLDER OPTIONS...
sweep() {
  local name=$1
  shift
  status=0
  "$root/socompass" sweep "$spec" --output-dir "$folder/$name" --master "$master" "$@" \
    >/dev/null 2>"$folder/${name%%/*}.log" || status=$?
}

# Waits for the sweep that was begun: SECONDS; its exit status is $status, 124 if it is still there.
ended() {
  local i
  status=124
  for ((i = 0; i < $1 * 10; i++)); do
    if ! kill -0 "$child" 2>/dev/null; then
      status=0
      wait "$child" || status=$?
      return
    fi
    sleep 0.1
  done
}

# Prints and checks what the sweep said: NAME
said() {
  grep '^socompass: ' "$folder/$1.log" | grep -m 1 -v ' points, ' | sed "s,$folder/,,g" || wrong "$1: no message"
  ! grep -q 'internal error' "$folder/$1.log" || wrong "$1: an internal error"
}

same() {
  local file
  for file in results.csv pareto.csv results.parquet; do
    cmp -s -- "$folder/local/$file" "$folder/$1/$file" || { wrong "$1: $file differs"; return 1; }
  done
}

# Ends a sweep by --resume and compares: NAME WHAT
resumed() {
  cluster
  sweep "$1" --resume
  if [[ $status -ne 0 ]]; then
    wrong "$1: --resume ends with $status: $(grep -m 1 '^socompass: ' "$folder/${1%%/*}.log")"
  elif same "$1"; then
    echo "PASS $1: $2; by --resume the same bytes"
  fi
}

# The process of a sweep's driver: NAME
driver_of() {
  pgrep -f "org.socompass.dse.spark.Main.*$folder/$1" | head -n 1
}

fault_complete() {
  cp -r -- "$folder/local" "$folder/complete"
  rm -f -- "$folder/complete"/results.* "$folder/complete"/pareto.*
  resumed complete "a complete store without its files"
}

fault_torn() {
  local kind
  cluster
  for kind in empty torn; do
    cp -r -- "$folder/local" "$folder/$kind"
    truncate -s "$([[ $kind == empty ]] && echo 0 || echo 100000)" "$folder/$kind/sweep.duckdb"
    sweep "$kind" --resume
    [[ $status -eq 2 ]] || wrong "$kind store: exit status $status"
    said "$kind"
    rm -f -- "$folder/$kind"/sweep.duckdb*
    sweep "$kind"
    [[ $status -eq 0 ]] || wrong "$kind store, removed: exit status $status"
    same "$kind" && echo "PASS $kind store: told; once removed the same bytes"
  done
}

fault_command() {
  local i
  cluster
  begin command
  kill -KILL "$child"
  wait "$child" 2>/dev/null || true
  for ((i = 0; i < 600; i++)); do
    [[ -n $(driver_of command) ]] || break
    sleep 0.1
  done
  ((i < 600)) || wrong "command: the driver outlives it by 60 s"
  resumed command "the command killed, its driver ended $((i / 10)) s later"
}

fault_driver() {
  cluster
  begin driver
  kill -KILL "$(driver_of driver)"
  ended 60
  [[ $status -ne 0 && $status -ne 124 ]] || wrong "driver: exit status $status"
  said driver
  resumed driver "the driver killed, exit status $status"
}

fault_worker() {
  cluster
  begin worker
  kill_worker
  ended 600
  [[ $status -eq 0 ]] || wrong "worker: exit status $status"
  same worker && echo "PASS worker: one of two killed, exit status $status, the same bytes"
}

fault_workers() {
  cluster
  begin workers
  kill_worker
  kill_worker
  ended 400
  [[ $status -eq 1 ]] || wrong "workers: exit status $status"
  said workers
  resumed workers "no worker left, exit status $status"
}

fault_master() {
  cluster
  begin master
  kill -KILL -- "-$master_group"
  # The sweep goes on without it for the few seconds that it takes.
  sleep 0.5
  kill_worker
  kill_worker
  master_group=
  ended 400
  [[ $status -eq 1 || $status -eq 2 ]] || wrong "master: exit status $status"
  said master
  resumed master "the master and all workers killed, exit status $status"
}

fault_disk() {
  local kilobytes
  cluster
  mkdir "$folder/disk"
  if ! mount -t tmpfs -o size=4k none "$folder/disk" 2>/dev/null; then
    echo "no right to mount: the full disk is not tried"
    return
  fi
  mounted=$folder/disk
  for kilobytes in 4 40 400; do
    mount -o "remount,size=${kilobytes}k" "$folder/disk"
    sweep disk/out
    [[ $status -eq 2 ]] || wrong "disk of $kilobytes KB: exit status $status"
    said disk
    rm -rf -- "$folder/disk/out"
  done
  mount -o remount,size=100k "$folder/disk"
  sweep disk/out
  mount -o remount,size=64m "$folder/disk"
  if [[ ! -s $folder/disk/out/sweep.duckdb ]]; then
    rm -rf -- "$folder/disk/out"
    sweep disk/out
    [[ $status -eq 0 ]] && same disk/out && echo "PASS disk: full before there was a store; then the same bytes"
  else
    resumed disk/out "the disk full, exit status $status"
  fi
  umount -- "$folder/disk"
  mounted=
}

"$root/socompass" sweep "$spec" --output-dir "$folder/local" --jobs 2 >/dev/null 2>&1
# Builds the module, too.
master=spark://127.0.0.1:1
sweep none
[[ $status -eq 2 && ! -e $folder/none ]] || wrong "no master: exit status $status"
said none
echo "PASS none: no master answers, exit status $status"

[[ $# -gt 0 ]] || set -- complete torn command driver worker workers master disk
for fault in "$@"; do
  "fault_$fault"
done
echo "$bad wrong"
[[ $bad -eq 0 ]]
