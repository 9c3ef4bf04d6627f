"""How decode of a phone follows its memory: a table over data rates and ports, printed as CSV."""

from socompass import SoCompass

PHONE = {"device": "snapdragon-8-gen-3", "model": "llama-3.2-3b", "quantization": "w4a16", "prompt": 128, "output_tokens": 32}

with SoCompass() as soc:
    print("engine,data_rate_mt_per_s,tpot_ms,tpot_ms_p10,tpot_ms_p90,held_by")
    for engine in ("gpu-only", "npu-only", "tensor"):
        for rate in (6400, 8533, 10667):
            result = soc.run(**PHONE, engine=engine, set={"memory.data_rate": f"{rate} MT/s"})
            decode = max(result["phases"][-1]["operators"], key=lambda o: o["share_percent"])
            print(
                f"{engine},{rate},{result['tpot_ms']:.2f},{result['tpot_ms_p10']:.2f},{result['tpot_ms_p90']:.2f},{decode['bound_by']}"
            )
