package org.socompass.cli.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TrustCells;
import org.socompass.inference.cut.Piece;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.explain.Explanation;
import org.socompass.operator.BufferUse;
import org.socompass.operator.MemoryLevel;
import org.socompass.study.MapStudy;

/**
 * What {@code map} reports, as a row and as a document.
 *
 * @param result the result
 */
record MapReport(MapStudy.Result result) {
  private static final double MICRO = 1e6;
  private static final double PERCENT = 100;

  private static final List<String> HEADER =
      Stream.concat(
              Stream.of(
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
                  "gap_percent",
                  "latency_us_p10",
                  "latency_us_p90"),
              TrustCells.HEADER.stream())
          .toList();

  private static final String IN_MEMORY = "in_memory";

  /** Returns the columns of CSV: those of units in main memory are of devices with such alone. */
  List<String> header() {
    return result.isForUnits()
        ? Stream.concat(HEADER.stream(), Stream.of(IN_MEMORY + "_us")).toList()
        : HEADER;
  }

  /** Returns the row of CSV. */
  List<Object> row() {
    List<Object> row = new ArrayList<>();
    row.add(result.device().id());
    row.add(result.processor().id());
    row.add(result.shown().operator().id());
    row.add(result.shown().operator().shape());
    row.add(result.shown().operator().types());
    row.add(result.cost().latencySeconds() * MICRO);
    row.add(result.cycles());
    row.add(result.cost().rooflineSeconds() * MICRO);
    row.add(result.cost().boundBy().id());
    row.add(PERCENT * result.cost().utilization());
    for (MemoryLevel level : MemoryLevel.values()) {
      row.add(Numbers.wholeBytes(result.cost().traffic(level)));
    }
    row.add(described(result.shown().mapping().describe()));
    row.add(result.best().search().total());
    row.add(result.best().search().evaluated());
    row.add(result.best().search().pruned());
    row.add(result.isOptimal());
    row.add(PERCENT * result.gap());
    row.add(result.cost().latencySeconds() * MICRO * result.band().lowFactor());
    row.add(result.cost().latencySeconds() * MICRO * result.band().highFactor());
    row.addAll(TrustCells.cells(result.trust()));
    if (result.isForUnits()) {
      row.add(result.inMemory().map(piece -> piece.visibleSeconds(false) * MICRO));
    }
    return row;
  }

  /** Returns the JSON document. */
  Map<String, ?> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("device", result.device().id());
    root.put("processor", result.processor().id());
    root.put("operator", result.shown().operator().id());
    root.put("shape", result.shown().operator().shape());
    root.put("types", result.shown().operator().types());
    root.put("latency_us", result.cost().latencySeconds() * MICRO);
    root.put("latency_us_p10", result.cost().latencySeconds() * MICRO * result.band().lowFactor());
    root.put("latency_us_p90", result.cost().latencySeconds() * MICRO * result.band().highFactor());
    root.put("trust", TrustCells.json(result.trust()));
    root.put("cycles", result.cycles());
    root.put("roofline_us", result.cost().rooflineSeconds() * MICRO);
    root.put("bound_by", result.cost().boundBy().id());
    root.put("utilization_percent", PERCENT * result.cost().utilization());
    Map<String, Object> busy = new LinkedHashMap<>();
    result.busySeconds().forEach((bound, seconds) -> busy.put(bound.id(), seconds * MICRO));
    root.put("busy_us", busy);
    Map<String, Object> traffic = new LinkedHashMap<>();
    for (MemoryLevel level : MemoryLevel.values()) {
      traffic.put(level.id(), Numbers.wholeBytes(result.cost().traffic(level)));
    }
    root.put("traffic", traffic);
    root.put("compulsory_bytes", Numbers.wholeBytes(result.shown().operator().compulsoryBytes()));
    root.put("mapping", result.shown().mapping().describe());
    if (result.isForUnits()) {
      root.put(IN_MEMORY, result.inMemory().map(MapReport::json));
    }
    root.put("loop_nest", result.explanation().loopNest());
    root.put("buffers", result.explanation().buffers().stream().map(MapReport::json).toList());
    root.put("one_more_unit", result.explanation().gains().stream().map(MapReport::json).toList());
    root.put(
        "runner_up",
        result.given().isPresent()
            ? Optional.empty()
            : result
                .best()
                .runnerUp()
                .map(r -> mapping(r.latencySeconds(), r.mapping().describe())));
    if (result.given().isPresent()) {
      root.put(
          "best",
          mapping(result.best().cost().latencySeconds(), result.best().mapping().describe()));
    }
    MappedOperator.Search search = result.best().search();
    Map<String, Object> found = new LinkedHashMap<>();
    found.put("mappings_total", search.total());
    found.put("mappings_evaluated", search.evaluated());
    found.put("mappings_pruned", search.pruned());
    found.put("seconds", search.seconds());
    found.put("optimal", result.isOptimal());
    found.put("gap_percent", PERCENT * result.gap());
    root.put("search", found);
    return root;
  }

  private static Map<String, Object> mapping(double seconds, Map<String, Object> choices) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("latency_us", seconds * MICRO);
    item.put("mapping", choices);
    return item;
  }

  private static Map<String, Object> json(Piece inMemory) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("latency_us", inMemory.visibleSeconds(false) * MICRO);
    item.put("bound_by", inMemory.boundBy().id());
    item.put("in_memory_bytes", Numbers.wholeBytes(inMemory.inMemoryBytes()));
    item.put("main_memory_bytes", Numbers.wholeBytes(inMemory.bytes()));
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
