package org.socompass.hardware.template;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.socompass.hardware.DataType;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.power.MemoryEnergy;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.input.Section;

/** Reads the main memory of a template, with the units in its banks. */
final class MemoryReader {
  private static final double BITS_PER_BYTE = 8;
  private static final double BITS_PER_CHANNEL = 16;

  /** Channels of 16 bit of the widest memories, and more. */
  private static final double MOST_COPIES = 1 << 16;

  private MemoryReader() {}

  /**
   * Reads the section.
   *
   * @throws InputException located, if it is not valid
   */
  static MainMemory read(Section s) {
    s.optionalText("extends");
    boolean explicit = s.has("bandwidth");
    OptionalDouble stated = s.optionalPositive("bandwidth", Dimension.BANDWIDTH);
    double payload = s.fraction("payload", 1);
    double channels16 = 0;
    double ofChannels = 0;
    if (s.has("channels") || !explicit) {
      int channels = s.units("channels");
      double width = s.positive("channel_width", Dimension.BITS);
      double rate = s.positive("data_rate", Dimension.DATA_RATE);
      channels16 = channels * width / BITS_PER_CHANNEL;
      ofChannels = channels * width * rate / BITS_PER_BYTE * payload;
    }
    double bandwidth = stated.orElse(ofChannels);
    long capacity = s.bytes("capacity");
    return new MainMemory(
        s.text("type"),
        bandwidth,
        s.fraction("achievable_fraction"),
        s.positive("latency", Dimension.TIME),
        capacity,
        Math.round(
            s.has("reserve") ? s.within("reserve", Dimension.CAPACITY, 0, (double) capacity) : 0.0),
        channels16,
        s.optionalSection("energy", MemoryEnergy::read),
        s.optionalSection("pim", p -> pim(p, bandwidth)));
  }

  /** Reads units in the banks; a bandwidth wins over a multiple of that of the bus. */
  private static MainMemory.Pim pim(Section s, double busBytesPerSecond) {
    OptionalDouble bandwidth = s.optionalPositive("bandwidth", Dimension.BANDWIDTH);
    double multiple =
        bandwidth.isEmpty() || s.has("bandwidth_multiple")
            ? s.positive("bandwidth_multiple", Dimension.NUMBER)
            : 0;
    return new MainMemory.Pim(
        bandwidth.orElse(busBytesPerSecond * multiple),
        s.fraction("efficiency"),
        rates(s),
        weights(s),
        s.count("rows_per_read", 1, 1),
        s.count("max_rows", 1),
        s.nonNegative("mode_switch", Dimension.TIME),
        s.has("input_copies") ? s.within("input_copies", Dimension.NUMBER, 1, MOST_COPIES) : 1,
        s.optionalPositive("read_energy", Dimension.ENERGY_PER_BYTE),
        s.fraction("capacity_share", 1));
  }

  private static Map<DataType, Double> rates(Section s) {
    Map<DataType, Double> result = new EnumMap<>(DataType.class);
    s.section(
        "operations",
        types -> {
          for (String name : types.keys()) {
            result.put(multiplied(types, name), types.positive(name, Dimension.OPERATION_RATE));
          }
          return result;
        });
    if (result.isEmpty()) {
      throw s.error("operations", "needs at least one data type");
    }
    return result;
  }

  /** Blocks are unpacked before a multiplier, so that no rate is of a type of blocks. */
  private static DataType multiplied(Section types, String name) {
    DataType type = DataType.ofKey(types, name);
    if (type.multiplied() != type) {
      throw types.keyError(
          name, "'%s' is unpacked to %s; state that".formatted(name, type.multiplied().id()));
    }
    return type;
  }

  private static Set<DataType> weights(Section s) {
    List<DataType> types = s.list("weights", text -> DataType.of(text).multiplied());
    if (types.isEmpty()) {
      throw s.error("weights", "needs at least one data type");
    }
    return EnumSet.copyOf(types);
  }
}
