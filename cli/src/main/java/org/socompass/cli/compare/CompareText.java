package org.socompass.cli.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.cli.run.PlanText;
import org.socompass.cli.run.TimelineReport;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.trust.Trust;
import org.socompass.study.CompareStudy.Row;

/** Strategies side by side as text, and a phase of one as a document. */
final class CompareText {
  private static final double MILLI = 1e3;
  private static final double PERCENT = 100;

  private CompareText() {}

  private static String surely(OptionalDouble share) {
    return share.isPresent()
        ? String.format(Locale.ROOT, "%.0f", PERCENT * share.getAsDouble())
        : "-";
  }

  static String table(List<Row> rows) {
    var table =
        new TextTable(
            "prompt",
            "engine",
            "TTFT",
            "TPOT",
            "prefill tok/s",
            "decode tok/s",
            "prefill x",
            "decode x",
            "hand-overs",
            "prefill busy %",
            "decode busy %",
            "faster than the first in %",
            "80 % of TTFT",
            "80 % of TPOT",
            "rows",
            "nearest");
    for (Row row : rows) {
      InferenceResult r = row.result();
      table.row(
          String.valueOf(r.request().promptTokens()),
          row.engine().equals(r.engine().id())
              ? row.engine()
              : row.engine() + " (" + r.engine().id() + ")",
          Numbers.seconds(r.ttftSeconds()),
          Numbers.seconds(r.tpotSeconds()),
          Numbers.readable(r.prefillTokensPerSecond()),
          Numbers.readable(r.decodeTokensPerSecond()),
          Numbers.readable(row.prefillSpeedup()),
          Numbers.readable(row.decodeSpeedup()),
          r.prefill().handOvers() + "/" + r.decode().handOvers(),
          TimelineReport.busy(r.prefill()),
          TimelineReport.busy(r.decode()),
          surely(row.prefillWins()) + "/" + surely(row.decodeWins()),
          Trust.factors(row.entry().latency().bands().prefill()),
          Trust.factors(row.entry().latency().bands().decode()),
          Integer.toString(row.entry().trust().measuredRows()),
          row.entry().trust().nearest().orElse("-"));
    }
    return table.render()
        + "\nfaster than the first: probability for prefill/decode, the effect of the device being"
        + " the same for both; 80 %: factors of the stated time;\nrows: measurements of this device"
        + " and engine; nearest: the measured device that is the most like it.\n"
        + plans(rows);
  }

  private static String plans(List<Row> rows) {
    var lines = new StringBuilder();
    for (Row row : rows) {
      List<String> all = new ArrayList<>(PlanText.drafts(row.result()));
      all.addAll(PlanText.devices(row.result()));
      all.forEach(line -> lines.append(row.engine() + ": " + line + "\n"));
    }
    return lines.isEmpty() ? "" : "\n" + lines;
  }

  static Map<String, Object> json(PhaseResult phase) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("phase", phase.phase().id());
    result.put("latency_ms", phase.seconds() * MILLI);
    result.put("hand_overs", phase.handOvers());
    result.put("bandwidth_gb_per_s", TimelineReport.bandwidth(phase));
    result.put("processors", TimelineReport.processors(phase));
    result.put(
        "cuts",
        phase.cuts().stream()
            .map(
                c -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("operator", c.name());
                  one.put("cut", c.kind());
                  one.put("gpu_share_percent", c.gpuShare() * PERCENT);
                  one.put("npu_lengths", c.npuLengths());
                  one.put("latency_us", c.seconds() * MILLI * MILLI);
                  Map<String, Object> alternatives = new LinkedHashMap<>();
                  c.alternatives().forEach((k, t) -> alternatives.put(k, t * MILLI * MILLI));
                  one.put("alternatives_us", alternatives);
                  return one;
                })
            .toList());
    return result;
  }
}
