package org.socompass.hardware.template;

import java.util.Comparator;
import java.util.List;
import org.socompass.input.Dimension;
import org.socompass.input.Section;

/** The far memories that ship, which a device may extend. */
public final class FarMemories {
  private static final String ROOT = "/far_memory/";

  private FarMemories() {}

  /**
   * One of them.
   *
   * @param id its id, as in {@code cxl-ddr5-x16}
   * @param bytesPerSecond bandwidth that it states [B/s]
   */
  public record Known(String id, double bytesPerSecond) {}

  /** Returns all, by id. */
  public static List<Known> all() {
    return Resources.index(ROOT).stream()
        .sorted()
        .map(
            id ->
                new Known(
                    id,
                    new Section(Resources.tree(ROOT + id + ".yaml"), "")
                        .positive("bandwidth", Dimension.BANDWIDTH)))
        .toList();
  }

  /** Returns the one of the highest bandwidth. */
  public static Known fastest() {
    return all().stream().max(Comparator.comparingDouble(Known::bytesPerSecond)).orElseThrow();
  }
}
