package org.socompass.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
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
import org.socompass.api.Device;
import org.socompass.browser.Browser;
import org.socompass.fixtures.SmallGguf;
import org.socompass.study.CheckStudy;

/** What leaves the explorer as a file or on the clipboard, and what comes in. */
@Tag("browser")
final class ExplorerFilesTest {
  private static final SmallGguf GGUF = new SmallGguf(4, 256, 512, 1024, 2048);
  private static final ConcurrentLinkedQueue<Throwable> FAILURES = new ConcurrentLinkedQueue<>();
  private static ExplorerServer server = ExplorerServer.start("127.0.0.1", 0, FAILURES::add);

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void needsChromium() {
    assumeTrue(Browser.isThere(), "skipped: no Chromium or no driver of it");
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

  @Test
  void aDesignLeavesAsFilesThatSayTheSame() throws IOException {
    try (Browser browser = open("engine=gpu-only&model=qwen2-0.5b&set=memory.channels%3D2")) {
      String tokensPerSecond = browser.text("[data-tile='decode_tokens_per_second'] .value");

      String yaml =
          browser.saved(browser.element("#save-template"), "snapdragon-8-gen-3-changed.yaml");
      assertThat(yaml).contains("extends: snapdragon-8-gen-3");
      Path template = Files.writeString(folder.resolve("mine.yaml"), yaml);
      assertThat(CheckStudy.of(template.toString()).isValid()).isTrue();
      assertThat(Device.read(template).fields()).containsEntry("memory.channels", "2");

      browser.element("#copy-command").click();
      browser.await(
          "return document.getElementById('status').textContent === 'Copied the command.'");
      assertThat(browser.copied())
          .contains("socompass run --device snapdragon-8-gen-3 ", "--model qwen2-0.5b")
          .contains("--set memory.channels=2");

      String json = browser.saved(browser.element("#save-json"), "socompass.json");
      assertThat(json).contains("\"memory.channels=2\"", "\"decode_tokens_per_second\"");
      Object shown =
          browser.run(
              "const t = JSON.parse(arguments[0]).tiles.find(t => t.id === 'decode_tokens_per_second');"
                  + "return Report.number(t.value) + ' ' + t.unit",
              json);
      assertThat(shown).isEqualTo(tokensPerSecond);

      List<String> rows =
          browser.saved(browser.element("#save-csv"), "operators.csv").lines().toList();
      assertThat(rows.get(0)).startsWith("phase,name,operator,shape,processor,count,latency_us,");
      assertThat(rows).anyMatch(r -> r.startsWith("prefill,ffn_down,"));
      assertThat(rows).anyMatch(r -> r.startsWith("decode,ffn_down,"));

      String svg =
          browser.saved(
              browser.element("[data-chart='operators'] button[aria-label$='SVG']"),
              "operators.svg");
      assertThat(svg).startsWith("<svg").contains("ffn_down").doesNotContain("NaN");
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void theHeaderOfAGgufFileIsAModel() throws IOException {
    Path file = Files.write(folder.resolve("mine.gguf"), GGUF.header());
    try (Browser browser = open("engine=gpu-only&model=qwen2-0.5b")) {
      String before = browser.text("[data-tile='tpot_ms'] .value");
      browser.element("#upload").sendKeys(file.toString());
      browser.await("return document.getElementById('model').value !== 'qwen2-0.5b'");
      browser.await(
          "return document.querySelector(\"[data-tile='tpot_ms'] .value\").innerText !== '"
              + before
              + "'");
      assertThat(
              browser.run(
                  "return Number(document.getElementById('upload-note').textContent"
                      + ".match(/: ([\\d.]+) billion/)[1])"))
          .isEqualTo(Math.round(GGUF.parameters() / 1e3) / 1e6);
      assertThat(browser.text("#subject")).contains("quantization of the file");
      assertThat(browser.console()).isEmpty();
    }
  }
}
