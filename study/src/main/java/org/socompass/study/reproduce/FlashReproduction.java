package org.socompass.study.reproduce;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.hardware.tier.Storage;
import org.socompass.inference.tier.SparseFlash;
import org.socompass.inference.tier.SparseFlash.Sparsity;
import org.socompass.inference.tier.SparseFlash.Technique;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.study.reproduce.Reproduction.Row;

/** LLM in a flash (arXiv 2312.11514 v3, tables 1 to 3): OPT 6.7B and Falcon 7B. */
final class FlashReproduction {
  private static final double TO_MILLI = 1e3;
  private static final double WITHIN_READS = 20;
  private static final double WITHIN_TOTALS = 25;
  private static final double WITHIN_RESIDENT = 1;
  private static final double BYTES_PER_WEIGHT = 2;

  /** OPT 6.7B: half of it in memory, a window of 5 tokens. */
  private static final Sparsity OPT = new Sparsity(0.5, 0.10, 0.024, 0.24);

  /** Falcon 7B: a window of 4 tokens; only its residency is used. */
  private static final Sparsity FALCON = new Sparsity(0.5, 0.05, 0.05, 0.33);

  private FlashReproduction() {}

  static Reproduction of() {
    Storage laptop = storage("apple-m1-max-32gpu");
    Storage desktop = storage("rtx-4090");
    SparseFlash opt =
        SparseFlash.of(
            ModelLibrary.byId("opt-6.7b"), BYTES_PER_WEIGHT, Collections.nCopies(32, 128));
    List<Integer> ranks = new ArrayList<>(Collections.nCopies(28, 256));
    ranks.addAll(Collections.nCopies(4, 1152));
    SparseFlash falcon = SparseFlash.of(ModelLibrary.byId("falcon-7b"), BYTES_PER_WEIGHT, ranks);
    double naive = TO_MILLI * opt.readSeconds(Technique.ALL, OPT, laptop);
    double bundled = TO_MILLI * opt.readSeconds(Technique.BUNDLED, OPT, laptop);
    double gpuNaive = TO_MILLI * opt.readSeconds(Technique.ALL, OPT, desktop);
    double gpu = TO_MILLI * opt.readSeconds(Technique.BUNDLED, OPT, desktop);
    double dense = 986;
    double compute = dense * opt.computedShare(OPT);
    double cpuTotal = bundled + 57 + compute;
    double gpuTotal = gpu + 35 + 19;
    List<Row> rows = new ArrayList<>();
    rows.add(read("M1 Max, all weights read", 2196, naive));
    rows.add(
        read(
            "half resident",
            1090,
            TO_MILLI * opt.readSeconds(Technique.NOT_RESIDENT, OPT, laptop)));
    rows.add(
        read("and predictor", 738, TO_MILLI * opt.readSeconds(Technique.PREDICTED, OPT, laptop)));
    rows.add(read("and window", 164, TO_MILLI * opt.readSeconds(Technique.WINDOWED, OPT, laptop)));
    rows.add(read("and bundling", 87, bundled));
    rows.add(read("of the CPU's total", 105, bundled));
    rows.add(read("of the GPU's total (RTX 4090), all weights", 2218, gpuNaive));
    rows.add(read("of the GPU's total (RTX 4090), with all techniques", 30, gpu));
    rows.add(total("CPU, compute with all techniques", "ms", 506, compute));
    rows.add(total("CPU, a token with all techniques", "ms", 669, cpuTotal));
    rows.add(
        total("CPU, speed-up over all weights read", "", 3182 / 669.0, (naive + dense) / cpuTotal));
    rows.add(total("GPU, a token with all techniques", "ms", 84, gpuTotal));
    rows.add(total("GPU, speed-up over all weights read", "", 2218 / 84.0, gpuNaive / gpuTotal));
    rows.add(
        new Row(
            "OPT 6.7B in memory", "%", 52.1, 100 * opt.residentShare(OPT), WITHIN_RESIDENT, false));
    rows.add(
        new Row(
            "Falcon 7B in memory",
            "%",
            52.93,
            100 * falcon.residentShare(FALCON),
            WITHIN_RESIDENT,
            false));
    return new Reproduction(
        "llm-in-a-flash",
        "LLM in a flash (arXiv 2312.11514), OPT 6.7B in 16 bit, reads of a token and totals",
        rows,
        List.of(
            "10 % of the neurons predicted active, 2.4 % new in a window of 5, 24 % in the window:"
                + " as the paper measured",
            "the laptop's rate by block: two of the five reads, 1.25 GB/s at a row and 2.25 at a"
                + " bundle, made it (storage/apple-ssd.yaml); the desktop's drive is not named: 7"
                + " GB/s",
            "predictor of rank 128 in every layer of OPT 6.7B, from its 1.25 % of the weights",
            "management 57 ms (CPU) and 35 ms (GPU), compute of all weights 986 ms (CPU) and with"
                + " all techniques 19 ms (GPU): as the paper measured; nothing overlaps"),
        List.of("socompass reproduce llm-in-a-flash"));
  }

  private static Storage storage(String device) {
    return DeviceTemplate.of(device).device(List.of()).tiers().storage().orElseThrow();
  }

  private static Row read(String quantity, double published, double predicted) {
    boolean chosen = quantity.endsWith("window") || quantity.endsWith("bundling");
    return new Row("read: " + quantity, "ms", published, predicted, WITHIN_READS, chosen);
  }

  private static Row total(String quantity, String unit, double published, double predicted) {
    return new Row(quantity, unit, published, predicted, WITHIN_TOTALS, false);
  }
}
