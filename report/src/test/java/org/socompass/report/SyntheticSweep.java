package org.socompass.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.socompass.evaluation.Metric.Better;

/**
 * A sweep that looks like a real one, from a seeded stream: an NPU array, bandwidth, memory type
 * and engine against throughput, cost and energy. The numbers mean nothing.
 */
final class SyntheticSweep {
  static final String NASTY = "<script>alert(1)</script>";
  static final String FORMULA = "=cmd()";

  private final List<OptionalDouble> rows = new ArrayList<>();
  private final List<OptionalDouble> clocks = new ArrayList<>();
  private final List<OptionalDouble> bandwidths = new ArrayList<>();
  private final List<String> memories = new ArrayList<>();
  private final List<String> engines = new ArrayList<>();
  private final List<String> models = new ArrayList<>();
  private final List<OptionalDouble> throughputs = new ArrayList<>();
  private final List<OptionalDouble> low = new ArrayList<>();
  private final List<OptionalDouble> high = new ArrayList<>();
  private final List<OptionalDouble> ttfts = new ArrayList<>();
  private final List<OptionalDouble> costs = new ArrayList<>();
  private final List<OptionalDouble> energies = new ArrayList<>();
  private final List<OptionalDouble> areas = new ArrayList<>();
  private final List<OptionalDouble> npus = new ArrayList<>();
  private final List<OptionalDouble> gpus = new ArrayList<>();
  private final List<SweepDesign> designs = new ArrayList<>();

  private SyntheticSweep() {}

  /** Returns a sweep of a number of designs. */
  static SweepData of(int count, long seed) {
    var sweep = new SyntheticSweep();
    var random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      sweep.add(i, random);
    }
    sweep.findFront();
    return sweep.report(seed);
  }

  private void add(int index, SplittableRandom random) {
    double row = 16 << random.nextInt(5);
    double clock = 0.6 + 0.2 * random.nextInt(6);
    double bandwidth = 40 + 12 * random.nextInt(16);
    boolean isHbm = random.nextInt(4) == 0;
    rows.add(OptionalDouble.of(row));
    clocks.add(OptionalDouble.of(clock));
    bandwidths.add(OptionalDouble.of(bandwidth));
    memories.add(isHbm ? "HBM3" : "LPDDR5X");
    engines.add(random.nextBoolean() ? "npu-only" : "tensor");
    models.add(index % 50 == 7 ? NASTY : index % 50 == 8 ? FORMULA : "llama-3-8b");
    List<String> arguments =
        List.of(
            "--set", "processors.npu.matrix.rows=" + (int) row,
            "--set", "memory.bandwidth=" + (int) bandwidth + " GB/s");
    if (index % 97 == 13) {
      List.of(throughputs, low, high, ttfts, costs, energies, areas, npus, gpus)
          .forEach(list -> list.add(OptionalDouble.empty()));
      designs.add(
          new SweepDesign(
              Integer.toString(index),
              SweepDesign.Standing.INVALID,
              "processors.npu.matrix.rows: " + NASTY + " does not divide the tile",
              arguments));
      return;
    }
    double decode = 0.19 * bandwidth * (0.9 + 0.1 * random.nextDouble());
    double npu = row * row * 0.004;
    double gpu = 18 + 2 * random.nextDouble();
    double area = 40 + npu + gpu;
    double cost = area * 0.9 + bandwidth * (isHbm ? 0.9 : 0.35);
    throughputs.add(OptionalDouble.of(decode));
    low.add(OptionalDouble.of(decode * 0.93));
    high.add(OptionalDouble.of(decode * 1.06));
    ttfts.add(OptionalDouble.of(9e5 / (row * row * clock) * (0.8 + 0.4 * random.nextDouble())));
    costs.add(OptionalDouble.of(cost));
    energies.add(OptionalDouble.of((isHbm ? 0.24 : 0.35) * (0.8 + 0.4 * random.nextDouble())));
    areas.add(OptionalDouble.of(area));
    npus.add(OptionalDouble.of(npu));
    gpus.add(OptionalDouble.of(gpu));
    boolean isFeasible = cost <= 120;
    designs.add(
        new SweepDesign(
            Integer.toString(index),
            isFeasible ? SweepDesign.Standing.FEASIBLE : SweepDesign.Standing.INFEASIBLE,
            isFeasible ? "" : "system_cost_usd is above 120",
            arguments));
  }

  private void findFront() {
    for (int i = 0; i < designs.size(); i++) {
      SweepDesign design = designs.get(i);
      if (design.standing() == SweepDesign.Standing.FEASIBLE && isUnbeaten(i)) {
        designs.set(
            i, new SweepDesign(design.name(), SweepDesign.Standing.FRONT, "", design.arguments()));
      }
    }
  }

  private boolean isUnbeaten(int i) {
    for (int j = 0; j < designs.size(); j++) {
      if (throughputs.get(j).isPresent()
          && throughputs.get(j).getAsDouble() >= throughputs.get(i).getAsDouble()
          && costs.get(j).getAsDouble() <= costs.get(i).getAsDouble()
          && energies.get(j).getAsDouble() <= energies.get(i).getAsDouble()
          && (throughputs.get(j).getAsDouble() > throughputs.get(i).getAsDouble()
              || costs.get(j).getAsDouble() < costs.get(i).getAsDouble())) {
        return false;
      }
    }
    return true;
  }

  private SweepData report(long seed) {
    List<SweepColumn> columns =
        List.of(
            words("model", "Model", SweepColumn.Role.IDENTITY, models),
            words("engine", "Engine", SweepColumn.Role.PARAMETER, engines),
            words("memory.type", "Memory", SweepColumn.Role.PARAMETER, memories),
            parameter("processors.npu.matrix.rows", "NPU rows", "PE", rows),
            parameter("processors.npu.clock_ghz", "NPU clock", "GHz", clocks),
            parameter("memory.bandwidth_gb_per_s", "Bandwidth", "GB/s", bandwidths),
            metric(
                    "decode_tokens_per_second",
                    "Decode throughput",
                    "tokens/s",
                    Better.MAX,
                    true,
                    throughputs)
                .with(new SweepColumn.Spread(low, high)),
            metric("system_cost_usd", "System cost", "USD", Better.MIN, true, costs)
                .within(new SweepColumn.Limits(OptionalDouble.empty(), OptionalDouble.of(120))),
            metric(
                "decode_energy_j_per_token",
                "Decode energy",
                "J/token",
                Better.MIN,
                true,
                energies),
            metric("ttft_ms", "Time to first token", "ms", Better.MIN, false, ttfts),
            metric("die_area_mm2", "Die area", "mm2", Better.MIN, false, areas));
    var breakdown =
        new SweepBreakdown(
            "Die area",
            "mm2",
            List.of(new SweepBreakdown.Part("npu", npus), new SweepBreakdown.Part("gpu", gpus)));
    return new SweepData(
        "NPU array and bandwidth of " + NASTY,
        List.of(
            new Fact("Method", "random"),
            new Fact("Seed", Long.toString(seed)),
            new Fact("Designs", Integer.toString(designs.size())),
            new Fact("Limits", "system_cost_usd <= 120")),
        designs.size(),
        columns,
        designs,
        List.of(breakdown),
        List.of(
            new SweepData.Command(
                "Run llama-3-8b",
                List.of(
                    "socompass",
                    "run",
                    "--device",
                    "snapdragon-8-gen-3",
                    "--model",
                    "llama-3-8b"))),
        "llama-3-8b as w4a16 on snapdragon-8-gen-3");
  }

  private static SweepColumn words(
      String id, String label, SweepColumn.Role role, List<String> values) {
    return SweepColumn.of(id, label, "", role, Optional.empty(), new SweepColumn.Words(values));
  }

  private static SweepColumn parameter(
      String id, String label, String unit, List<OptionalDouble> values) {
    return SweepColumn.of(
        id,
        label,
        unit,
        SweepColumn.Role.PARAMETER,
        Optional.empty(),
        new SweepColumn.Numbers(values));
  }

  private static SweepColumn metric(
      String id,
      String label,
      String unit,
      Better better,
      boolean isObjective,
      List<OptionalDouble> values) {
    return SweepColumn.of(
        id,
        label,
        unit,
        isObjective ? SweepColumn.Role.OBJECTIVE : SweepColumn.Role.METRIC,
        Optional.of(better),
        new SweepColumn.Numbers(values));
  }
}
