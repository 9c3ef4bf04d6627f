#!/usr/bin/env bash
# Fills the disk under a sweep, makes room, resumes, and compares the files with those of a sweep with
# room. Needs root, for a file system of fixed size in memory. Run from the checkout.
set -euo pipefail
cd "$(dirname "$0")/../.."

spec=benchmarks/sweeps/ten-thousand.yaml
work=$(mktemp -d)
mkdir "$work/small"
cleanup() {
  umount "$work/small" 2>/dev/null || true
  rm -rf -- "$work"
}
trap cleanup EXIT

./socompass sweep $spec --output-dir "$work/whole" >/dev/null
# 700 KiB: the log of the rows is full; 4 MiB: results.csv is.
for size in 700k 4m; do
  mount -t tmpfs -o "size=$size" tmpfs "$work/small"
  code=0
  ./socompass sweep $spec --output-dir "$work/small/sweep" >/dev/null 2>"$work/message" || code=$?
  cat "$work/message"
  [[ $code == 2 && $(wc -l <"$work/message") == 1 ]] || { echo "status $code with $size"; exit 1; }
  mount -o remount,size=100m "$work/small"
  ./socompass sweep $spec --output-dir "$work/small/sweep" --resume >/dev/null
  for file in results.csv pareto.csv results.parquet; do
    cmp "$work/whole/$file" "$work/small/sweep/$file"
  done
  echo "$size: one message, status 2; the same files after --resume"
  umount "$work/small"
done
