package org.socompass.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.socompass.browser.Browser;

/** The pages in a browser, as a person uses them. */
@Tag("browser")
final class PageBrowserTest {
  private static final String SWEEP = SweepPage.of(SyntheticSweep.of(500, 42));
  private static final String BANDWIDTH = "memory.bandwidth_gb_per_s";

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void needsChromium() {
    assumeTrue(
        Browser.isThere(),
        "skipped: no "
            + Browser.CHROMIUM
            + " or "
            + Browser.DRIVER
            + " (chromium chromium-driver)");
  }

  private Browser open(String page) {
    return Browser.of(folder, page, 1400, 1000, false);
  }

  /** Opens the page of the sweep and shows infeasible designs, too. */
  private Browser openAll() {
    Browser browser = open(SWEEP);
    browser.choose("#standing", "all");
    return browser;
  }

  @Test
  void feasibleDesignsAreShownFirst() {
    try (Browser browser = open(SWEEP)) {
      Object feasible = browser.run("return Designs.all.filter(Designs.isFeasible).length");
      assertThat(browser.text("#count"))
          .isEqualTo(feasible + " of 500 designs")
          .doesNotStartWith("500 ");
      browser.choose("#standing", "front");
      assertThat(
              browser.run("return Designs.all.filter(Designs.isFront).length + ' of 500 designs'"))
          .isEqualTo(browser.text("#count"));
      browser.element("#reset").click();
      assertThat(browser.text("#count")).isEqualTo(feasible + " of 500 designs");
    }
  }

  private static String number(Object value) {
    return String.valueOf(value);
  }

  @Test
  void chartsAndTableAreDrawn() {
    try (Browser browser = openAll()) {
      assertThat(browser.text("#count")).isEqualTo("500 of 500 designs");
      assertThat(number(browser.run("return document.querySelectorAll('#table tbody tr').length")))
          .isEqualTo("25");
      for (String chart : List.of("scatter", "heat", "parallel")) {
        Object colours =
            browser.run(
                "const c = document.querySelector('#' + arguments[0] + ' canvas');"
                    + "const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                    + "const s = new Set(); for (let i = 0; i < d.length; i += 4)"
                    + " s.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]); return s.size",
                chart);
        assertThat((Long) colours).as(chart).isGreaterThan(20);
      }
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void namesStayText() {
    try (Browser browser = openAll()) {
      assertThat(browser.text("h1"))
          .isEqualTo("NPU array and bandwidth of " + SyntheticSweep.NASTY);
      browser.element("#filter").sendKeys("<script>");
      assertThat(browser.text("#table tbody tr td:nth-child(3)")).isEqualTo(SyntheticSweep.NASTY);
      assertThat(
              number(
                  browser.run("return document.querySelectorAll('td script, h1 script').length")))
          .isEqualTo("0");
      browser.element("#table tbody tr").sendKeys(Keys.ENTER);
      assertThat(browser.text("#panel")).contains("Design ");
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void axesCanBePicked() {
    try (Browser browser = openAll()) {
      browser.choose("#scatter-x", "die_area_mm2");
      browser.choose("#scatter-y", "ttft_ms");
      browser.choose("#scatter-colour", "memory.type");
      Object names =
          browser.run(
              "const o = echarts.getInstanceByDom(document.getElementById('scatter')).getOption();"
                  + "return [o.xAxis[0].name, o.yAxis[0].name,"
                  + " o.series.some(s => s.name === 'LPDDR5X' && s.data.length > 0)].join('|')");
      assertThat(names).isEqualTo("Die area [mm2]|Time to first token [ms]|true");
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void aBrushFiltersTableAndScatter() {
    try (Browser browser = openAll()) {
      int[] place = axis(browser, BANDWIDTH, 94, 154);
      browser.drag("#parallel", place[0], place[1], place[2]);

      browser.await("return !document.getElementById('count').textContent.startsWith('500 ')");
      // Bandwidths are 40, 52, ..., 220: the ends of the brush are midway between two of them.
      @SuppressWarnings("unchecked")
      List<Object> found =
          (List<Object>)
              browser.run(
                  "const c = Designs.columns.find(c => c.id === arguments[0]);"
                      + "const n = Designs.all.filter(i => c.values[i] > 94 && c.values[i] < 154).length;"
                      + "return [n, document.getElementById('count').textContent]",
                  BANDWIDTH);
      assertThat(found.get(1)).isEqualTo(found.get(0) + " of 500 designs");

      browser.element("#unbrush").click();
      assertThat(browser.text("#count")).isEqualTo("500 of 500 designs");
      assertThat(browser.console()).isEmpty();
    }
  }

  /** Returns where two values of an axis are: x, and y of both, in pixels. */
  private static int[] axis(Browser browser, String id, double low, double high) {
    @SuppressWarnings("unchecked")
    List<Object> place =
        (List<Object>)
            browser.run(
                "const m = echarts.getInstanceByDom(document.getElementById('parallel')).getModel();"
                    + "const p = m.getComponent('parallel').coordinateSystem;"
                    + "const c = Designs.columns.find(c => c.id === arguments[0]);"
                    + "const d = m.getOption().parallelAxis.find(a => a.id === c.id).dim;"
                    + "return [arguments[1], arguments[2]].flatMap("
                    + "v => p.axisCoordToPoint(p.getAxis('dim' + d).dataToCoord(v), 'dim' + d))"
                    + ".map(Math.round)",
                id,
                low,
                high);
    return new int[] {
      ((Number) place.get(0)).intValue(),
      ((Number) place.get(1)).intValue(),
      ((Number) place.get(3)).intValue()
    };
  }

  @Test
  void aPointOpensItsPartsAndItsCommand() {
    try (Browser browser = openAll()) {
      @SuppressWarnings("unchecked")
      List<Object> place =
          (List<Object>)
              browser.run(
                  "const c = echarts.getInstanceByDom(document.getElementById('scatter'));"
                      + "const s = c.getOption().series.find(s => s.name === 'Pareto front').data;"
                      + "return [...c.convertToPixel('grid', [s[0], s[1]]).map(Math.round), s[2]]");
      browser.click(
          "#scatter", ((Number) place.get(0)).intValue(), ((Number) place.get(1)).intValue());

      browser.await("return document.getElementById('panel').open");
      assertThat(browser.text("#panel-title")).startsWith("Design ");
      assertThat(browser.text("#panel")).contains("Die area", "npu", "gpu", "p10 ", "p90 ");
      assertThat(browser.text("#panel pre"))
          .startsWith("socompass run --device snapdragon-8-gen-3 --model llama-3-8b --set ")
          .contains("'memory.bandwidth=");
      browser.element("#panel pre ~ button").click();
      browser.await(
          "return /Copied|Selected/.test(document.querySelector('#panel [role=status]').textContent)");
      browser.focused().sendKeys(Keys.ESCAPE);
      browser.await("return !document.getElementById('panel').open");
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void theKeyboardReachesEveryRow() {
    try (Browser browser = openAll()) {
      browser.run("document.querySelector('#table tbody tr').focus()");
      browser.focused().sendKeys(Keys.ARROW_DOWN);
      String second = browser.focused().getText();
      assertThat(second).isEqualTo(browser.element("#table tbody tr:nth-child(2)").getText());
      browser.focused().sendKeys(Keys.ENTER);
      browser.await("return document.getElementById('panel').open");
      browser.focused().sendKeys(Keys.ESCAPE);
      // After the panel the row has the focus again.
      assertThat(browser.focused().getText()).isEqualTo(second);
    }
  }

  @Test
  void aFilterThatMakesNoSenseIsExplained() {
    try (Browser browser = openAll()) {
      browser.element("#filter").sendKeys("system_cost_usd <= 120 decode_tokens_per_second>20");
      Object expected =
          browser.run(
              "const [c, d] = ['system_cost_usd', 'decode_tokens_per_second']"
                  + ".map(id => Designs.columns.find(c => c.id === id).values);"
                  + "return Designs.all.filter(i => c[i] !== null && c[i] <= 120 && d[i] > 20).length");
      assertThat(browser.text("#count")).isEqualTo(expected + " of 500 designs");
      browser.element("#filter").sendKeys(" cots<3");
      assertThat(browser.text("#filter-error"))
          .isEqualTo(
              "There is no quantity called cots; the table has their names below its headings.");
      assertThat(browser.text("#count")).isEqualTo(expected + " of 500 designs");
    }
  }

  private static final String WIDTH_OF_ROOFLINE =
      "return echarts.getInstanceByDom(document.getElementById('roofline')).getWidth()";

  /** Whether bottoms of the names of ceilings are at least the height of a name apart. */
  private static final String NAMES_ARE_APART =
      """
      const chart = echarts.getInstanceByDom(document.getElementById('roofline'));
      const bottoms = chart.getOption().series.filter((s) => s.name.startsWith('ceiling'))
        .map((s) => chart.convertToPixel({yAxisIndex: 0}, s.data[2][1]) + s.endLabel.offset[1])
        .sort((a, b) => a - b);
      return bottoms.length > 1 && bottoms.every((b, i) => i === 0 || b - bottoms[i - 1] > 12);
      """;

  @ParameterizedTest(name = "{0} pixels wide, dark: {1}")
  @CsvSource({"390, false", "390, true", "1400, true"})
  void nothingIsWiderThanTheScreen(int width, boolean isDark) {
    for (String page : List.of(SWEEP, RunPage.of(RunPageTest.RUN))) {
      try (Browser browser = Browser.of(folder, page, width, 844, isDark)) {
        assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
            .isEqualTo(true);
        assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
            .isEqualTo(isDark ? "rgb(18, 23, 29)" : "rgb(245, 247, 250)");
        assertThat(browser.console()).isEmpty();
      }
    }
  }

  @Test
  void chartsCanBeSaved() {
    try (Browser browser = openAll()) {
      for (String chart : List.of("scatter", "heat", "parallel")) {
        assertThat((String) browser.run("return Report.svg(arguments[0])", chart))
            .startsWith("<svg")
            .endsWith("</svg>")
            .doesNotContain("<script");
      }
      assertThat(number(browser.run("return document.querySelectorAll('.save button').length")))
          .isEqualTo("6");
    }
  }

  @Test
  void aRunHasOperatorsRooflineAndTimelineOfBothPhases() {
    try (Browser browser = open(RunPage.of(RunPageTest.RUN))) {
      assertThat(browser.text("h1")).isEqualTo("Llama 3 8B on " + SyntheticSweep.NASTY);
      assertThat(browser.text("#results")).contains("Time to first token", "Decode throughput");
      String prefill = browser.text("#phase-note");
      browser.choose("#phase", "1");
      assertThat(browser.text("#phase-note")).isNotEqualTo(prefill);
      Object series =
          browser.run(
              "return ['operators', 'roofline', 'timeline'].map(id =>"
                  + " echarts.getInstanceByDom(document.getElementById(id)).getOption()"
                  + ".series.some(s => s.data.length > 0)).join()");
      assertThat(series).isEqualTo("true,true,true");
      assertThat(browser.text("#table tbody")).contains("ffn_down");
      // Names of ceilings stand apart from each other, at any size of the chart.
      for (int height : new int[] {440, 260}) {
        browser.run(
            "document.getElementById('roofline').style.height = arguments[0] + 'px'", height);
        browser.await(
            "return echarts.getInstanceByDom(document.getElementById('roofline')).getHeight() === "
                + height);
        browser.await(NAMES_ARE_APART);
      }
      // Paper is one column wide, and a screen is as wide as before once it is printed.
      browser.run("dispatchEvent(new Event('beforeprint'))");
      assertThat(browser.run(WIDTH_OF_ROOFLINE)).isEqualTo(720L);
      browser.run("dispatchEvent(new Event('afterprint'))");
      assertThat((Long) browser.run(WIDTH_OF_ROOFLINE)).isNotEqualTo(720L);
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void tenThousandDesignsOpenAndAreBrushed() {
    try (Browser browser = open(SweepPage.of(SyntheticSweep.of(10_000, 42)))) {
      Object opened =
          browser.run(
              "return Math.round(performance.getEntriesByName('report-ready')[0].startTime)");
      @SuppressWarnings("unchecked")
      Map<String, Object> brushed =
          (Map<String, Object>)
              browser.runAsync(
                  "const done = arguments[0];"
                      + "const c = echarts.getInstanceByDom(document.getElementById('parallel'));"
                      + "(async () => { const times = []; for (let k = 0; k < 20; k++) {"
                      + " const t = performance.now();"
                      + " c.dispatchAction({type: 'axisAreaSelect', parallelAxisId: '"
                      + BANDWIDTH
                      + "', intervals: [[60 + 4 * k, 140 + 4 * k]]});"
                      + " await new Promise(r => requestAnimationFrame(() => setTimeout(r)));"
                      + " times.push(performance.now() - t); }"
                      + " times.sort((a, b) => a - b);"
                      + " return {median: Math.round(times[10]), worst: Math.round(times[19])}; })()"
                      + ".then(done)");
      // Printed, not asserted: they depend on the machine.
      System.out.printf(
          "10,000 designs: opened in %s ms, a step of a brush takes %s ms (median; worst %s ms)%n",
          opened, brushed.get("median"), brushed.get("worst"));
      assertThat(browser.text("#count")).endsWith(" of 10,000 designs").doesNotStartWith("10,000");
      assertThat(browser.console()).isEmpty();
    }
  }
}
