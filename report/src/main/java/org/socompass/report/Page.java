package org.socompass.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.socompass.report.chart.Palette;

/**
 * One HTML file with all that it needs. Its content security policy allows the scripts in it by
 * their digests and forbids everything from elsewhere, so that neither a name in the data nor the
 * page itself can reach the network.
 */
final class Page {
  private static final String CHARTS = "/META-INF/resources/_static/echarts/%s/dist/echarts.min.js";
  private static final String CHARTS_VERSION = "6.0.0";
  private static final Pattern FIELD = Pattern.compile("\\$\\{(\\w+)}");

  private Page() {}

  /**
   * Returns a page.
   *
   * @param title heading of the window
   * @param body resource with the elements of its kind
   * @param ownScripts resources with the scripts of its kind, in order
   * @param data what the scripts show
   */
  static String of(String title, String body, List<String> ownScripts, Map<String, ?> data) {
    List<String> scripts = new ArrayList<>();
    scripts.add(charts());
    scripts.add(resource("common.js"));
    ownScripts.forEach(name -> scripts.add(resource(name)));
    var policy =
        new StringBuilder(
            "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline';"
                + " img-src data: blob:; script-src");
    var elements = new StringBuilder();
    for (String text : scripts) {
      policy.append(" 'sha256-").append(digest(text)).append('\'');
      elements.append("<script>").append(text).append("</script>\n");
    }
    Map<String, String> own =
        Map.of(
            "policy", policy.toString(),
            "style", resource("report.css"),
            "body", expanded(resource(body), title, Map.of()),
            "data", PageData.of(withPalette(data)),
            "scripts", elements.toString());
    return expanded(resource("template.html"), title, own);
  }

  /**
   * Returns the text of a page with its fields filled in: those that all pages have, and its own.
   *
   * @param title heading of the window
   */
  static String expanded(String text, String title, Map<String, String> own) {
    Map<String, String> fields = new HashMap<>(own);
    fields.put("head", resource("head.html").replace("${title}", escape(title)));
    fields.put("panel", resource("panel.html"));
    fields.put("passes", resource("passes.html"));
    fields.put("notice", resource("notice.html").replace("${charts}", CHARTS_VERSION));
    var page = new StringBuilder();
    Matcher field = FIELD.matcher(text);
    int end = 0;
    while (field.find()) {
      page.append(text, end, field.start())
          .append(Objects.requireNonNull(fields.get(field.group(1))));
      end = field.end();
    }
    return page.append(text, end, text.length()).toString();
  }

  /** Returns data with the colours of the charts for papers, in which the scripts draw. */
  static Map<String, Object> withPalette(Map<String, ?> data) {
    Map<String, Object> all = new LinkedHashMap<>(data);
    all.put("meanings", new TreeMap<>(Palette.meanings()));
    all.put("classes", new TreeMap<>(Palette.groups()));
    all.put("categories", Palette.categories());
    all.put("shades", Palette.shades());
    return all;
  }

  /** Returns the script that draws charts. */
  static String charts() {
    return resource(CHARTS.formatted(CHARTS_VERSION));
  }

  /** Returns facts as the scripts read them. */
  static List<List<String>> facts(List<Fact> facts) {
    return facts.stream().map(f -> List.of(f.label(), f.value())).toList();
  }

  static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
