#!/usr/bin/env bash
# Sweeps on a standalone Spark cluster: a master and two workers of one core each, started on loopback from the Maven
# artifacts, as processes of their own. Compares the bytes with those of a run without Spark; then again while one worker
# is killed with all that it runs.
set -euo pipefail

# shellcheck source=cluster.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/cluster.sh"
spec=${1:-$root/dse-spark/src/test/sweeps/cluster.yaml}

same() {
  local file
  for file in results.csv pareto.csv results.parquet; do
    cmp -- "$folder/local/$file" "$folder/$1/$file" || fail "$1/$file differs from the local run"
  done
  echo "PASS $2: results.csv, pareto.csv and results.parquet are those of the local run"
}

seconds() {
  awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", to - from }'
}

# Builds the module; a port that nobody listens to is refused at once.
status=0
"$root/socompass" sweep "$spec" --output-dir "$folder/none" --master spark://127.0.0.1:1 2>"$folder/refused.log" || status=$?
[[ $status == 2 ]] || fail "exit status $status without a master"
grep -q 'no Spark master answers at spark://127.0.0.1:1' "$folder/refused.log" || fail "no message without a master"
[[ ! -e $folder/none ]] || fail "a folder is left without a master"
echo "PASS no master: refused with exit status 2"

from=$EPOCHREALTIME
"$root/socompass" sweep "$spec" --output-dir "$folder/local" --jobs 2 >/dev/null
echo "local, 2 threads: $(seconds "$from")"

from=$EPOCHREALTIME
"$root/socompass" sweep "$spec" --output-dir "$folder/threads" --master 'local[2]' >/dev/null
echo "Spark, local[2]: $(seconds "$from")"
same threads "local[2]"

start_master master
start_worker worker1
start_worker worker2
await_worker worker1
await_worker worker2

from=$EPOCHREALTIME
"$root/socompass" sweep "$spec" --output-dir "$folder/cluster" --master "$master" >/dev/null
echo "Spark, 2 workers: $(seconds "$from")"
same cluster "master and two workers"

begin killed
kill -KILL -- "-${groups[1]}"
wait "${groups[1]}" 2>/dev/null || true
kill -0 "$child" 2>/dev/null || fail "the sweep ended before a worker was killed"
[[ ! -e $folder/killed/results.csv ]] || fail "the results were there before a worker was killed"
wait "$child" || fail "the sweep did not survive the loss of a worker"
grep -q 'Lost executor' "$folder/killed.log" || fail "the worker that was killed had nothing to do"
same killed "one worker killed midway"
