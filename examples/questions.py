"""Questions to SoCompass in cells: run it whole, or cell by cell in an editor that knows '# %%'."""

# %% One process that stays: the first answer starts it, the others take some milliseconds.
from socompass import SoCompass, SoCompassError

soc = SoCompass()
CHAT = {"model": "llama-3.2-3b", "quantization": "w4a16", "prompt": 128, "output_tokens": 32}

# %% One phone, and how sure that is.
phone = soc.run(device="snapdragon-8-gen-3", **CHAT)
print(f"{phone['tpot_ms']:.1f} ms a token ({phone['tpot_ms_p10']:.1f} to {phone['tpot_ms_p90']:.1f}), engine {phone['engine']}")

# %% What holds it: the operators of a step of decode that take most of the time.
decode = phone["phases"][-1]["operators"]
for operator in sorted(decode, key=lambda o: -o["share_percent"])[:3]:
    print(f"{operator['name']:24} {operator['share_percent']:5.1f} %  {operator['bound_by']}")

# %% The same phone with other memories.
for rate in (6400, 8533, 10667):
    changed = soc.run(device="snapdragon-8-gen-3", set={"memory.data_rate": f"{rate} MT/s"}, **CHAT)
    print(f"{rate:6} MT/s {changed['decode_tokens_per_second']:6.1f} tokens/s")

# %% Engines beside each other; a list is what the command line joins by commas.
both = soc.compare(device="snapdragon-8-gen-3", engines=["gpu-only", "npu-only"], **CHAT)
for engine in both["engines"]:
    print(f"{engine['engine']:10} {engine['ttft_ms']:8.0f} ms to the first token")

# %% One product on the NPU; what the command line has without a name goes first.
product = soc.map("matmul", device="snapdragon-8-gen-3", processor="npu", m=128, k=3072, n=8192)
print(f"{product['latency_us'] / 1e3:.2f} ms, bound by {product['bound_by']}")

# %% A mistake says what to mend.
try:
    soc.run(device="snapdragon-8-gen-33", **CHAT)
except SoCompassError as mistake:
    print(mistake.code, mistake)

# %% The process ends.
soc.close()
