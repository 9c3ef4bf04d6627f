package org.socompass.mapper;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.Tile;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.Section;
import org.socompass.input.YamlNode;
import org.socompass.input.YamlReader;
import org.socompass.operator.Spread;
import org.socompass.operator.mapping.AttentionMapping;
import org.socompass.operator.mapping.CollectiveMapping;
import org.socompass.operator.mapping.LoopOrder;
import org.socompass.operator.mapping.Mapping;
import org.socompass.operator.mapping.PipelinedMapping;
import org.socompass.operator.mapping.RateMapping;
import org.socompass.operator.mapping.ScratchpadMapping;
import org.socompass.operator.mapping.StreamingMapping;

/**
 * Mappings as YAML: the choices that {@link Mapping#describe} names, one a line. {@code kernel}
 * says which of them there are.
 */
public final class MappingReader {
  private static final double GREATEST = 0x1p53;
  private static final String ORDER = "loop_order";
  private static final String ROWS = "array_rows";
  private static final String COLUMNS = "array_columns";

  private static final Map<String, Function<Section, Mapping>> READERS =
      Map.of(
          "pipelined", MappingReader::pipelined,
          "scratchpad", MappingReader::scratchpad,
          "rate", MappingReader::rate,
          "attention", MappingReader::attention,
          "streaming", s -> new StreamingMapping(s.count("active_cores", 1)),
          "collective",
              s ->
                  new CollectiveMapping(
                      named(
                          s,
                          "algorithm",
                          Map.of(
                              CollectiveMapping.ALL_REDUCE,
                              CollectiveMapping.ALL_REDUCE,
                              CollectiveMapping.DIRECT,
                              CollectiveMapping.DIRECT))));

  private MappingReader() {}

  /**
   * Returns a mapping as a YAML document.
   *
   * @param comment what it is the mapping of, one line
   */
  public static String yaml(Mapping mapping, String comment) {
    var text = new StringBuilder("# ").append(comment).append('\n');
    mapping.describe().forEach((name, value) -> text.append(name + ": " + value + "\n"));
    return text.toString();
  }

  /**
   * Returns the mapping that a YAML document describes.
   *
   * @param file name for messages
   * @param text the document
   * @throws InputException if it is not valid, naming line, column and the nearest valid name
   */
  public static Mapping read(String file, String text) {
    return read(YamlReader.read(file, text));
  }

  /** Returns the mapping that a tree describes. */
  static Mapping read(YamlNode.Mapping tree) {
    return Section.read(tree, "", s -> named(s, "kernel", READERS).apply(s));
  }

  /** Returns the name of a family of kernels in files. */
  static String kernelOf(Class<? extends Mapping> family) {
    return family.getSimpleName().replace("Mapping", "").toLowerCase(Locale.ROOT);
  }

  /** Makes keys known before one is missed, so that a misspelt one is taken for what it is. */
  private static void expect(Section s, String... keys) {
    for (String key : keys) {
      s.has(key);
    }
  }

  private static Mapping pipelined(Section s) {
    expect(s, "tile_n", "tile_k", "blocks_per_core", "split_k", "stream_k_chain", "swizzle");
    expect(s, "cores_per_tile", "unit", ORDER);
    var mapping =
        new PipelinedMapping(
            new Tile(s.count("tile_m", 1), s.count("tile_n", 1)),
            s.count("tile_k", 1),
            s.count("blocks_per_core", 1),
            s.count("split_k", 1, 1),
            s.count("stream_k_chain", 0, 0),
            s.count("swizzle", 1, 1),
            s.count("cores_per_tile", 1, 1),
            named(s, "unit", Map.of("matrix", false, "vector", true)));
    if (s.has(ORDER)) {
      // It follows from the swizzle: one that says something else is a mistake.
      named(s, ORDER, one(String.valueOf(mapping.describe().get(ORDER))));
    }
    return mapping;
  }

  private static Mapping scratchpad(Section s) {
    expect(s, "block_rows", "block_columns", "block_depth", "double_buffered", "dataflow", ORDER);
    expect(s, "spread_over_lanes", ROWS, COLUMNS);
    return new ScratchpadMapping(
        s.flag("transposed", false),
        s.flag("resident"),
        new ScratchpadMapping.Block(
            size(s, "block_rows"), size(s, "block_columns"), size(s, "block_depth")),
        named(s, ORDER, by(LoopOrder.values(), LoopOrder::label)),
        named(s, "double_buffered", buffers()),
        s.has("spread_over_lanes")
            ? named(s, "spread_over_lanes", by(Spread.values(), Spread::id))
            : Spread.COLUMNS,
        named(s, "dataflow", by(Dataflow.values(), d -> d.name().toLowerCase(Locale.ROOT))),
        s.has(ROWS) || s.has(COLUMNS)
            ? Optional.of(new ScratchpadMapping.Active(s.count(ROWS, 1), s.count(COLUMNS, 1)))
            : Optional.empty());
  }

  private static Mapping rate(Section s) {
    return new RateMapping(
        named(s, "path", by(RateMapping.Path.values(), RateMapping.Path::label)));
  }

  private static Mapping attention(Section s) {
    String tile = s.text("tile");
    if (!tile.matches("[1-9]\\d{0,5}x[1-9]\\d{0,5}")) {
      throw s.error("tile", Quoted.of(tile) + " is not a tile; write rows x columns, as in 128x64");
    }
    return new AttentionMapping(
        Tile.of(tile), s.flag("packed_heads", false), s.count("kv_splits", 1, 1));
  }

  private static Map<String, ScratchpadMapping.DoubleBuffered> buffers() {
    boolean[] both = {false, true};
    Map<String, ScratchpadMapping.DoubleBuffered> result = new LinkedHashMap<>();
    for (boolean left : both) {
      for (boolean right : both) {
        for (boolean out : both) {
          var buffers = new ScratchpadMapping.DoubleBuffered(left, right, out);
          result.put(buffers.label(), buffers);
        }
      }
    }
    return result;
  }

  private static long size(Section s, String key) {
    double value = s.within(key, Dimension.NUMBER, 1, GREATEST);
    if (value != Math.rint(value)) {
      throw s.error(key, "must be a whole number, but is " + s.scalar(key).text());
    }
    return (long) value;
  }

  private static <T> Map<String, T> by(T[] values, Function<T, String> name) {
    Map<String, T> result = new LinkedHashMap<>();
    for (T value : values) {
      result.put(name.apply(value), value);
    }
    return result;
  }

  private static Map<String, String> one(String name) {
    return Map.of(name, name);
  }

  /** Returns what the text at a key names. */
  private static <T> T named(Section s, String key, Map<String, T> values) {
    String text = s.text(key);
    T value = values.get(text);
    if (value == null) {
      throw s.error(
          key, Quoted.of(text) + " is not valid; " + NearestName.hint(text, values.keySet()));
    }
    return value;
  }
}
