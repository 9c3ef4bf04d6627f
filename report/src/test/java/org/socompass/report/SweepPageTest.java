package org.socompass.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.socompass.evaluation.Metric.Better;
import org.socompass.report.chart.Chart;

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
  void axesFitTheDesignsToChooseFrom() {
    // Costs of 10 and 20 are feasible; one of 1,000 breaks the constraint and would stretch the
    // axis.
    SweepData data = small(List.of(10.0, 20.0, 1000.0), Optional.empty());
    Chart pareto = figure(data, "pareto");
    assertThat(pareto.svg())
        .contains("1 infeasible designs lie outside the axes", ">20<")
        .doesNotContain(">1,000<", ">infeasible<");
    assertThat(pareto.table().rows()).hasSize(2);
    assertThat(pareto.title()).isEqualTo("s: qwen2-0.5b as w8a8 on phone");
  }

  @Test
  void aHeatMapSaysWhetherItsRangeIsKnownAtAll() {
    // Best costs of the cells: 10, 20, 30. They differ by 20; the interval of each is 2 or 40 wide.
    List<Double> costs = List.of(10.0, 20.0, 30.0);
    assertThat(heatMap(small(costs, Optional.of(1.0))).svg()).doesNotContain("80 %");
    assertThat(heatMap(small(costs, Optional.of(20.0))).svg().replaceAll("<[^>]+>\\s*", " "))
        .contains("differ by at most 20 USD, less than the 80 % interval of one: 40");
  }

  private static Chart figure(SweepData data, String name) {
    return Objects.requireNonNull(SweepFigures.of(data).get(name));
  }

  private static Chart heatMap(SweepData data) {
    return figure(data, "heat-map");
  }

  /**
   * Three designs of two parameters, the last of which is infeasible if it is the dearest by far.
   */
  private static SweepData small(List<Double> costs, Optional<Double> halfWidth) {
    SweepColumn cost =
        SweepColumn.of(
            "system_cost_usd",
            "Cost",
            "USD",
            SweepColumn.Role.OBJECTIVE,
            Optional.of(Better.MIN),
            numbers(costs));
    SweepColumn spread =
        halfWidth
            .map(
                w ->
                    cost.with(
                        new SweepColumn.Spread(
                            numbers(costs.stream().map(c -> c - w).toList()).all(),
                            numbers(costs.stream().map(c -> c + w).toList()).all())))
            .orElse(cost);
    SweepColumn time =
        SweepColumn.of(
            "ttft_ms",
            "TTFT",
            "ms",
            SweepColumn.Role.OBJECTIVE,
            Optional.of(Better.MIN),
            numbers(List.of(3.0, 2.0, 1.0)));
    List<SweepDesign> designs =
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    new SweepDesign(
                        "" + i,
                        costs.get(i) < 100
                            ? SweepDesign.Standing.FRONT
                            : SweepDesign.Standing.INFEASIBLE,
                        "",
                        List.of()))
            .toList();
    return new SweepData(
        "s",
        List.of(),
        3,
        List.of(
            parameter("rows", List.of(1.0, 2.0, 1.0)),
            parameter("channels", List.of(1.0, 1.0, 2.0)),
            spread,
            time),
        designs,
        List.of(),
        List.of(),
        "qwen2-0.5b as w8a8 on phone");
  }

  private static SweepColumn parameter(String id, List<Double> values) {
    return SweepColumn.of(
        id, id, "", SweepColumn.Role.PARAMETER, Optional.empty(), numbers(values));
  }

  private static SweepColumn.Numbers numbers(List<Double> values) {
    return new SweepColumn.Numbers(values.stream().map(OptionalDouble::of).toList());
  }

  @Test
  void operatorsOfADesignAreColouredByWhatTheyAreFor() {
    SweepData data = small(List.of(10.0, 20.0, 30.0), Optional.empty());
    List<SweepBreakdown.Part> parts =
        Stream.of("q_mul_k", "a_mul_v", "ffn_up", "ffn_down", "layernorm_ffn", "lm_head")
            .map(n -> new SweepBreakdown.Part(n, numbers(List.of(1.0, 1.0, 1.0)).all()))
            .toList();
    var timed =
        new SweepData(
            data.title(),
            data.facts(),
            data.points(),
            data.columns(),
            data.designs(),
            List.of(new SweepBreakdown("Decode of a token, time", "ms", parts)),
            data.commands(),
            data.subject());
    Chart chart = figure(timed, "breakdown-decode-of-a-token-time");
    assertThat(chart.table().rows().subList(0, 4).stream().map(r -> r.get(1) + " " + r.get(2)))
        .containsExactly("attention 2.0", "ffn 2.0", "norm 1.0", "head 1.0");
  }

  @Test
  void aSweepWithoutResultsHasAPageAndNoCharts() {
    var empty =
        new SweepData("nothing", List.of(), 0, List.of(), List.of(), List.of(), List.of(), "");
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
                new SweepData(
                    "x", List.of(), 0, List.of(column), List.of(), List.of(), List.of(), ""))
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
