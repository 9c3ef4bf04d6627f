#!/usr/bin/env bash
# Kills a sweep at random moments, resumes it each time, and compares the end with a run that was
# left alone: kill-test.sh [SPEC] [KILLS] [SEED]
set -euo pipefail

root=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../..
spec=${1:-$root/benchmarks/sweeps/ten-thousand.yaml}
kills=${2:-20}
RANDOM=${3:-1}
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT

"$root/socompass" sweep "$spec" --output-dir "$folder/whole" >/dev/null
resume=()
killed=0
while ((killed < kills)); do
  "$root/socompass" sweep "$spec" --output-dir "$folder/killed" "${resume[@]}" >/dev/null &
  sweep=$!
  sleep "$((1 + RANDOM % 4)).$((RANDOM % 10))"
  if ! kill -KILL "$sweep" 2>/dev/null; then
    break
  fi
  wait "$sweep" 2>/dev/null || true
  killed=$((killed + 1))
  [[ -f $folder/killed/sweep.duckdb ]] && resume=(--resume)
done
"$root/socompass" sweep "$spec" --output-dir "$folder/killed" "${resume[@]}" >/dev/null
for file in results.csv pareto.csv results.parquet; do
  cmp -- "$folder/whole/$file" "$folder/killed/$file"
done
echo "$killed kills: results.csv, pareto.csv and results.parquet are identical"
