#!/bin/sh
# The two designs of LLMCompass (ISCA 2024) beside GA100, on GPT-3 175B: performance over prompt and
# output lengths. Prints one CSV row a point and the means. Takes a few minutes.
#
#   examples/llmcompass-designs.sh [ENGINE]
#
# ENGINE is one of 'socompass list engines'. The default launches one kernel after the other and
# does not fuse attention, as the paper assumes.
set -eu
here=$(dirname "$0")
engine=${1:-tflite}

. "$here/llmcompass-overrides.sh"

# seconds DEVICE MODEL PROMPT OUTPUT BATCH OVERRIDES...: end to end
seconds() {
  device=$1 model=$2 prompt=$3 output=$4 batch=$5
  shift 5
  "$here/../socompass" run --device "$here/$device" --model "$here/$model" --engine "$engine" \
    --prompt "$prompt" --output-tokens "$output" --batch "$batch" --summary "$@" 2>/dev/null |
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "end_to_end_s") column = i }
             NR == 2 { print $column } END { exit NR != 2 }'
}

# batch CAPACITY TOKENS: sequences that fit beside 12 layers of fp16 weights, as the paper counts
batch() {
  echo $((($1 - 2 * 12 * 12288 * 12288 * 12) / (56 * $2 * 12288)))
}

echo "case,prompt,output,ga100_batch,design_batch,ga100_s,design_s,performance"
for prompt in 256 512 1024 2048; do
  for output in 256 512 768 1024 1280 1536 1792 2048; do
    # Latency: batch 16 on four devices, 48 layers.
    a=$(seconds ga100-x4.yaml gpt3-48-layers.yaml $prompt $output 16)
    b=$(seconds ga100-x4.yaml gpt3-48-layers.yaml $prompt $output 16 $latency)
    echo "latency,$prompt,$output,16,16,$a,$b,$(echo "$a $b" | awk '{ printf "%.3f", $1 / $2 }')"
    # Throughput: a stage of 12 layers of a pipeline of eight, with all sequences that fit.
    m=$(batch 80000000000 $((prompt + output)))
    n=$(batch 512000000000 $((prompt + output)))
    a=$(seconds ga100.yaml gpt3-12-layers.yaml $prompt $output $m)
    b=$(seconds ga100.yaml gpt3-12-layers.yaml $prompt $output $n $throughput)
    echo "throughput,$prompt,$output,$m,$n,$a,$b,$(echo "$a $b $m $n" |
      awk '{ printf "%.3f", $4 / $2 / ($3 / $1) }')"
  done
done | awk -F, '{ print; sum[$1] += $8; count[$1]++ }
  END { if (NR != 64) { print "a run failed" > "/dev/stderr"; exit 1 }
        for (c in sum) printf "mean of %s,,,,,,,%.3f\n", c, sum[c] / count[c] | "sort" }'
