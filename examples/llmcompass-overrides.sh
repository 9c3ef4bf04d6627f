# The designs of LLMCompass (ISCA 2024) as overrides of ga100.yaml, for the scripts beside this file.
# The paper has no bandwidth of local buffers: arrays twice as wide get operands twice as fast.
# A design is a die of its own, so it also says what is on it: else its 64 cores would be those that
# work on a die of 128.
latency="--set processors.gpu.cores=64 \
  --set processors.gpu.global_buffer.capacity=24MiB \
  --set processors.gpu.global_buffer.bandwidth=2560B/cycle \
  --set area.processors.gpu.cores_on_die=64 \
  --set area.processors.gpu.global_buffer_on_die=24MiB"
throughput="--set processors.gpu.cores=64 \
  --set processors.gpu.matrix.rows=32 --set processors.gpu.matrix.columns=32 \
  --set processors.gpu.local_buffer.capacity=768KiB \
  --set processors.gpu.local_buffer.bandwidth=256B/cycle \
  --set memory.type=DDR5 --set memory.capacity=512GiB --set memory.bandwidth=1024GB/s \
  --set area.memory.interface=pcie5 --set area.memory.units_on_die=256 \
  --set area.processors.gpu.cores_on_die=64"
