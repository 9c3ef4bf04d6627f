package org.socompass.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.socompass.browser.Browser;

/** The explorer in a browser, as a person uses it. */
@Tag("browser")
final class ExplorerBrowserTest {
  private static final ConcurrentLinkedQueue<Throwable> FAILURES = new ConcurrentLinkedQueue<>();
  private static ExplorerServer server = ExplorerServer.start("127.0.0.1", 0, FAILURES::add);

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

  @AfterEach
  void nothingFailedInTheServer() {
    assertThat(FAILURES).isEmpty();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private Browser open(String fragment) {
    return new Browser(folder, server.address().resolve("#" + fragment), 1500, 1000, false);
  }

  private static String tile(Browser browser, String id) {
    return browser.text("[data-tile='" + id + "'] .value");
  }

  /** Moves a slider as the keyboard does and waits for the numbers. */
  private static void move(Browser browser, String path, Keys key) {
    String before = changes(browser);
    browser.element("[data-slider='" + path + "']").sendKeys(key);
    awaitChange(browser, before);
  }

  private static String changes(Browser browser) {
    return String.valueOf(browser.run("return document.documentElement.dataset.changes"));
  }

  private static void awaitChange(Browser browser, String before) {
    browser.await("return document.documentElement.dataset.changes !== '" + before + "'");
  }

  @Test
  void aSliderMovesTheNumbers() {
    try (Browser browser = open("")) {
      String before = tile(browser, "tpot_ms");
      assertThat(before).endsWith(" ms");
      assertThat(browser.text("[data-tile='tpot_ms'] .interval")).contains(" to ");
      assertThat(browser.text("[data-tile='tpot_ms'] .change")).isEqualTo("as shipped");

      move(browser, "memory.data_rate", Keys.HOME);

      assertThat(tile(browser, "tpot_ms")).isNotEqualTo(before);
      assertThat(browser.text("[data-tile='tpot_ms'] .change")).endsWith("against shipped");
      // Half the slowest memory that ships is slower, and the address has it.
      assertThat(
              browser.run(
                  "return document.querySelector(\"[data-tile='tpot_ms'] .worse\") !== null"))
          .isEqualTo(true);
      assertThat(String.valueOf(browser.run("return location.hash")))
          .contains("set=memory.data_rate%3D");
      browser.await(
          "return document.documentElement.dataset.more === document.documentElement.dataset.changes");
      assertThat(browser.text("[data-tile='decode_energy_j_per_token'] .interval"))
          .contains(" to ");

      browser.element("#undo").click();
      browser.await("return location.hash.indexOf('set=') < 0");
      browser.await(
          "return document.querySelector(\"[data-tile='tpot_ms'] .change\").textContent === 'as shipped'");
      assertThat(tile(browser, "tpot_ms")).isEqualTo(before);
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void anInvalidValueIsRefusedAtItsField() {
    try (Browser browser = open("")) {
      String before = tile(browser, "tpot_ms");
      String changes = changes(browser);
      var field = browser.element("[data-path='memory.channels']");
      field.sendKeys(Keys.chord(Keys.CONTROL, "a"), "0", Keys.TAB);
      awaitChange(browser, changes);
      assertThat(browser.text("#f-memory-channels-error"))
          .contains("memory.channels", "must be at least 1, but is 0");
      assertThat(field.getAttribute("aria-invalid")).isEqualTo("true");
      // The last numbers stay, and are marked as old.
      assertThat(tile(browser, "tpot_ms")).isEqualTo(before);
      assertThat(browser.run("return document.body.classList.contains('is-stale')"))
          .isEqualTo(true);

      changes = changes(browser);
      field.sendKeys(Keys.chord(Keys.CONTROL, "a"), "4", Keys.TAB);
      awaitChange(browser, changes);
      assertThat(field.getAttribute("aria-invalid")).isEqualTo("false");
      assertThat(browser.run("return document.body.classList.contains('is-stale')"))
          .isEqualTo(false);
    }
  }

  @Test
  void aHostileFileIsRefusedAndAModelIsRead() throws IOException {
    Path hostile = Files.writeString(folder.resolve("config.json"), "[".repeat(100_000));
    Path script =
        Files.writeString(
            folder.resolve("evil.json"), "{\"model_type\": \"<script>alert(1)</script>\"}");
    byte[] header =
        "GGUF\u0003\0\0\0ÿÿÿÿÿÿÿ\u007fÿÿÿÿÿÿÿ\u007f".getBytes(StandardCharsets.ISO_8859_1);
    Path gguf = Files.write(folder.resolve("evil.gguf"), header);
    Path good =
        Files.writeString(
            folder.resolve("mine.json"),
            """
            {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 1024,
             "intermediate_size": 2816, "num_attention_heads": 16, "num_key_value_heads": 8,
             "num_hidden_layers": 12, "vocab_size": 32000, "max_position_embeddings": 4096,
             "hidden_act": "silu", "rms_norm_eps": 1e-5, "tie_word_embeddings": false}
            """);
    try (Browser browser = open("")) {
      String before = tile(browser, "tpot_ms");
      for (Path file : List.of(hostile, script, gguf)) {
        browser.element("#upload").sendKeys(file.toString());
        browser.await(
            "return document.getElementById('upload-note').textContent.startsWith('"
                + file.getFileName()
                + ":')");
        assertThat(browser.run("return document.querySelectorAll('#upload-note *').length"))
            .isEqualTo(0L);
      }
      assertThat(tile(browser, "tpot_ms")).isEqualTo(before);
      String changes = changes(browser);
      browser.element("#upload").sendKeys(good.toString());
      awaitChange(browser, changes);
      assertThat(browser.text("#upload-note")).contains("billion parameters");
      assertThat(tile(browser, "tpot_ms")).isNotEqualTo(before);
    }
  }

  @Test
  void anOperatorOpensWithItsMapping() {
    try (Browser browser = open("engine=gpu-only")) {
      browser.element("[data-operator='ffn_down']").sendKeys(Keys.ENTER);
      browser.await("return document.querySelector('#panel .nest') !== null");
      assertThat(browser.text("#panel"))
          .contains("Bound by", "Main memory", "socompass map --device snapdragon-8-gen-3");
      browser.focused().sendKeys(Keys.ESCAPE);
      browser.await("return !document.getElementById('panel').open");
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void devicesStandSideBySideAndDoublingIsShown() {
    try (Browser browser = open("engine=gpu-only&with=snapdragon-8-elite")) {
      browser.await("return document.querySelectorAll('#compare-table tbody td').length === 18");
      browser.await("return !document.getElementById('compare-table').textContent.includes('…')");
      browser.element("#start-doubles").click();
      browser.await(
          "return document.getElementById('doubles-note').textContent.includes(\"can't be doubled\")");
      Object least =
          browser.run(
              "const o = echarts.getInstanceByDom(document.getElementById('doubles')).getOption();"
                  + "return o.yAxis[0].data[0] + ' ' + (o.series[0].data[0].value < 0)");
      assertThat(String.valueOf(least)).endsWith("true");
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void aSweepArrivesPointByPoint() {
    try (Browser browser = open("engine=gpu-only&model=qwen2-0.5b")) {
      browser.element("#sweep-card summary").click();
      browser.await(
          "return document.getElementById('sweep-spec').value.includes('memory.channels')");
      browser.element("#sweep-start").click();
      browser.await("return !document.getElementById('sweep-report').hidden");
      assertThat(browser.text("#sweep-note")).startsWith("9 of 9 points");
      browser.run("document.getElementById('sweep-spec').value = 'device: /etc/passwd'");
      browser.element("#sweep-start").click();
      browser.await("return document.getElementById('sweep-error').textContent !== ''");
      assertThat(browser.text("#sweep-error")).contains("only what ships can be named here");
    }
  }

  /** Measures; what is found is printed, as a machine that is loaded says little. */
  @Test
  void aChangeShowsSoon() {
    try (Browser browser = open("")) {
      for (int i = 0; i < 60; i++) {
        move(browser, "memory.data_rate", i % 20 < 10 ? Keys.ARROW_RIGHT : Keys.ARROW_LEFT);
      }
      Object times =
          browser.run(
              "const t = performance.getEntriesByName('change').slice(-40).map(m => m.duration)"
                  + ".sort((a, b) => a - b);"
                  + "return `p50 ${t[20].toFixed(0)} ms, p95 ${t[37].toFixed(0)} ms of ${t.length}`");
      System.getLogger("explorer")
          .log(System.Logger.Level.INFO, "a change on the screen: " + times);
      assertThat(String.valueOf(times)).endsWith("of 40");
      assertThat(browser.console()).isEmpty();
    }
  }
}
