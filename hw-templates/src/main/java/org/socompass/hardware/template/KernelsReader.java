package org.socompass.hardware.template;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.socompass.hardware.AttentionKernels;
import org.socompass.hardware.DataType;
import org.socompass.hardware.GraphGeneration;
import org.socompass.hardware.Kernels;
import org.socompass.hardware.Launch;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.OperatorClass;
import org.socompass.hardware.StreamingKernels;
import org.socompass.hardware.Tile;
import org.socompass.input.Dimension;
import org.socompass.input.Quoted;
import org.socompass.input.Section;

/** Reads the {@code kernels} section of a processor: the schema of kernel constants. */
final class KernelsReader {
  private static final double GREATEST_EXPONENT = 64;

  /** Families of matrix-product kernels. */
  private enum Family {
    PIPELINED,
    RATE,
    SCRATCHPAD
  }

  private KernelsReader() {}

  static Kernels read(Section s) {
    s.optionalText("priors");
    return new Kernels(
        s.optionalText("extends").orElse("own"),
        s.section("matmul", KernelsReader::matmul),
        s.section("streaming", KernelsReader::streaming),
        s.optionalSection("attention", KernelsReader::attention),
        s.optionalSection(
            "graph_generation",
            g ->
                new GraphGeneration(
                    g.nonNegative("base", Dimension.TIME),
                    g.nonNegative("element_time", Dimension.TIME))));
  }

  private static MatmulKernels matmul(Section s) {
    return switch (s.choice("family", Family.class)) {
      case PIPELINED -> pipelined(s);
      case RATE -> rate(s);
      case SCRATCHPAD -> scratchpad(s);
    };
  }

  private static MatmulKernels pipelined(Section s) {
    return new MatmulKernels.Pipelined(
        tiles(s, "tiles"),
        tiles(s, "mixed_tiles"),
        tiles(s, "vector_tiles"),
        counts(s, "depths", 1),
        counts(s, "splits", 1),
        counts(s, "chains", 0),
        counts(s, "swizzles", 1),
        counts(s, "occupancies", 1),
        s.count("greatest_stages", 1),
        s.fraction("issue_efficiency"),
        exponent(s, "overlap"),
        s.fraction("dram_efficiency"),
        s.nonNegative("epilogue_operations", Dimension.NUMBER),
        s.fraction("cache_share"),
        s.count("cache_ways", 1),
        s.positive("register_factor", Dimension.NUMBER),
        s.nonNegative("dequantize_operations", Dimension.NUMBER),
        s.positive("port", Dimension.BYTES_PER_CYCLE),
        s.positive("operations_per_cycle", Dimension.NUMBER),
        Tile.of(s.text("fragment")),
        s.fraction("fragment_fraction"),
        counts(s, "cores_per_tile", 1),
        s.has("accumulators")
            ? s.choice("accumulators", MatmulKernels.Accumulators.class)
            : MatmulKernels.Accumulators.REGISTERS,
        generation(s));
  }

  private static MatmulKernels.Generation generation(Section s) {
    return new MatmulKernels.Generation(
        s.flag("persistent", false),
        s.has("vector_efficiency") ? s.fraction("vector_efficiency") : 1,
        s.nonNegative("tensor_memory", Dimension.CAPACITY, 0),
        s.has("latency_load") ? s.positive("latency_load", Dimension.NUMBER) : 1,
        s.has("by_type") ? s.section("by_type", KernelsReader::byTypeTraits) : Map.of(),
        s.optionalSection("grouped", KernelsReader::grouped));
  }

  private static MatmulKernels.Grouped grouped(Section s) {
    return new MatmulKernels.Grouped(
        s.fraction("efficiency"),
        s.has("short_reads") ? s.fraction("short_reads") : 1,
        s.nonNegative("resident_share", Dimension.NUMBER, 0),
        s.nonNegative("beside", Dimension.TIME, 0),
        s.section("few", KernelsReader::groupedTiles),
        s.section("many", KernelsReader::groupedTiles));
  }

  private static MatmulKernels.GroupedTiles groupedTiles(Section s) {
    return new MatmulKernels.GroupedTiles(
        tiles(s, "tiles"), s.count("depth", 1), s.count("swizzle", 1, 1));
  }

  private static Map<DataType, MatmulKernels.TypeTraits> byTypeTraits(Section types) {
    Map<DataType, MatmulKernels.TypeTraits> result = new EnumMap<>(DataType.class);
    for (String name : types.keys()) {
      result.put(
          DataType.ofKey(types, name),
          types.section(
              name,
              t ->
                  new MatmulKernels.TypeTraits(
                      t.has("splits") ? counts(t, "splits", 1) : List.of(),
                      t.has("promotion_depth") ? t.count("promotion_depth", 1) : 0)));
    }
    return result;
  }

  private static MatmulKernels rate(Section s) {
    boolean scratch = s.flag("scratch", false);
    return new MatmulKernels.Rate(
        Tile.of(s.text("tile")),
        byType(s, "efficiency", true),
        s.has("dequantize_slots") ? byType(s, "dequantize_slots", false) : Map.of(),
        s.count("register_rows", 1),
        s.count("register_passes", 1),
        s.flag("reads_cache_once", true),
        scratch,
        s.nonNegative("scratch_bytes_per_weight", Dimension.CAPACITY, 0),
        s.has("register_share") ? s.fraction("register_share") : 1);
  }

  private static MatmulKernels scratchpad(Section s) {
    Map<DataType, DataType> travel = new EnumMap<>(DataType.class);
    s.optionalSection(
        "travel_types",
        t -> {
          for (String from : t.keys()) {
            travel.put(DataType.ofKey(t, from), DataType.ofValue(t, from));
          }
          return travel;
        });
    Map<DataType, Double> path = new EnumMap<>(DataType.class);
    s.optionalSection(
        "weight_bandwidth",
        t -> {
          for (String from : t.keys()) {
            path.put(DataType.ofKey(t, from), t.positive(from, Dimension.BANDWIDTH));
          }
          return path;
        });
    return new MatmulKernels.Scratchpad(
        s.bytes("tile_bytes"),
        travel,
        path,
        s.has("converted_rate") ? byType(s, "converted_rate", true) : Map.of(),
        s.flag("transposable", true),
        s.flag("transposed", false),
        s.flag("double_buffered", true),
        s.has("blocking")
            ? s.choice("blocking", MatmulKernels.Blocking.class)
            : MatmulKernels.Blocking.ANY);
  }

  private static StreamingKernels streaming(Section s) {
    Map<OperatorClass, StreamingKernels.Traits> traits = new EnumMap<>(OperatorClass.class);
    for (OperatorClass c :
        List.of(OperatorClass.SOFTMAX, OperatorClass.NORMALIZATION, OperatorClass.ELEMENTWISE)) {
      traits.put(c, s.section(key(c), KernelsReader::traits));
    }
    return new StreamingKernels(
        s.fraction("dram_efficiency"),
        exponent(s, "overlap"),
        s.fraction("cache_share"),
        s.nonNegative("element_time", Dimension.TIME),
        s.nonNegative("reduction_time", Dimension.TIME),
        s.optionalPositive("fitted_clock", Dimension.FREQUENCY),
        traits,
        s.has("by_operator") ? s.section("by_operator", KernelsReader::byOperator) : Map.of());
  }

  private static Map<String, StreamingKernels.Traits> byOperator(Section s) {
    Map<String, StreamingKernels.Traits> result = new LinkedHashMap<>();
    s.keys().forEach(kind -> result.put(kind, s.section(kind, KernelsReader::traits)));
    return result;
  }

  private static StreamingKernels.Traits traits(Section t) {
    return new StreamingKernels.Traits(
        t.count("rows_per_core", 1),
        t.count("long_row", 1, Integer.MAX_VALUE),
        t.count("long_reads", 1, 1),
        t.flag("staged", false),
        t.flag("block_reduction", false),
        t.has("element_time")
            ? OptionalDouble.of(t.nonNegative("element_time", Dimension.CYCLES))
            : OptionalDouble.empty(),
        t.optionalSection(
            "in_flight",
            b ->
                new StreamingKernels.Budget(
                    b.bytes("bytes"),
                    b.nonNegative("wave_time", Dimension.CYCLES),
                    b.nonNegative("exchange_time", Dimension.CYCLES))));
  }

  private static AttentionKernels attention(Section s) {
    return new AttentionKernels(
        tiles(s, "tiles"),
        counts(s, "splits", 1),
        s.fraction("efficiency"),
        s.nonNegative("block_time", Dimension.CYCLES),
        s.nonNegative("step_time", Dimension.CYCLES),
        s.nonNegative("exposed_exp", Dimension.NUMBER),
        s.nonNegative("append_time", Dimension.TIME),
        s.count("append_tokens", 0),
        s.nonNegative("beside", Dimension.TIME, 0),
        s.count("beside_kernels", 0, 1),
        exponent(s, "overlap"),
        s.fraction("dram_efficiency"),
        s.nonNegative("cache_passes", Dimension.NUMBER, 0),
        s.has("cache_share") ? s.fraction("cache_share") : 0,
        s.optionalSection(
            "latent",
            l ->
                new AttentionKernels.Latent(
                    l.has("splits") ? counts(l, "splits", 1) : List.of(),
                    l.count("waits", 0, 0),
                    l.has("exposed_exp")
                        ? OptionalDouble.of(l.nonNegative("exposed_exp", Dimension.NUMBER))
                        : OptionalDouble.empty(),
                    l.has("overlap")
                        ? OptionalDouble.of(exponent(l, "overlap"))
                        : OptionalDouble.empty())));
  }

  static Launch launch(Section s) {
    Map<OperatorClass, Double> seconds = new EnumMap<>(OperatorClass.class);
    for (OperatorClass c : OperatorClass.values()) {
      boolean falls = c == OperatorClass.INTEGER_MATMUL || c == OperatorClass.MIXED_MATMUL;
      seconds.put(
          c,
          falls && !s.has(key(c))
              ? s.nonNegative(key(OperatorClass.MATMUL), Dimension.TIME)
              : s.nonNegative(key(c), Dimension.TIME));
    }
    Map<OperatorClass, Double> host = new EnumMap<>(OperatorClass.class);
    s.optionalSection(
        "host",
        h -> {
          for (OperatorClass c : OperatorClass.values()) {
            if (h.has(key(c))) {
              host.put(c, h.nonNegative(key(c), Dimension.TIME));
            }
          }
          return host;
        });
    return new Launch(
        seconds, host, time(s, "queued"), time(s, "graph"), time(s, "kernel"), time(s, "events"));
  }

  private static OptionalDouble time(Section s, String key) {
    return s.has(key)
        ? OptionalDouble.of(s.nonNegative(key, Dimension.TIME))
        : OptionalDouble.empty();
  }

  private static String key(OperatorClass operatorClass) {
    return Section.nameOf(operatorClass).replace('-', '_');
  }

  static Map<DataType, Double> byType(Section s, String key, boolean fraction) {
    return s.section(
        key,
        types -> {
          Map<DataType, Double> result = new EnumMap<>(DataType.class);
          for (String name : types.keys()) {
            result.put(
                DataType.ofKey(types, name),
                fraction ? types.fraction(name) : types.nonNegative(name, Dimension.NUMBER));
          }
          return result;
        });
  }

  private static double exponent(Section s, String key) {
    return s.within(key, Dimension.NUMBER, 1, GREATEST_EXPONENT);
  }

  private static List<Tile> tiles(Section s, String key) {
    return s.list(key, Tile::of);
  }

  private static List<Integer> counts(Section s, String key, int minimum) {
    return s.list(
        key,
        text -> {
          if (!text.matches("\\d{1,7}") || Integer.parseInt(text) < minimum) {
            throw new IllegalArgumentException(
                Quoted.of(text) + " is not a whole number from " + minimum);
          }
          return Integer.valueOf(text);
        });
  }
}
