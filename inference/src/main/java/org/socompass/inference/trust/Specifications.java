package org.socompass.inference.trust;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.socompass.hardware.ProcessorKind;
import org.socompass.hardware.template.DeviceLibrary;

/**
 * What the devices that ship state, as a table: to read their templates for it takes as long as all
 * else of a short command. {@code validate --reliability} writes it, and a test holds it to the
 * templates.
 */
public final class Specifications {
  /** Path of the table below the resources. */
  public static final String FILE = "trust/specifications.csv";

  private static final int RATES = 3;

  private static final class Shipped {
    static final Map<String, Specification> ALL = read(Reliability.resource("/" + FILE));
  }

  private Specifications() {}

  /** Returns what a device that ships states. */
  static Specification shipped(String id) {
    Specification found = Shipped.ALL.get(id);
    return found == null ? Specification.of(DeviceLibrary.load(id)) : found;
  }

  /** Returns the table of all devices that ship. */
  public static String table() {
    List<String> rates = Specification.TYPES.stream().map(t -> t.id() + "_macs").toList();
    var text =
        new StringBuilder("device,memory_bytes_per_s,kind,")
            .append(String.join(",", rates))
            .append(",flops_per_cycle,lanes,clock_hz,global_buffer_bytes\n");
    for (String id : DeviceLibrary.ids()) {
      Specification device = Specification.of(DeviceLibrary.load(id));
      new EnumMap<>(device.processors())
          .forEach(
              (kind, p) ->
                  text.append(id)
                      .append(',')
                      .append(device.memoryBytesPerSecond())
                      .append(',')
                      .append(kind.name().toLowerCase(Locale.ROOT))
                      .append(',')
                      .append(cells(p))
                      .append('\n'));
    }
    return text.toString();
  }

  private static String cells(Specification.OfProcessor p) {
    Stream<Object> rest = Stream.of(p.flopsPerCycle(), p.lanes(), p.clockHz(), p.globalBytes());
    return String.join(
        ",", Stream.concat(p.macsPerCycle().stream(), rest).map(String::valueOf).toList());
  }

  static Map<String, Specification> read(String table) {
    Map<String, Map<ProcessorKind, Specification.OfProcessor>> processors = new LinkedHashMap<>();
    Map<String, Specification> result = new LinkedHashMap<>();
    List<String> lines = table.lines().toList();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      int rest = RATES + Specification.TYPES.size();
      var of = processors.computeIfAbsent(cells[0], id -> new EnumMap<>(ProcessorKind.class));
      of.put(
          Reliability.family(cells[2]),
          new Specification.OfProcessor(
              IntStream.range(RATES, rest).mapToObj(i -> Double.valueOf(cells[i])).toList(),
              Double.parseDouble(cells[rest]),
              Long.parseLong(cells[rest + 1]),
              Double.parseDouble(cells[rest + 2]),
              Long.parseLong(cells[rest + 3])));
      result.put(cells[0], new Specification(Double.parseDouble(cells[1]), of));
    }
    return result;
  }
}
