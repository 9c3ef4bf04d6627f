package org.socompass.study.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.socompass.hardware.Device;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.Engines;
import org.socompass.input.Dimension;
import org.socompass.input.Section;
import org.socompass.input.YamlReader;
import org.socompass.llm.Phase;
import org.socompass.selection.AttentionPoint;
import org.socompass.selection.Backend;
import org.socompass.selection.Pair;
import org.socompass.selection.Precision;
import org.socompass.selection.Profile;
import org.socompass.selection.ProfileRow;
import org.socompass.selection.Profiler;
import org.socompass.study.reproduce.Reproduction.Row;

/**
 * Dual-stage backend selection on RK3588: the gains that its paper states, from the models' times
 * and from a profile that was solved to give them; and where prefill runs.
 */
final class SelectionReproduction {
  private static final String FILE = "dual-stage.yaml";
  private static final String INVERSE = "dual-stage-inverse.csv";
  private static final double WITHIN = 10;
  private static final long HEAD = 128;

  /** Context of the decoded token: the paper states none. */
  private static final long CONTEXT = 256;

  private static final long JUMP = 40;
  private static final List<Long> LENGTHS = List.of(64L, 128L, 256L, 512L, 1024L);
  private static final List<Long> WIDTHS = List.of(1024L, 2048L, 4096L);

  private SelectionReproduction() {}

  /** A gain that the paper states. */
  private record Gain(long d, Precision precision, Pair pair, Backend alone, double published) {
    AttentionPoint point() {
      return new AttentionPoint(CONTEXT, d, precision, Phase.DECODE);
    }

    String words() {
      return "%s decode, d = %d, %s over %s"
          .formatted(precision.id().toUpperCase(Locale.ROOT), d, pair.id(), alone.id());
    }
  }

  static Reproduction of() {
    List<Gain> gains =
        Section.read(
            YamlReader.read(FILE, Shipped.text(FILE)),
            "",
            s -> {
              s.text("source");
              return List.copyOf(s.sections("gains", SelectionReproduction::gain).values());
            });
    Device device = new DeviceSource("rk3588", List.of()).load(Engines.profile("rknn"));
    var slow = new Profiler(device, HEAD, Profiler.HandOver.SLOW);
    var fast = new Profiler(device, HEAD, Profiler.HandOver.FAST);
    Profile inverse = Profile.of(INVERSE, Shipped.text(INVERSE));
    List<Row> rows = new ArrayList<>();
    for (Gain gain : gains) {
      rows.add(new Row(gain.words(), "", gain.published(), speedup(gain, slow), WITHIN, false));
    }
    rows.add(prefill(slow, LENGTHS, Backend.GPU, "from 64 tokens, points that the GPU wins"));
    rows.add(prefill(slow, List.of(JUMP), Backend.NPU, "at 40 tokens, points that the NPU wins"));
    for (Gain gain : gains) {
      inverse.rows().stream()
          .filter(r -> r.point().equals(gain.point()))
          .forEach(
              r ->
                  rows.add(
                      new Row(
                          "from solved stage times: " + gain.words(),
                          "",
                          gain.published(),
                          r.speedup(gain.pair(), gain.alone()),
                          WITHIN,
                          true)));
    }
    return new Reproduction(
        "dual-stage",
        "Dual-stage backend selection of attention on RK3588: gains in decode and what prefill prefers",
        rows,
        List.of(
            "a context of 256 tokens; the paper states none with its gains",
            "the first rows are the models' times, a change of backends through both drivers; by polling the"
                + " gains are "
                + fastGains(gains, fast),
            "both stages stream bytes at rates that differ by 7 to 12 %, so that no pair can be 1.4 times"
                + " faster: docs/backend-selection.md",
            "the last rows are stage times solved for the paper's gains (examples/dual-stage-inverse.csv):"
                + " they prove the arithmetic, not the times",
            "prefill: the paper says GPU from 64 tokens and NPU at 40; 15 and 3 points of d, in both"
                + " precisions"),
        List.of(
            "socompass select --device rk3588",
            "socompass select --profile examples/dual-stage-inverse.csv"));
  }

  private static Gain gain(Section s) {
    return new Gain(
        s.count("d", 1),
        Precision.of(s.text("precision")),
        new Pair(s.choice("qkv", Backend.class), s.choice("core", Backend.class)),
        s.choice("alone", Backend.class),
        s.positive("gain", Dimension.NUMBER));
  }

  private static double speedup(Gain gain, Profiler profiler) {
    ProfileRow row = profiler.profile(List.of(gain.point())).rows().get(0);
    return row.speedup(gain.pair(), gain.alone());
  }

  private static String fastGains(List<Gain> gains, Profiler fast) {
    return String.join(
        ", ",
        gains.stream().map(g -> String.format(Locale.ROOT, "%.2f", speedup(g, fast))).toList());
  }

  /** Returns which share of points one backend wins alone: the paper says all. */
  private static Row prefill(Profiler profiler, List<Long> lengths, Backend winner, String words) {
    List<AttentionPoint> points = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      WIDTHS.forEach(
          d ->
              lengths.forEach(n -> points.add(new AttentionPoint(n, d, precision, Phase.PREFILL))));
    }
    long won =
        profiler.profile(points).rows().stream()
            .filter(r -> r.oracle().equals(Pair.alone(winner)))
            .count();
    return new Row("prefill " + words, "%", 100, 100.0 * won / points.size(), WITHIN, false);
  }
}
