package org.socompass.cli.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.option.OperatorOptions;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.mapper.Explanation;
import org.socompass.mapper.MappedOperator;
import org.socompass.operator.Bound;
import org.socompass.operator.BufferUse;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;

/**
 * What {@code map} reports.
 *
 * @param device the device
 * @param processor the processor
 * @param best the best mapping that was found
 * @param given the mapping that the user chose instead
 * @param explanation why the mapping that is shown is as fast as it is
 */
record MapReport(
    Device device,
    Processor processor,
    MappedOperator best,
    Optional<MappedOperator> given,
    Explanation explanation) {
  private static final double MICRO = 1e6;
  private static final double PERCENT = 100;

  static final List<String> HEADER =
      List.of(
          "device",
          "processor",
          "operator",
          "shape",
          "types",
          "latency_us",
          "cycles",
          "roofline_us",
          "bound_by",
          "utilization_percent",
          "main_memory_bytes",
          "global_buffer_bytes",
          "local_buffer_bytes",
          "mapping",
          "mappings_total",
          "mappings_evaluated",
          "mappings_pruned",
          "optimal",
          "gap_percent");

  /** Returns the mapping that is shown. */
  MappedOperator shown() {
    return given.orElse(best);
  }

  OperatorCost cost() {
    return shown().cost();
  }

  double cycles() {
    return cost().latencySeconds() * processor.clockHz();
  }

  /** Returns whether the mapping that is shown is proven to be the best. */
  boolean isOptimal() {
    return best.search().optimal() && cost().latencySeconds() <= best.cost().latencySeconds();
  }

  /** Returns the share of the latency that another mapping might save at most. */
  double gap() {
    double least = best.cost().latencySeconds() * (1 - best.search().gap());
    return isOptimal() ? 0 : Math.max(0, 1 - least / cost().latencySeconds());
  }

  /** Returns how long each resource is busy, in the order of the bounds [s]. */
  Map<Bound, Double> busySeconds() {
    Map<Bound, Double> busy = new LinkedHashMap<>();
    for (Bound bound : Bound.values()) {
      double seconds =
          bound == Bound.LAUNCH
              ? cost().launchSeconds()
              : cost().busySeconds().getOrDefault(bound, 0.0);
      if (seconds > 0) {
        busy.put(bound, seconds);
      }
    }
    return busy;
  }

  /** Returns the row of CSV. */
  List<Object> row() {
    List<Object> row = new ArrayList<>();
    row.add(device.id());
    row.add(processor.id());
    row.add(shown().operator().id());
    row.add(shown().operator().shape());
    row.add(OperatorOptions.types(shown().operator()));
    row.add(cost().latencySeconds() * MICRO);
    row.add(cycles());
    row.add(cost().rooflineSeconds() * MICRO);
    row.add(cost().boundBy().id());
    row.add(PERCENT * cost().utilization());
    for (MemoryLevel level : MemoryLevel.values()) {
      row.add(Numbers.wholeBytes(cost().traffic(level)));
    }
    row.add(described(shown().mapping().describe()));
    row.add(best.search().total());
    row.add(best.search().evaluated());
    row.add(best.search().pruned());
    row.add(isOptimal());
    row.add(PERCENT * gap());
    return row;
  }

  /** Returns the JSON document. */
  Map<String, ?> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("device", device.id());
    root.put("processor", processor.id());
    root.put("operator", shown().operator().id());
    root.put("shape", shown().operator().shape());
    root.put("types", OperatorOptions.types(shown().operator()));
    root.put("latency_us", cost().latencySeconds() * MICRO);
    root.put("cycles", cycles());
    root.put("roofline_us", cost().rooflineSeconds() * MICRO);
    root.put("bound_by", cost().boundBy().id());
    root.put("utilization_percent", PERCENT * cost().utilization());
    Map<String, Object> busy = new LinkedHashMap<>();
    busySeconds().forEach((bound, seconds) -> busy.put(bound.id(), seconds * MICRO));
    root.put("busy_us", busy);
    Map<String, Object> traffic = new LinkedHashMap<>();
    for (MemoryLevel level : MemoryLevel.values()) {
      traffic.put(level.id(), Numbers.wholeBytes(cost().traffic(level)));
    }
    root.put("traffic", traffic);
    root.put("compulsory_bytes", Numbers.wholeBytes(shown().operator().compulsoryBytes()));
    root.put("mapping", shown().mapping().describe());
    root.put("loop_nest", explanation.loopNest());
    root.put("buffers", explanation.buffers().stream().map(MapReport::json).toList());
    root.put("one_more_unit", explanation.gains().stream().map(MapReport::json).toList());
    root.put(
        "runner_up",
        given.isPresent()
            ? Optional.empty()
            : best.runnerUp().map(r -> mapping(r.latencySeconds(), r.mapping().describe())));
    if (given.isPresent()) {
      root.put("best", mapping(best.cost().latencySeconds(), best.mapping().describe()));
    }
    MappedOperator.Search search = best.search();
    Map<String, Object> found = new LinkedHashMap<>();
    found.put("mappings_total", search.total());
    found.put("mappings_evaluated", search.evaluated());
    found.put("mappings_pruned", search.pruned());
    found.put("seconds", search.seconds());
    found.put("optimal", isOptimal());
    found.put("gap_percent", PERCENT * gap());
    root.put("search", found);
    return root;
  }

  private static Map<String, Object> mapping(double seconds, Map<String, Object> choices) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("latency_us", seconds * MICRO);
    item.put("mapping", choices);
    return item;
  }

  private static Map<String, Object> json(BufferUse use) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("buffer", use.buffer());
    item.put("bytes", Numbers.wholeBytes(use.bytes()));
    item.put("capacity_bytes", Numbers.wholeBytes(use.capacityBytes()));
    item.put("used_percent", PERCENT * use.share());
    return item;
  }

  private static Map<String, Object> json(Explanation.Gain gain) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("resource", gain.resource().id());
    item.put("unit", gain.resource().label());
    item.put("latency_us", gain.latencySeconds() * MICRO);
    item.put("change_percent", PERCENT * gain.change());
    return item;
  }

  /** Returns choices in one line. */
  static String described(Map<String, Object> choices) {
    return choices.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(" "));
  }
}
