package org.socompass.report;

import java.util.Map;

/** What a page that is served, and not one file, takes from the pages that are files. */
public final class PageParts {
  private PageParts() {}

  /**
   * Returns a page of its own with what all pages share in place of {@code ${head}}, {@code
   * ${passes}}, {@code ${panel}} and {@code ${notice}}.
   *
   * @param text the page
   * @param title heading of the window
   * @param data the JSON of the element {@code data}
   */
  public static String page(String text, String title, String data) {
    return Page.expanded(text, title, Map.of("data", data));
  }

  /** Returns the style of all pages. */
  public static String style() {
    return Page.resource("report.css");
  }

  /** Returns the script that draws charts. */
  public static String charts() {
    return Page.charts();
  }

  /** Returns what scripts of pages share; it reads the element {@code data}. */
  public static String common() {
    return Page.resource("common.js");
  }

  /** Returns the script of the charts of a run. */
  public static String runCharts() {
    return Page.resource("run-charts.js");
  }

  /** Returns the JSON of the element {@code data}: colours, and what a page adds. */
  public static String data(Map<String, ?> more) {
    return PageData.of(Page.withPalette(more));
  }
}
