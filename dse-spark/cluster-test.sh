#!/usr/bin/env bash
# Sweeps on a standalone Spark cluster: a master and two workers of one core each, started on loopback from the Maven
# artifacts, as processes of their own. Compares the bytes with those of a run without Spark; then again while one worker
# is killed with all that it runs.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
home=$root/dse-spark/target/spark-home
spec=${1:-$root/dse-spark/src/test/sweeps/cluster.yaml}
folder=$(mktemp -d)
# One for each machine of the cluster: its leader and all that it starts.
groups=()

# The Scala version as the scripts of a distribution set it; else a worker looks for a source tree of Spark.
export SPARK_SCALA_VERSION=2.13 SPARK_HOME=$home SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=127.0.0.1

clean_up() {
  local group
  for group in "${groups[@]}"; do
    kill -KILL -- "-$group" 2>/dev/null || true
  done
  wait 2>/dev/null || true
  rm -rf -- "$folder"
}
trap clean_up EXIT

fail() {
  echo "FAIL: $*" >&2
  tail -n 20 -- "$folder"/*.log >&2 || true
  exit 1
}

# Starts a machine in a process group: NAME CLASS ARGUMENTS...
start() {
  local name=$1
  shift
  setsid java "@$home/java.options" -Xmx256m "-Dlog4j2.configurationFile=$folder/log4j2.properties" \
    -cp "$home/conf:$home/jars/*" "$@" </dev/null >"$folder/$name.log" 2>&1 &
  groups+=("$!")
}

# Waits until a file has a text: SECONDS FILE TEXT
await() {
  local i
  for ((i = 0; i < $1 * 10; i++)); do
    if grep -q -- "$3" "$2" 2>/dev/null; then
      return
    fi
    sleep 0.1
  done
  fail "no '$3' in $2 within $1 s"
}

same() {
  local file
  for file in results.csv pareto.csv results.parquet; do
    cmp -- "$folder/local/$file" "$folder/$1/$file" || fail "$1/$file differs from the local run"
  done
  [[ ! -e $folder/$1/rows ]] || fail "$1/rows is left"
  echo "PASS $2: results.csv, pareto.csv and results.parquet are those of the local run"
}

seconds() {
  awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", to - from }'
}

cat >"$folder/log4j2.properties" <<'END'
rootLogger.level = info
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c{1}: %m%n%ex
END

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

start master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 0 --webui-port 0
await 60 "$folder/master.log" "Starting Spark master at spark://"
master=$(grep -o -m 1 'spark://[^ ]*' "$folder/master.log")
for worker in 1 2; do
  start "worker$worker" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --port 0 --webui-port 0 \
    --cores 1 --memory 1g --work-dir "$folder/work$worker" "$master"
done
for worker in 1 2; do
  await 60 "$folder/worker$worker.log" "Successfully registered with master"
done

from=$EPOCHREALTIME
"$root/socompass" sweep "$spec" --output-dir "$folder/cluster" --master "$master" >/dev/null
echo "Spark, 2 workers: $(seconds "$from")"
same cluster "master and two workers"

setsid "$root/socompass" sweep "$spec" --output-dir "$folder/killed" --master "$master" >/dev/null 2>"$folder/killed.log" &
sweep=$!
groups+=("$sweep")
# Waits until a task has ended; others run then.
for ((i = 0; i < 600; i++)); do
  if [[ -n $(find "$folder/killed/rows" -path '*/_temporary/0/task_*' -name '*.parquet' -print -quit 2>/dev/null) ]]; then
    break
  fi
  kill -0 "$sweep" 2>/dev/null || fail "the sweep ended before a worker could be killed"
  sleep 0.1
done
((i < 600)) || fail "no task ended within a minute"
kill -KILL -- "-${groups[1]}"
wait "${groups[1]}" 2>/dev/null || true
kill -0 "$sweep" 2>/dev/null || fail "the sweep ended before a worker was killed"
[[ ! -e $folder/killed/results.csv ]] || fail "the results were there before a worker was killed"
wait "$sweep" || fail "the sweep did not survive the loss of a worker"
grep -q 'Lost executor' "$folder/killed.log" || fail "the worker that was killed had nothing to do"
same killed "one worker killed midway"
