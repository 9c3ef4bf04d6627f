package org.socompass.calibration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Errors of the predictions before the fit, after it, and of rows that a fit did not see. */
final class FitErrors {
  private static final double PERCENT = 100;

  private final List<Measurement> points;

  FitErrors(List<Measurement> points) {
    this.points = points;
  }

  /** Returns the magnitude of each relative error. */
  double[] of(double[] seconds) {
    double[] errors = new double[seconds.length];
    for (int i = 0; i < seconds.length; i++) {
      errors[i] = Math.abs(seconds[i] / points.get(i).seconds() - 1);
    }
    return errors;
  }

  /** Returns the errors by operator and types, {@code unseen} empty without cross validation. */
  List<CalibrationResult.ErrorRow> rows(double[] before, double[] after, double[] unseen) {
    Map<String, Set<String>> types = new LinkedHashMap<>();
    points.forEach(
        p -> types.computeIfAbsent(p.operator(), o -> new LinkedHashSet<>()).add(p.types()));
    List<CalibrationResult.ErrorRow> rows = new ArrayList<>();
    types.forEach(
        (operator, of) -> {
          if (of.size() > 1) {
            of.forEach(t -> rows.add(row(operator, t, before, after, unseen)));
          }
          rows.add(row(operator, "", before, after, unseen));
        });
    rows.add(row(CalibrationResult.ALL, "", before, after, unseen));
    return rows;
  }

  private CalibrationResult.ErrorRow row(
      String operator, String types, double[] before, double[] after, double[] unseen) {
    List<Measurement> members = new ArrayList<>();
    double[] sums = new double[3];
    for (int i = 0; i < before.length; i++) {
      Measurement p = points.get(i);
      boolean isOf = operator.equals(CalibrationResult.ALL) || operator.equals(p.operator());
      if (isOf && (types.isEmpty() || types.equals(p.types()))) {
        members.add(p);
        sums[0] += before[i];
        sums[1] += after[i];
        sums[2] += unseen.length == 0 ? 0 : unseen[i];
      }
    }
    double scale = PERCENT / members.size();
    return new CalibrationResult.ErrorRow(
        operator,
        types,
        members.size(),
        families(members),
        scale * sums[0],
        scale * sums[1],
        unseen.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(scale * sums[2]));
  }

  static int families(List<Measurement> points) {
    return (int) points.stream().map(Measurement::family).distinct().count();
  }
}
