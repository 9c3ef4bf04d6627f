#!/bin/sh
# Performance per cost of the two designs of LLMCompass (ISCA 2024) over that of GA100, by the price
# of DDR5, and the price at which the throughput design stops to pay.
#
#   examples/llmcompass-cost.sh [LATENCY_PERFORMANCE THROUGHPUT_PERFORMANCE]
#
# The performances, relative to GA100, are those that 'socompass reproduce llmcompass-table-4' finds.
set -eu
here=$(dirname "$0")
latency_performance=${1:-0.953}
throughput_performance=${2:-1.428}

. "$here/llmcompass-overrides.sh"
# As the paper counts: dies without yield, and memory; no package, no test.
paper="--set product.defect_density=0/cm2 --set product.packaging=organic \
  --set product.package=0USD --set product.test=0USD"

# cost ITEM OVERRIDES...: USD at the typical constants
cost() {
  item=$1
  shift
  "$here/../socompass" cost --device "$here/ga100.yaml" --format csv "$@" |
    awk -F, -v item="$item" '$2 == item { print $3; found = 1 } END { exit !found }'
}

for accounting in paper full; do
  if [ $accounting = paper ]; then how=$paper; else how=; fi
  ga100=$(cost system --memory-price 7 $how)
  small=$(cost system --memory-price 7 $latency $how)
  chip=$(cost chip --memory-price 1 $throughput $how)
  awk -v accounting=$accounting -v ga100="$ga100" -v small="$small" -v chip="$chip" \
    -v slow="$latency_performance" -v fast="$throughput_performance" 'BEGIN {
      printf "%s accounting: GA100 %.0f USD, latency design %.0f USD (performance per cost %.2f)\n",
        accounting, ga100, small, slow * ga100 / small
      printf "  DDR5 USD/GB  throughput design USD  performance per cost\n"
      split("0.30 0.60 1.20 2.40 4.80", prices, " ")
      for (i = 1; i in prices; i++)
        printf "  %11.2f  %21.0f  %20.2f\n", prices[i], chip + 512 * prices[i],
          fast * ga100 / (chip + 512 * prices[i])
      printf "  break-even at %.2f USD/GB\n", (fast * ga100 - chip) / 512
    }'
done
