package org.socompass.study.reproduce;

import java.util.List;
import org.socompass.llm.KvType;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.study.reproduce.Reproduction.Row;

/** Caches of keys and values in fewer bits: what llama.cpp reports that they take. */
final class CacheReproduction {
  private static final double WITHIN = 5;
  private static final double BYTES_PER_MIB = 1 << 20;
  private static final double BYTES_PER_GIB = 1 << 30;

  private CacheReproduction() {}

  static Reproduction of() {
    return new Reproduction(
        "kv-cache",
        "KV caches of llama.cpp by type of their elements, as it reports them",
        List.of(
            small("fp16", "f16", 64.0),
            small("int8", "q8_0", 34.0),
            small("int4", "q4_0", 18.0),
            large("fp16", "f16", 4.0),
            large("int4", "q4_0", 1.1)),
        List.of(
            "integers have one fp16 scale for 32 elements, as q8_0 and q4_0 of llama.cpp: 8.5 and 4.5 bits",
            "what a type does to accuracy is not predicted",
            "the speed of caches of fewer bits is published for a GTX 1080 Ti (229.7, 236.0, 236.5"
                + " tokens/s by type at a short context) and as shares on a CPU that is not named (+12"
                + " and +11 % at 1,000 tokens): no template describes either. KIVI's throughput of 2.35 to"
                + " 3.47 times is of 2 bits, which is no type here. So speed is checked by laws alone"),
        List.of(
            "socompass run -d snapdragon-8-gen-3 -m llama-3.2-1b -q q4_0 -p 2048 -n 128 --kv-type int4"));
  }

  private static Row small(String type, String reported, double mib) {
    double bytes = bytes("llama-3.2-1b", 2048, type);
    return row("Llama 3.2 1B, 2,048 tokens, " + reported, "MiB", mib, bytes / BYTES_PER_MIB);
  }

  private static Row large(String type, String reported, double gib) {
    double bytes = bytes("llama-3.1-8b", 32_768, type);
    return row("Llama 3.1 8B, 32,768 tokens, " + reported, "GiB", gib, bytes / BYTES_PER_GIB);
  }

  private static Row row(String quantity, String unit, double published, double predicted) {
    return new Row(quantity, unit, published, predicted, WITHIN, false);
  }

  private static double bytes(String model, long tokens, String type) {
    return new ModelStorage(ModelLibrary.byId(model), Quantization.FP16)
        .kvCacheBytes(1, tokens, KvType.of(type).type());
  }
}
