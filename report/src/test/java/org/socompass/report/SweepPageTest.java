package org.socompass.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page as text: one file, nothing from elsewhere, and no name that becomes markup. */
final class SweepPageTest {
  private static final String PAGE = SweepPage.of(SyntheticSweep.of(200, 1));
  private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

  @Test
  void equalSweepsHaveEqualPages() {
    assertThat(SweepPage.of(SyntheticSweep.of(200, 1))).isEqualTo(PAGE);
    assertThat(SweepPage.of(SyntheticSweep.of(200, 2))).isNotEqualTo(PAGE);
  }

  @Test
  void policyAllowsTheScriptsOfThePageAndNothingElse() throws Exception {
    String policy = PAGE.replaceAll("(?s).*Content-Security-Policy\" content=\"([^\"]*)\".*", "$1");

    assertThat(policy)
        .startsWith("default-src 'none'; base-uri 'none'; form-action 'none';")
        .doesNotContain("http")
        .doesNotContain("unsafe-eval");
    List<String> scripts = SCRIPT.matcher(PAGE).results().map(r -> r.group(1)).toList();
    assertThat(scripts).hasSize(5);
    for (String script : scripts) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      assertThat(policy).contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    String withoutScripts = SCRIPT.matcher(PAGE).replaceAll("");
    assertThat(withoutScripts)
        .doesNotContain("src=\"")
        .doesNotContain("<link")
        .doesNotContain("@import");
    assertThat(withoutScripts).contains("Apache License 2.0");
  }

  @Test
  void namesAreInert() {
    // The name of a model is in the data and in the heading, both times escaped.
    assertThat(PAGE).doesNotContain(SyntheticSweep.NASTY);
    assertThat(PAGE).contains("\\u003cscript\\u003ealert(1)\\u003c/script\\u003e");
    assertThat(PAGE).contains("<title>NPU array and bandwidth of &lt;script&gt;");
  }

  @Test
  void ownScriptsMakeNoMarkupOfText() {
    List<String> own =
        SCRIPT.matcher(PAGE).results().map((MatchResult r) -> r.group(1)).skip(1).toList();
    assertThat(own)
        .noneMatch(s -> s.contains("innerHTML"))
        .noneMatch(s -> s.contains("insertAdjacentHTML"))
        .noneMatch(s -> s.contains("document.write"))
        .noneMatch(s -> s.contains("eval("));
  }

  @Test
  void figuresHaveWhatThePageShows() {
    assertThat(SweepFigures.of(SyntheticSweep.of(200, 1)).keySet())
        .containsExactly("pareto", "parallel", "heat-map", "breakdown-die-area");
  }

  @Test
  void aSweepWithoutResultsHasAPageAndNoCharts() {
    var empty = new SweepData("nothing", List.of(), 0, List.of(), List.of(), List.of(), List.of());
    assertThat(SweepPage.of(empty)).contains("\"names\":[]");
    assertThat(SweepFigures.of(empty)).isEmpty();
  }

  @Test
  void valuesMustMatchTheDesigns() {
    SweepColumn column =
        SweepColumn.of(
            "ttft_ms",
            "TTFT",
            "ms",
            SweepColumn.Role.METRIC,
            Optional.empty(),
            new SweepColumn.Numbers(List.of(OptionalDouble.of(1))));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new SweepData("x", List.of(), 0, List.of(column), List.of(), List.of(), List.of()))
        .withMessage("ttft_ms has 1 values for 0 designs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SweepColumn.Numbers(List.of(OptionalDouble.of(Double.NaN))))
        .withMessage("a value is not finite: NaN");
  }

  @Test
  void commandsAreQuotedForAShell() {
    assertThat(
            ShellQuote.line(List.of("socompass", "--set", "memory.bandwidth=64 GB/s", "it's", "")))
        .isEqualTo("socompass --set 'memory.bandwidth=64 GB/s' 'it'\\''s' ''");
  }
}
