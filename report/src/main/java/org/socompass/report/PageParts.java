package org.socompass.report;

import java.util.Map;

/** What a page that is served, and not one file, takes from the pages that are files. */
public final class PageParts {
  private PageParts() {}

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
