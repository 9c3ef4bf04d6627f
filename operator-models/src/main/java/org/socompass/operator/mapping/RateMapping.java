package org.socompass.operator.mapping;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a matrix product runs where only the achieved rate of the kernels is known.
 *
 * @param path which kernel
 */
public record RateMapping(Path path) implements Mapping {
  /** Kernels of a matrix product. */
  public enum Path {
    /** The sums of a few rows stay in registers while the weights pass and are converted. */
    VECTOR("rows in registers"),
    /** Tiles of the result, weights converted in registers for each row of tiles. */
    TILED("tiled"),
    /** Weights are unpacked to main memory first. */
    UNPACKED("unpacked, then tiled");

    private final String label;

    Path(String label) {
      this.label = label;
    }

    /** Returns the name in reports and files. */
    public String label() {
      return label;
    }
  }

  @Override
  public Map<String, Object> describe() {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("kernel", "rate");
    result.put("path", path.label);
    return result;
  }
}
