package org.socompass.reliability;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.trust.KernelClass;
import org.socompass.inference.trust.MeasuredRows;
import org.socompass.inference.trust.Reliability;
import org.socompass.inference.trust.Specifications;
import org.socompass.inference.trust.Variances;
import org.socompass.llm.Phase;
import org.socompass.validation.ErrorKind;

/**
 * The files that {@code inference.trust} reads, written from residuals: {@code reliability.yaml}
 * and {@code measured.csv} of kernels and of engines, and what the devices state.
 */
public final class ReliabilityFiles {
  /** What a class of operators gets that nobody measured on a family of processors. */
  private static final Variances KERNEL_ASSUMED =
      new Variances(0.35, 0.30, 0, 0, "assumed: no row of this class was measured on this family");

  /**
   * What software adds that nobody measured; about what engines err by on chips that none of their
   * constants saw.
   */
  private static final Map<Phase, Variances> ANY_ENGINE =
      Map.of(
          Phase.PREFILL,
          new Variances(0.45, 0.25, 0, 0, "assumed: what software adds that nobody measured"),
          Phase.DECODE,
          new Variances(0.30, 0.15, 0, 0, "assumed: what software adds that nobody measured"));

  /** Pairs of devices are a lower bound: designs of one device are more alike. */
  private static final String SHARED_BY_DESIGNS =
      "shared_by_designs: {value: 0.5, source: \"assumed: correlation of the row effects of two"
          + " designs of one device; median 0.42 on 28 pairs of different GPUs with 20 or more rows of"
          + " the same shapes\"}\n";

  private ReliabilityFiles() {}

  /** Returns the files by their path below the resources, in order. */
  public static Map<String, String> of(
      Map<MeasuredTable.Key, Integer> rows, List<Residual> residuals) {
    Map<ErrorKind, Variances> variances = new TreeMap<>(VarianceFit.of(residuals));
    for (KernelClass operator : KernelClass.values()) {
      for (ProcessorKind family : ProcessorKind.values()) {
        variances.putIfAbsent(ErrorKind.of(operator, family), KERNEL_ASSUMED);
      }
    }
    ANY_ENGINE.forEach(
        (phase, assumed) -> variances.put(ErrorKind.of(Reliability.ANY_ENGINE, phase), assumed));
    Map<MeasuredTable.Key, MeasuredRows> measured = MeasuredTable.withErrors(rows, residuals);
    Map<String, String> files = new LinkedHashMap<>();
    files.put("kernels/reliability.yaml", yaml(variances, false));
    files.put("kernels/measured.csv", csv(measured, false));
    files.put("engines/reliability.yaml", yaml(variances, true));
    files.put("engines/measured.csv", csv(measured, true));
    files.put(Specifications.FILE, Specifications.table());
    return files;
  }

  private static String yaml(Map<ErrorKind, Variances> variances, boolean isWholeModel) {
    var text =
        new StringBuilder(
            "# Standard deviations of ln(measured / predicted), between devices and within one."
                + " docs/uncertainty.md\n# Written by 'socompass validate --reliability DIR'.\n"
                + (isWholeModel ? SHARED_BY_DESIGNS : "")
                + "reliability:\n");
    variances.forEach(
        (kind, v) -> {
          if (kind.isWholeModel() == isWholeModel) {
            text.append(
                String.format(
                    Locale.ROOT,
                    "  - {%s: %s, %s: %s, between: %.3f, within: %.3f, devices: %d, rows: %d,"
                        + " source: \"%s\"}\n",
                    isWholeModel ? "engine" : "operator",
                    kind.subject(),
                    isWholeModel ? "phase" : "family",
                    kind.detail(),
                    v.between(),
                    v.within(),
                    v.devices(),
                    v.rows(),
                    v.source()));
          }
        });
    return text.toString();
  }

  private static String csv(Map<MeasuredTable.Key, MeasuredRows> measured, boolean isWholeModel) {
    var text =
        new StringBuilder(
            isWholeModel
                ? "device,engine,phase,rows,mean_ln,error_percent\n"
                : "device,operator,family,rows,mean_ln,error_percent\n");
    measured.forEach(
        (key, rows) -> {
          if (key.kind().isWholeModel() == isWholeModel) {
            text.append(
                String.format(
                    Locale.ROOT,
                    "%s,%s,%s,%d,%.3f,%.1f\n",
                    key.device(),
                    key.kind().subject(),
                    key.kind().detail(),
                    rows.rows(),
                    rows.meanLn(),
                    rows.errorPercent()));
          }
        });
    return text.toString();
  }
}
