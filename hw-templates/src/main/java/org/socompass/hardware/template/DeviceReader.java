package org.socompass.hardware.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.Device;
import org.socompass.hardware.Dram;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.Interconnect;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorEnergy;
import org.socompass.hardware.ProcessorKind;
import org.socompass.hardware.SustainedClock;
import org.socompass.hardware.Synchronization;
import org.socompass.hardware.VectorUnit;
import org.socompass.hardware.power.MemoryEnergy;
import org.socompass.hardware.power.ThermalLimits;
import org.socompass.hardware.power.ThrottleStep;
import org.socompass.hardware.product.AreaInputs;
import org.socompass.hardware.product.ProductInputs;
import org.socompass.hardware.tier.Tiers;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.SchemaObserver;
import org.socompass.input.Section;
import org.socompass.input.YamlNode;

/**
 * Turns a merged template into a {@link Device} and checks it. This is the schema: every key that a
 * template may have is read here.
 */
final class DeviceReader {
  private static final String ROW_STATIONARY = "row-stationary";

  private DeviceReader() {}

  static Device read(String id, YamlNode.Mapping tree) {
    return read(id, tree, KnownParts.OfDevice.NONE);
  }

  /** Reads a device whose parts may be known. */
  static Device read(String id, YamlNode.Mapping tree, KnownParts.OfDevice parts) {
    try {
      return Section.read(tree, "", s -> device(id, s, parts));
    } catch (InputException e) {
      // What looks like a misspelt key may be a valid one: then it is another that is missing.
      throw e.ifValid()
          .filter(
              other -> e.problem().filter(p -> TemplateSchema.shipped().has(p.path())).isPresent())
          .orElse(e);
    }
  }

  /** Reads a device and tells the observer of its keys. */
  static Device read(String id, YamlNode.Mapping tree, SchemaObserver observer) {
    return Section.read(tree, "", observer, s -> device(id, s, KnownParts.OfDevice.NONE));
  }

  /** Reads what a list says, and neither reads nor checks the rest. */
  static DeviceSummary summary(String id, YamlNode.Mapping tree) {
    var s = new Section(tree, "");
    List<String> processors = new ArrayList<>();
    if (tree.entries().get("processors") instanceof YamlNode.Mapping all) {
      processors.addAll(all.entries().keySet());
    }
    return new DeviceSummary(
        id,
        s.text("name"),
        s.text("process_node"),
        processors,
        s.section("memory", MemoryReader::read),
        kind(s));
  }

  /** Reads what no override concerns. */
  static Optional<DeviceKind> kind(Section s) {
    s.optionalText("extends");
    return s.optionalChoice("kind", DeviceKind.class);
  }

  static MainMemory memory(Section root) {
    return root.section("memory", MemoryReader::read);
  }

  static OptionalDouble powerLimit(Section root) {
    return root.optionalPositive("power_limit", Dimension.POWER);
  }

  static Optional<Device.SystemCache> systemCache(Section root) {
    return root.optionalSection("system_cache", c -> new Device.SystemCache(c.bytes("capacity")));
  }

  static Optional<Synchronization> synchronization(Section root) {
    return root.optionalSection("synchronization", DeviceReader::handOvers);
  }

  static Optional<Interconnect> interconnect(Section root) {
    return root.optionalSection("interconnect", DeviceReader::links);
  }

  private static Device device(String id, Section s, KnownParts.OfDevice parts) {
    kind(s);
    MainMemory memory = memory(s);
    Map<String, Processor> processors = new LinkedHashMap<>();
    s.section(
        "processors",
        all -> {
          for (String key : all.keys()) {
            processors.put(
                key, parts.section(all, key, p -> processor(key, p, memory.latencySeconds())));
          }
          if (processors.isEmpty()) {
            throw new InputException(all.mark(), "processors", "needs at least one processor");
          }
          return processors;
        });
    OptionalDouble limit = powerLimit(s);
    limit.ifPresent(
        watts ->
            processors.replaceAll(
                (key, p) ->
                    p.withSustained(
                        SustainedClock.of(
                            p, memory.energy().map(MemoryEnergy::idleWatts).orElse(0.0), watts))));
    return new Device(
        id,
        s.text("name"),
        s.text("process_node"),
        memory,
        systemCache(s),
        processors,
        synchronization(s),
        interconnect(s),
        engines(s),
        parts.optionalSection(s, "area", a -> AreaInputs.read(a, processors.keySet())),
        parts.optionalSection(s, "product", ProductInputs::read),
        parts.optionalSection(s, "thermal", ThermalLimits::read),
        limit,
        Tiers.read(s));
  }

  static Map<String, String> engines(Section s) {
    Map<String, String> result = new LinkedHashMap<>();
    s.optionalSection(
        "engines",
        e -> {
          e.keys().forEach(strategy -> result.put(strategy, e.text(strategy)));
          return result;
        });
    return result;
  }

  static Processor processor(String id, Section s, double memoryLatencySeconds) {
    ProcessorKind kind = s.choice("kind", ProcessorKind.class);
    Optional<MatrixEngine> matrix = s.optionalSection("matrix", DeviceReader::matrix);
    double clockHz = s.positive("clock", Dimension.FREQUENCY);
    var processor =
        new Processor(
            id,
            kind,
            s.text("name"),
            clockHz,
            s.units("cores"),
            s.units("lanes"),
            matrix,
            s.section("vector", DeviceReader::vector),
            s.bytes("registers"),
            s.section(
                "local_buffer",
                b ->
                    new LocalBuffer(
                        b.bytes("capacity"), b.positive("bandwidth", Dimension.BYTES_PER_CYCLE))),
            s.section(
                "global_buffer",
                b ->
                    new GlobalBuffer(
                        b.bytes("capacity"),
                        b.positive("bandwidth", Dimension.BYTES_PER_CYCLE),
                        b.nonNegative("latency", Dimension.CYCLES))),
            s.section("dram", d -> dram(d, clockHz, memoryLatencySeconds)),
            s.section("launch", KernelsReader::launch),
            s.section("kernels", KernelsReader::read),
            s.optionalSection("energy", ProcessorEnergy::read),
            s.optionalSection("dvfs", ThrottleStep::read).orElse(List.of()));
    checkSmallestTile(s, processor);
    checkDataflow(s, processor);
    return processor;
  }

  /** A buffer that can't hold one array-sized tile of both operands and the result is useless. */
  private static void checkSmallestTile(Section s, Processor processor) {
    processor
        .matrix()
        .ifPresent(
            m -> {
              long tile = 2L * m.rows() * m.columns() * 3;
              if (processor.local().capacityBytes() < tile) {
                throw s.error(
                    "local_buffer",
                    "must hold one tile of the %dx%d matrix engine in fp16 (three operands, %d B),"
                            .formatted(m.rows(), m.columns(), tile)
                        + " but its capacity is "
                        + processor.local().capacityBytes()
                        + " B");
              }
            });
    if (processor.global().capacityBytes() < processor.local().capacityBytes() / 8) {
      throw s.error(
          "global_buffer",
          "its capacity (%d B) is far below one core's local buffer (%d B)"
              .formatted(processor.global().capacityBytes(), processor.local().capacityBytes()));
    }
  }

  private static MatrixEngine matrix(Section s) {
    return new MatrixEngine(
        s.units("rows"),
        s.units("columns"),
        rates(s, "macs_per_pe_per_cycle"),
        s.has("efficiency") ? KernelsReader.byType(s, "efficiency", true) : Map.of(),
        s.flag("folds_overlap", false),
        s.has("dataflow") ? dataflows(s) : Arrays.asList(Dataflow.values()),
        s.has("load_rows_per_cycle") ? loadRate(s) : OptionalDouble.empty(),
        s.has("accumulators") ? OptionalLong.of(s.bytes("accumulators")) : OptionalLong.empty());
  }

  /** A row of the array takes no longer to load than one element after another. */
  private static OptionalDouble loadRate(Section s) {
    double rate = s.positive("load_rows_per_cycle", Dimension.NUMBER);
    int columns = s.units("columns");
    if (rate * columns < 1) {
      throw s.error(
          "load_rows_per_cycle",
          "must be at least one element a cycle, 1/%d of a row of the array, but is %s"
              .formatted(columns, s.text("load_rows_per_cycle")));
    }
    return OptionalDouble.of(rate);
  }

  private static List<Dataflow> dataflows(Section s) {
    Map<String, Dataflow> names = new LinkedHashMap<>();
    for (Dataflow dataflow : Dataflow.values()) {
      names.put(Section.nameOf(dataflow), dataflow);
    }
    List<Dataflow> result =
        s.list(
            "dataflow",
            text ->
                Optional.ofNullable(names.get(text))
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                Quoted.of(text)
                                    + (text.replace('_', '-').equals(ROW_STATIONARY)
                                        ? " is not modelled: it keeps rows of a convolution, and"
                                            + " products have none; "
                                        : " is not valid; ")
                                    + (text.replace('_', '-').equals(ROW_STATIONARY)
                                        ? "valid: " + String.join(", ", names.keySet())
                                        : NearestName.hint(text, names.keySet())))));
    if (result.isEmpty()) {
      throw s.error("dataflow", "needs at least one of " + String.join(", ", names.keySet()));
    }
    return result;
  }

  /**
   * Only kernels that work from a scratchpad know what stays in the array, and where results go.
   */
  private static void checkDataflow(Section s, Processor processor) {
    if (processor.matrix().isEmpty()
        || processor.kernels().matmul() instanceof MatmulKernels.Scratchpad) {
      return;
    }
    MatrixEngine m = processor.matrix().get();
    String stated =
        m.dataflows().size() < Dataflow.values().length
            ? "a dataflow"
            : m.loadRowsPerCycle().isPresent()
                ? "load_rows_per_cycle"
                : m.accumulatorBytes().isPresent() ? "accumulators" : "";
    if (!stated.isEmpty()) {
      throw s.error(
          "matrix",
          "states " + stated + ", which only kernels of family scratchpad use; leave it out");
    }
  }

  private static VectorUnit vector(Section s) {
    return new VectorUnit(
        rates(s, "flops_per_cycle"),
        s.positive("exp_per_cycle", Dimension.NUMBER),
        s.positive("rsqrt_per_cycle", Dimension.NUMBER));
  }

  private static Map<DataType, Double> rates(Section s, String key) {
    Map<DataType, Double> rates = KernelsReader.byType(s, key, false);
    if (rates.isEmpty() || rates.containsValue(0.0)) {
      throw s.error(key, "needs at least one data type, and no rate of 0");
    }
    return rates;
  }

  /**
   * Reads what a processor gets from memory: its port as a rate, or as the width and the clock that
   * make it; its cores as a rate, or as the bytes that one keeps in flight. A rate wins.
   */
  private static Dram dram(Section s, double clockHz, double latencySeconds) {
    if (s.has("port_clock") && !s.has("port_width")) {
      throw s.error("port_clock", "needs port_width beside it");
    }
    OptionalDouble stated = s.optionalPositive("bandwidth_cap", Dimension.BANDWIDTH);
    OptionalDouble width = s.optionalPositive("port_width", Dimension.BYTES_PER_CYCLE);
    OptionalDouble clock = s.optionalPositive("port_clock", Dimension.FREQUENCY);
    OptionalDouble cap =
        stated.isPresent() || width.isEmpty()
            ? stated
            : OptionalDouble.of(width.getAsDouble() * clock.orElse(clockHz));
    OptionalDouble core = s.optionalPositive("bandwidth_per_core", Dimension.BANDWIDTH);
    OptionalDouble inFlight = s.optionalPositive("bytes_in_flight", Dimension.CAPACITY);
    OptionalDouble perCore =
        core.isPresent() || inFlight.isEmpty()
            ? core
            : OptionalDouble.of(inFlight.getAsDouble() / latencySeconds);
    boolean isOwnClock = stated.isEmpty() && width.isPresent() && clock.isEmpty();
    return new Dram(
        s.fraction("efficiency"),
        cap,
        perCore,
        s.nonNegative("ramp", Dimension.TIME, 0),
        isOwnClock);
  }

  private static Synchronization handOvers(Section s) {
    return new Synchronization(
        s.nonNegative("slow", Dimension.TIME),
        s.nonNegative("fast", Dimension.TIME),
        s.nonNegative("resubmit", Dimension.TIME));
  }

  private static Interconnect links(Section s) {
    return new Interconnect(
        s.has("devices") ? s.units("devices") : 1,
        s.choice("topology", Interconnect.Topology.class),
        s.units("links"),
        s.positive("bandwidth_per_link", Dimension.BANDWIDTH),
        s.nonNegative("latency", Dimension.TIME),
        packetBytes(s, "flit", 1),
        packetBytes(s, "header", 0),
        packetBytes(s, "payload", 1),
        s.fraction("efficiency", 1),
        s.optionalSection(
            "protocols",
            p ->
                new Interconnect.Protocols(
                    p.nonNegative("hop", Dimension.TIME),
                    p.fraction("short_share"),
                    p.nonNegative("long_start", Dimension.TIME),
                    p.optionalPositive("host_bandwidth", Dimension.BANDWIDTH)
                        .orElse(Double.POSITIVE_INFINITY),
                    p.flag("switch_sums", false))));
  }

  private static int packetBytes(Section s, String key, int minimum) {
    return (int) Math.round(s.within(key, Dimension.CAPACITY, minimum, Integer.MAX_VALUE));
  }
}
