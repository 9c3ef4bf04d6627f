package org.socompass.cli.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.inference.trust.Trust;

/** Why a prediction may be trusted, as cells and as part of a document. */
public final class TrustCells {
  /** Columns of {@link #cells}. */
  public static final List<String> HEADER =
      List.of("measured_rows", "device_measured", "engine_measured", "nearest", "band_from");

  private TrustCells() {}

  /** Returns the cells, as {@link #HEADER} says. */
  public static List<Object> cells(Trust trust) {
    return List.of(
        trust.measuredRows(),
        trust.deviceMeasured(),
        trust.engineMeasured(),
        trust.nearest().orElse(""),
        trust.bandFrom());
  }

  /** Returns the object {@code trust} of a document. */
  public static Map<String, Object> json(Trust trust) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("measured_rows", trust.measuredRows());
    item.put("device_measured", trust.deviceMeasured());
    item.put("engine_measured", trust.engineMeasured());
    item.put("nearest", trust.nearest());
    item.put("band_from", trust.bandFrom());
    return item;
  }
}
