package org.socompass.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.socompass.report.PageParts;

/** The files of the page. Those that all pages have are those of the reports. */
final class Assets {
  private static final String TITLE = "SoCompass explorer";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  private static final List<String> MODULES =
      List.of(
          "api.js",
          "charts.js",
          "compare.js",
          "doubles.js",
          "files.js",
          "main.js",
          "model.js",
          "parameters.js",
          "state.js",
          "sweeps.js",
          "tiles.js");

  private final Map<String, Asset> kept = new ConcurrentHashMap<>();

  /**
   * A file.
   *
   * @param type its media type
   * @param text what it holds
   */
  record Asset(String type, String text) {}

  /** Returns a file of the page; empty if there is none of that name. */
  Optional<Asset> find(String name) {
    Asset known = kept.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Asset> made = make(name);
    made.ifPresent(asset -> kept.put(name, asset));
    return made;
  }

  private static Optional<Asset> make(String name) {
    if (MODULES.contains(name)) {
      return asset(SCRIPT, resource(name));
    }
    return switch (name) {
      case "" ->
          asset(
              "text/html; charset=utf-8",
              PageParts.page(
                  resource("explorer.html"),
                  TITLE,
                  PageParts.data(Map.of("title", TITLE, "facts", List.of()))));
      case "explorer.css" -> asset(STYLE, resource(name));
      case "report.css" -> asset(STYLE, PageParts.style());
      case "echarts.js" -> asset(SCRIPT, PageParts.charts());
      case "common.js" -> asset(SCRIPT, PageParts.common());
      case "run-charts.js" -> asset(SCRIPT, PageParts.runCharts());
      default -> Optional.empty();
    };
  }

  private static Optional<Asset> asset(String type, String text) {
    return Optional.of(new Asset(type, text));
  }

  private static String resource(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
