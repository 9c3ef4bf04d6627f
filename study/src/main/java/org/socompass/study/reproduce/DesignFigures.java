package org.socompass.study.reproduce;

import java.util.ArrayList;
import java.util.List;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.spec.Design;
import org.socompass.dse.spec.Level;
import org.socompass.dse.spec.Parameter;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.Row;

/**
 * Figures 7 to 9 of LLMCompass (ISCA 2024): what the size of cores, the bandwidth of memory and the
 * size of buffers do to GPT-3 on four GA100; the points of the sweeps in {@code examples/} that the
 * paper's text speaks of.
 */
final class DesignFigures {
  private static final double WITHIN = 10;
  private static final double WITHIN_BANDWIDTH = 2;
  private static final double WITHIN_DECODE = 5;
  private static final double WITHIN_NOTHING = 0.5;

  private DesignFigures() {}

  /** Returns the reproduction. */
  static Reproduction of() {
    LlmCompassFigures published = LlmCompassFigures.published();
    List<Reproduction.Row> rows = new ArrayList<>();
    cores(published, rows);
    bandwidths(published, rows);
    double inRegisters = buffers(published, rows);
    return new Reproduction(
        "llmcompass-figures-7-9",
        "LLMCompass (ISCA 2024), figures 7 to 9: cores, memory bandwidth, buffers; GPT-3 175B on four"
            + " GA100",
        rows,
        List.of(
            "48 layers, batch 8, 2048 + 1024 tokens, engine tflite: one kernel after the other, attention"
                + " not fused, as the paper takes PyTorch",
            "changes that the paper prints in percent as ratios: time over time, area over area",
            "core E, decode: the ISCA edition's figure; arXiv prints 1.308",
            "sums of a tile in the local buffer, as the paper takes them; with sums in registers, as the"
                + " hardware has them, a local buffer of 64 KiB takes %.2f of the time of 192 KiB"
                    .formatted(inRegisters),
            "why they differ: docs/dse.md"),
        List.of(
            "socompass sweep examples/llmcompass-core-size.yaml --output-dir figure-7",
            "socompass sweep examples/llmcompass-memory-bandwidth.yaml --output-dir figure-8",
            "socompass sweep examples/llmcompass-buffers.yaml --output-dir figure-9"));
  }

  private static void cores(LlmCompassFigures published, List<Reproduction.Row> rows) {
    var study = new Study("llmcompass-core-size.yaml");
    Point whole = study.at("B_128x4x16x16");
    for (String design : List.of("A_128x4x8x8", "E_8x1x128x128")) {
      Point point = study.at(design);
      String core = "figure 7, core " + design.charAt(0) + " over B, ";
      String key = "core_" + (design.charAt(0) == 'A' ? "a_" : "e_");
      rows.add(row(core + "prefill", published.ratio(key + "prefill"), point.ttft / whole.ttft));
      rows.add(row(core + "decode", published.ratio(key + "decode"), point.tpot / whole.tpot));
      rows.add(row(core + "area", published.ratio(key + "area"), point.area / whole.area));
    }
  }

  private static void bandwidths(LlmCompassFigures published, List<Reproduction.Row> rows) {
    var study = new Study("llmcompass-memory-bandwidth.yaml");
    Point slow = study.at("800 GB/s");
    Point middle = study.at("2000 GB/s");
    Point fast = study.at("3200 GB/s");
    String first = "figure 8, 800 over 2000 GB/s, ";
    String second = "figure 8, 2000 over 3200 GB/s, ";
    rows.add(
        row(
            first + "prefill",
            published.ratio("bandwidth_800_over_2000_prefill"),
            slow.ttft / middle.ttft,
            WITHIN_BANDWIDTH));
    rows.add(
        row(
            second + "prefill",
            published.ratio("bandwidth_2000_over_3200_prefill"),
            middle.ttft / fast.ttft,
            WITHIN_BANDWIDTH));
    rows.add(
        row(
            first + "decode",
            published.ratio("bandwidth_800_over_2000_decode"),
            slow.tpot / middle.tpot,
            WITHIN_DECODE));
    rows.add(
        row(
            second + "decode",
            published.ratio("bandwidth_2000_over_3200_decode"),
            middle.tpot / fast.tpot,
            WITHIN_BANDWIDTH));
  }

  /** Returns the time with 64 KiB over that with 192 KiB where registers hold the sums. */
  private static double buffers(LlmCompassFigures published, List<Reproduction.Row> rows) {
    var study = new Study("llmcompass-buffers.yaml");
    String sums = "local_buffer";
    Point usual = study.at(sums, "192 KiB", "40_MiB");
    Point small = study.at(sums, "64 KiB", "40_MiB");
    Point large = study.at(sums, "1024 KiB", "40_MiB");
    Point less = study.at(sums, "192 KiB", "10_MiB");
    Point more = study.at(sums, "192 KiB", "80_MiB");
    String local = "figure 9, local buffer ";
    String global = "figure 9, global buffer ";
    rows.add(
        row(
            local + "64 over 192 KiB, prefill",
            published.ratio("local_64_over_192_prefill"),
            small.ttft / usual.ttft));
    rows.add(
        row(
            local + "192 over 1024 KiB, prefill",
            published.ratio("local_192_over_1024_prefill"),
            usual.ttft / large.ttft,
            WITHIN_NOTHING));
    rows.add(
        row(
            local + "192 over 64 KiB, area",
            published.ratio("local_192_over_64_area"),
            usual.area / small.area));
    rows.add(
        row(
            local + "1024 over 192 KiB, area",
            published.ratio("local_1024_over_192_area"),
            large.area / usual.area));
    rows.add(
        row(
            global + "10 over 40 MiB, prefill",
            published.ratio("global_10_over_40_prefill"),
            less.ttft / usual.ttft));
    rows.add(
        row(
            global + "40 over 80 MiB, prefill",
            published.ratio("global_40_over_80_prefill"),
            usual.ttft / more.ttft,
            WITHIN_NOTHING));
    rows.add(
        row(
            global + "40 over 10 MiB, area",
            published.ratio("global_40_over_10_area"),
            usual.area / less.area));
    rows.add(
        row(
            global + "80 over 40 MiB, area",
            published.ratio("global_80_over_40_area"),
            more.area / usual.area));
    return study.at("registers", "64 KiB", "40_MiB").ttft
        / study.at("registers", "192 KiB", "40_MiB").ttft;
  }

  private record Point(double ttft, double tpot, double area) {}

  /** A sweep of examples, asked for points by the labels of their parameters. */
  private static final class Study {
    private final SweepSpec spec;
    private final PointEvaluator evaluator;

    Study(String file) {
      spec = Shipped.sweep(file);
      evaluator = new PointEvaluator(spec);
    }

    Point at(String... labels) {
      List<Integer> levels = new ArrayList<>();
      for (int i = 0; i < labels.length; i++) {
        Parameter parameter = spec.parameters().get(i);
        levels.add(parameter.levels().stream().map(Level::label).toList().indexOf(labels[i]));
      }
      Row row = evaluator.evaluate(0, new Design(levels));
      return new Point(number(row, "ttft_ms"), number(row, "tpot_ms"), number(row, "die_area_mm2"));
    }

    private double number(Row row, String column) {
      return row.number(evaluator.columns().index(column));
    }
  }

  private static Reproduction.Row row(String quantity, double published, double predicted) {
    return row(quantity, published, predicted, WITHIN);
  }

  private static Reproduction.Row row(
      String quantity, double published, double predicted, double within) {
    return new Reproduction.Row(quantity, "", published, predicted, within, false);
  }
}
