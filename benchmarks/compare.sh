#!/usr/bin/env bash
# Compares the JMH benchmarks of two commits: compare.sh OLD NEW [PATTERN [JMH OPTIONS]]
# Builds each commit in a worktree of its own and runs them in turn, twice, so that a machine that
# drifts does so for both. Prints both times and new / old; needs git, mvn, java, awk.
set -euo pipefail

if (($# < 2)); then
  echo "usage: compare.sh OLD NEW [PATTERN [JMH OPTIONS]]" >&2
  exit 2
fi
root=$(git -C "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" rev-parse --show-toplevel)
old=$(git -C "$root" rev-parse --verify "$1^{commit}")
new=$(git -C "$root" rev-parse --verify "$2^{commit}")
pattern=${3:-LayersBenchmark}
shift $(($# < 3 ? $# : 3))
folder=$(mktemp -d)
cleanup() {
  git -C "$root" worktree remove --force "$folder/old" 2>/dev/null || true
  git -C "$root" worktree remove --force "$folder/new" 2>/dev/null || true
  rm -rf -- "$folder"
}
trap cleanup EXIT

for side in old new; do
  git -C "$root" worktree add --quiet --detach "$folder/$side" "${!side}"
  echo "building $side ${!side} ..." >&2
  mvn -B -q -f "$folder/$side/pom.xml" -pl benchmarks -am package -Dmaven.test.skip=true \
    -Dspotless.check.skip=true </dev/null >&2
done
for round in 1 2; do
  for side in old new; do
    echo "running $side, round $round ..." >&2
    (cd "$folder/$side" && java -cp "benchmarks/target/classes:benchmarks/target/lib/*" \
      org.openjdk.jmh.Main "$pattern" -foe true -rf csv -rff "$folder/$side.$round.csv" "$@") >&2
  done
done
# Columns of JMH: benchmark, mode, threads, samples, score, error, unit, parameters.
awk -F, -v OFS='\t' '
  function name(   i, n) {
    n = $1; gsub(/"/, "", n); sub(/.*benchmarks\./, "", n)
    for (i = 8; i <= NF; i++) n = n " " $i
    return n
  }
  FNR == 1 { next }
  {
    side = FILENAME ~ /\/old\.[12]\.csv$/ ? "old" : "new"
    n = name(); unit[n] = $7; gsub(/"/, "", unit[n])
    if (!((n, side) in count)) order[side, ++length_of[side]] = n
    sum[n, side] += $5; count[n, side]++
  }
  END {
    print "benchmark", "unit", "old", "new", "new / old"
    for (i = 1; i <= length_of["new"]; i++) {
      n = order["new", i]; b = sum[n, "new"] / count[n, "new"]
      if ((n, "old") in count) {
        a = sum[n, "old"] / count[n, "old"]
        printf "%s\t%s\t%.4g\t%.4g\t%.3f\n", n, unit[n], a, b, b / a
      } else printf "%s\t%s\t-\t%.4g\t-\n", n, unit[n], b
    }
  }' "$folder"/old.[12].csv "$folder"/new.[12].csv
