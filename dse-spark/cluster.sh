# A standalone Spark cluster on loopback, from the Maven artifacts, each machine a process of its own. For
# cluster-test.sh and cluster-faults.sh, which source it.
# shellcheck shell=bash

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
home=$root/dse-spark/target/spark-home
folder=$(mktemp -d)
# How long a machine may take to start, and a sweep to end its first task [s].
: "${machine_seconds:=180}" "${task_seconds:=300}"
# Process groups of all that was started: its leader and all that it starts.
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

# Starts a master, whose address is $master then: NAME
start_master() {
  start "$1" org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 0 --webui-port 0
  await "$machine_seconds" "$folder/$1.log" "Starting Spark master at spark://"
  master=$(grep -o -m 1 'spark://[^ ]*' "$folder/$1.log")
}

# Starts a worker of one core: NAME
start_worker() {
  start "$1" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --port 0 --webui-port 0 \
    --cores 1 --memory 1g --work-dir "$folder/work-$1" "$master"
}

# Waits until a worker is one of the cluster: NAME
await_worker() {
  await "$machine_seconds" "$folder/$1.log" "Successfully registered with master"
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

# The number of tasks that the executors of sweeps that were begun say they have ended.
ended_tasks() {
  cat -- "$folder"/work-*/app-*/*/stderr 2>/dev/null | grep -c 'Finished task' || true
}

# Starts the sweep in a process group, which $child leads, and waits until a task has ended; others run then: NAME
begin() {
  local i before
  before=$(ended_tasks)
  SPARK_CONF_DIR=$folder/conf setsid "$root/socompass" sweep "$spec" --output-dir "$folder/$1" --master "$master" \
    >/dev/null 2>"$folder/$1.log" &
  child=$!
  groups+=("$child")
  for ((i = 0; i < task_seconds * 10; i++)); do
    if [[ $(ended_tasks) -gt $before ]]; then
      return
    fi
    kill -0 "$child" 2>/dev/null || fail "the sweep $1 ended before its fault"
    sleep 0.1
  done
  fail "no task of $1 ended within $task_seconds s"
}

# Executors of sweeps that are begun say what they do.
mkdir -- "$folder/conf"
cat >"$folder/conf/spark-defaults.conf" <<END
spark.ui.enabled false
spark.executor.extraJavaOptions -Dlog4j2.configurationFile=$folder/log4j2.properties
END

cat >"$folder/log4j2.properties" <<'END'
rootLogger.level = info
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c{1}: %m%n%ex
END
