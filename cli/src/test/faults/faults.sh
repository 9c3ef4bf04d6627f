#!/usr/bin/env bash
# Full disks and kills: sweeps on small file systems, and sweeps killed at moments spread over their life. Each must end
# with one clear line, never with a stack trace, and end by --resume with the bytes of a sweep that nothing happened to.
#   cli/src/test/faults/faults.sh [KILLS [DISKS]]      50 and 15; full disks need the right to mount a tmpfs, else it says so
set -uo pipefail
kills=${1:-50}
most_disks=${2:-15}
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.." && pwd)
socompass=$root/socompass
work=$(mktemp -d)
mounted=()
child=
bad=0

clean_up() {
  local place
  [[ -n $child ]] && kill -KILL -- "-$child" 2>/dev/null
  for place in "${mounted[@]}"; do
    umount -- "$place" 2>/dev/null
  done
  rm -rf -- "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

wrong() {
  echo "WRONG $*"
  bad=$((bad + 1))
}

cat >"$work/spec.yaml" <<'END'
name: faults
device: snapdragon-8-gen-3
parameters:
  clock: {path: processors.cpu.clock, values: [2.0 GHz, 2.4 GHz, 2.8 GHz, 3.2 GHz, 3.6 GHz]}
  rate: {path: memory.data_rate, values: [6400 MT/s, 7500 MT/s, 8533 MT/s, 9600 MT/s]}
  cores: {path: processors.cpu.cores, values: [4, 6, 8]}
workloads:
  chat: {model: qwen2-0.5b, quantization: q4_0, prompt: 64, output: 8, engine: llama.cpp}
objectives:
  ttft_ms: min
  tpot_ms: min
END
# Checks what a failing command said: FILE NAME
said() {
  if grep -qE '^\s+at |Exception' "$1"; then
    wrong "$2: a stack trace: $(head -n 1 "$1")"
  elif ! grep -q '^socompass: ' "$1"; then
    wrong "$2: no message"
  fi
}

# Ends a sweep by --resume and compares: FOLDER NAME
resumed() {
  local status=0
  "$socompass" sweep "$work/spec.yaml" --output-dir "$1" --resume >"$work/out" 2>"$work/err" || status=$?
  if [[ $status -ne 0 ]] && grep -q 'start the sweep again' "$work/err"; then
    # A store that was never begun.
    rm -f -- "$1"/sweep.duckdb*
    status=0
    "$socompass" sweep "$work/spec.yaml" --output-dir "$1" >"$work/out" 2>"$work/err" || status=$?
  fi
  if [[ $status -ne 0 ]]; then
    wrong "$2: resume ends with $status: $(head -n 1 "$work/err")"
  elif ! cmp -s -- "$work/whole/results.csv" "$1/results.csv"; then
    wrong "$2: results.csv differs"
  else
    return 0
  fi
  return 1
}

"$socompass" --version >/dev/null || exit 1
from=$EPOCHREALTIME
"$socompass" sweep "$work/spec.yaml" --output-dir "$work/whole" --jobs 2 >/dev/null || exit 1
millis=$(awk -v a="$from" -v b="$EPOCHREALTIME" 'BEGIN { printf "%d", 1000 * (b - a) }')
echo "a whole sweep takes $millis ms"

disks=0
for kilobytes in 0 8 16 32 64 128 256 512 768 1024 1536 2048 2560 3072 4096; do
  [[ $most_disks -gt 0 ]] || break
  most_disks=$((most_disks - 1))
  place=$work/disk$kilobytes
  mkdir "$place"
  if ! mount -t tmpfs -o "size=$((kilobytes > 0 ? kilobytes : 4))k" none "$place" 2>/dev/null; then
    echo "no right to mount: the full disks are not tried"
    break
  fi
  mounted+=("$place")
  [[ $kilobytes -eq 0 ]] && head -c 4096 /dev/zero >"$place/full"
  status=0
  "$socompass" sweep "$work/spec.yaml" --output-dir "$place/out" >"$work/out" 2>"$work/err" || status=$?
  name="disk of $kilobytes KB"
  first=$(grep -m 1 '^socompass: ' "$work/err" || echo "fits")
  if [[ $status -ne 0 ]]; then
    [[ $status -eq 2 ]] || wrong "$name: exit status $status"
    said "$work/err" "$name"
  fi
  rm -f -- "$place/full"
  mount -o remount,size=64m "$place"
  if [[ -d $place/out ]]; then
    resumed "$place/out" "$name" && disks=$((disks + 1))
  else
    disks=$((disks + 1))
  fi
  echo "$name: exit status $status, ${first//$work/}"
  umount -- "$place"
  unset 'mounted[-1]'
done
echo "$disks full disks end well"

ended=0
before=0
for ((i = 1; i <= kills; i++)); do
  folder=$work/kill
  rm -rf -- "$folder"
  setsid "$socompass" sweep "$work/spec.yaml" --output-dir "$folder" --jobs 2 >"$work/out" 2>"$work/err" &
  child=$!
  sleep "$(awk -v m="$millis" -v i="$i" -v n="$kills" 'BEGIN { printf "%.3f", m * (i - 0.5) / n / 1000 }')"
  kill -KILL -- "-$child" 2>/dev/null
  wait "$child" 2>/dev/null
  child=
  [[ -f $folder/sweep.duckdb ]] || before=$((before + 1))
  if [[ ! -d $folder ]]; then
    ended=$((ended + 1))
  elif [[ -f $folder/results.csv ]] && cmp -s "$work/whole/results.csv" "$folder/results.csv" && [[ ! -f $folder/sweep.duckdb.wal ]]; then
    ended=$((ended + 1))
  else
    resumed "$folder" "kill $i" && ended=$((ended + 1))
  fi
done
echo "$ended of $kills kills end well ($before before there was a store)"
[[ $bad -eq 0 ]]
