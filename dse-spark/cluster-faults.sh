#!/usr/bin/env bash
# Faults of a sweep on a standalone Spark cluster of a master and two workers on loopback: each must end in time with one
# clear line and its exit status, and go on by --resume to the bytes of a run that nothing happened to.
#   dse-spark/cluster-faults.sh [SPEC]      some ten minutes; two of them wait for a cluster that is gone
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
home=$root/dse-spark/target/spark-home
spec=${1:-$root/dse-spark/src/test/sweeps/cluster.yaml}
folder=$(mktemp -d)
# Process groups: machines of the cluster, and sweeps with their drivers.
groups=()
bad=0

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

stop() {
  echo "STOP: $*" >&2
  tail -n 20 -- "$folder"/*.log >&2 || true
  exit 1
}

wrong() {
  echo "WRONG $*"
  bad=$((bad + 1))
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
    grep -q -- "$3" "$2" 2>/dev/null && return
    sleep 0.1
  done
  stop "no '$3' in $2 within $1 s"
}

worker() {
  start "$1" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --port 0 --webui-port 0 \
    --cores 1 --memory 1g --work-dir "$folder/work-$1" "$master"
  await 90 "$folder/$1.log" "Successfully registered with master"
}

# Starts a sweep on the cluster and waits until a task of it has ended: NAME
begin() {
  local i
  setsid "$root/socompass" sweep "$spec" --output-dir "$folder/$1" --master "$master" >/dev/null 2>"$folder/$1.log" &
  sweep=$!
  groups+=("$sweep")
  for ((i = 0; i < 1800; i++)); do
    [[ -n $(find "$folder/$1/rows" -path '*/_temporary/0/task_*' -name '*.parquet' -print -quit 2>/dev/null) ]] && return
    kill -0 "$sweep" 2>/dev/null || stop "the sweep $1 ended before its fault"
    sleep 0.1
  done
  stop "no task of $1 ended within three minutes"
}

# Waits for the sweep: SECONDS; its exit status is $status, 124 if it is still there.
ended() {
  local i
  status=124
  for ((i = 0; i < $1 * 10; i++)); do
    if ! kill -0 "$sweep" 2>/dev/null; then
      status=0
      wait "$sweep" || status=$?
      return
    fi
    sleep 0.1
  done
}

# Checks what the sweep said: NAME
said() {
  grep -q '^socompass: ' "$folder/$1.log" || wrong "$1: no message"
  ! grep -q 'internal error' "$folder/$1.log" || wrong "$1: an internal error"
}

# Ends a sweep by --resume and compares: NAME WHAT
resumed() {
  local file
  if ! "$root/socompass" sweep "$spec" --output-dir "$folder/$1" --resume --master "$master" \
    >/dev/null 2>"$folder/$1-resumed.log"; then
    wrong "$1: --resume fails: $(grep -m 1 '^socompass: ' "$folder/$1-resumed.log")"
    return
  fi
  for file in results.csv pareto.csv results.parquet; do
    cmp -s -- "$folder/local/$file" "$folder/$1/$file" || { wrong "$1: $file differs"; return; }
  done
  echo "PASS $1: $2; the rest by --resume, the same bytes"
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

"$root/socompass" sweep "$spec" --output-dir "$folder/local" --jobs 2 >/dev/null
master=spark://127.0.0.1:1
# Builds the module, too.
status=0
"$root/socompass" sweep "$spec" --output-dir "$folder/none" --master "$master" 2>"$folder/none.log" || status=$?
[[ $status == 2 && ! -e $folder/none ]] || wrong "no master: exit status $status"
said none
echo "PASS no master: $(grep -m 1 '^socompass: ' "$folder/none.log")"

start master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 0 --webui-port 0
first=${groups[-1]}
await 90 "$folder/master.log" "Starting Spark master at spark://"
master=$(grep -o -m 1 'spark://[^ ]*' "$folder/master.log")
worker one
one=${groups[-1]}
worker two
two=${groups[-1]}

# 1. A store that is complete.
cp -r -- "$folder/local" "$folder/complete"
rm -f -- "$folder/complete"/results.* "$folder/complete"/pareto.*
resumed complete "a complete store without its files"

# 2. An empty store, and one that is torn.
for kind in empty torn; do
  cp -r -- "$folder/local" "$folder/$kind"
  if [[ $kind == empty ]]; then
    : >"$folder/$kind/sweep.duckdb"
  else
    truncate -s 100000 "$folder/$kind/sweep.duckdb"
  fi
  status=0
  "$root/socompass" sweep "$spec" --output-dir "$folder/$kind" --resume --master "$master" >/dev/null 2>"$folder/$kind.log" || status=$?
  [[ $status == 2 ]] || wrong "$kind store: exit status $status"
  said "$kind"
  echo "PASS $kind store: $(grep -m 1 '^socompass: ' "$folder/$kind.log" | sed "s,$folder/,,g")"
done

# 3. The command is killed: its driver ends, too, and lets go of the folder.
begin orphan
kill -KILL "$sweep"
wait "$sweep" 2>/dev/null || true
for ((i = 0; i < 300; i++)); do
  pgrep -f "org.socompass.dse.spark.Main.*$folder/orphan" >/dev/null || break
  sleep 0.1
done
((i < 300)) || wrong "orphan: the driver outlives its command by 30 s"
resumed orphan "the command killed, the driver ended $((i / 10)) s later"

# 4. The driver is killed: the command ends.
begin driver
kill -KILL "$(pgrep -f "org.socompass.dse.spark.Main.*$folder/driver" | head -n 1)"
ended 60
[[ $status != 0 && $status != 124 ]] || wrong "driver: exit status $status"
said driver
resumed driver "the driver killed, exit status $status"

# 5. A worker is killed: the other takes over.
begin worker
kill -KILL -- "-$one"
ended 600
[[ $status == 0 ]] || wrong "worker: exit status $status"
cmp -s -- "$folder/local/results.csv" "$folder/worker/results.csv" || wrong "worker: results.csv differs"
echo "PASS worker: one of two killed, the same bytes"

# 6. All workers are gone: the job ends after two minutes.
begin gone
kill -KILL -- "-$two"
ended 300
[[ $status == 1 ]] || wrong "gone: exit status $status"
said gone
worker three
resumed gone "no worker left, exit status $status, $(grep -m 1 -o 'the cluster gave no executor for [0-9]* s' "$folder/gone.log" || true)"

# 7. The whole cluster is gone, its master first.
begin cluster
three=${groups[-2]}
kill -KILL -- "-$first"
sleep 2
kill -KILL -- "-$three"
ended 300
[[ $status == 1 || $status == 2 ]] || wrong "cluster: exit status $status"
said cluster
start master2 org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 0 --webui-port 0
await 90 "$folder/master2.log" "Starting Spark master at spark://"
master=$(grep -o -m 1 'spark://[^ ]*' "$folder/master2.log")
worker four
resumed cluster "master and workers gone, exit status $status"

echo "$bad wrong"
[[ $bad -eq 0 ]]
