# The designs of LLMCompass (ISCA 2024) as overrides of ga100.yaml, for the scripts beside this file.
# The paper has no bandwidth of local buffers: arrays twice as wide get operands twice as fast.
latency="--set processors.gpu.cores=64 \
  --set processors.gpu.global_buffer.capacity=24MiB \
  --set processors.gpu.global_buffer.bandwidth=2560B/cycle"
throughput="--set processors.gpu.cores=64 \
  --set processors.gpu.matrix.rows=32 --set processors.gpu.matrix.columns=32 \
  --set processors.gpu.local_buffer.capacity=768KiB \
  --set processors.gpu.local_buffer.bandwidth=256B/cycle \
  --set memory.type=DDR5 --set memory.capacity=512GB --set memory.bandwidth=1024GB/s \
  --set area.memory.interface=pcie5 --set area.memory.units_on_die=256"
