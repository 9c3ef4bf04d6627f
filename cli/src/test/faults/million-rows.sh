#!/usr/bin/env bash
# A million measurements through `validate --points`, within a limit of resident memory.
#   cli/src/test/faults/million-rows.sh [ROWS [LIMIT_MB]]      a minute on a quiet core
# Half of the rows repeat shapes, half have a shape of their own; one in a thousand is no measurement.
set -euo pipefail
rows=${1:-1000000}
limit=${2:-400}
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
mkdir "$work/data"
printf 'id: many\nsource: made by %s\n' "$(basename "$0")" >"$work/data/dataset.yaml"
awk -v rows="$rows" 'BEGIN {
  srand(14)
  print "device,processor,elements,dtype,latency_us"
  for (i = 1; i <= rows; i++) {
    if (i % 1000 == 0) print "a100-80gb,gpu,0,fp16,1"
    else if (i % 2) printf "a100-80gb,gpu,%d,fp16,%.3f\n", 1024 * (1 + i % 64), 2 + 20 * rand()
    else printf "rk3588,gpu,%d,fp16,%.3f\n", 1000 + i, 50 + 500 * rand()
  }
}' >"$work/data/gelu.csv"

"$root/socompass" --version >/dev/null
/usr/bin/time -f '%M %e' -o "$work/used" "$root/socompass" validate --data "$work/data" \
  --points "$work/points.csv" --format csv
read -r kilobytes seconds <"$work/used"
written=$(($(wc -l <"$work/points.csv") - 1))
echo "$rows rows, $written points, $((kilobytes / 1024)) MB, $seconds s"
[[ $written -eq $rows ]] || { echo "points are missing" >&2; exit 1; }
[[ $kilobytes -le $((limit * 1024)) ]] || { echo "more than $limit MB" >&2; exit 1; }
