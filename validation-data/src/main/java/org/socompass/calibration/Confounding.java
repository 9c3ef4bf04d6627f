package org.socompass.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * A parameter that the data can't tell from others, because they change all predictions in nearly
 * the same proportions.
 *
 * @param held index of the one to hold, the less sensitive
 * @param others indices of those that it is confounded with
 * @param why for people
 */
record Confounding(int held, List<Integer> others, String why) {
  /** Columns more alike than this are one. */
  private static final double GREATEST_CORRELATION = 0.98;

  /** Condition number of the scaled columns above which they are dependent (Belsley). */
  private static final double GREATEST_CONDITION = 30;

  private static final double MOST_SHOWN = 1000;
  private static final double MEMBER = 0.3;

  /** Copies the list. */
  Confounding {
    others = List.copyOf(others);
  }

  /**
   * Returns the worst confounding of the free parameters, if any.
   *
   * @param jacobian a column for each free parameter
   * @param free indices of the parameters
   * @param screening how sensitive each parameter is
   * @param parameters all, by index
   */
  static Optional<Confounding> worst(
      RealMatrix jacobian, List<Integer> free, Screening screening, List<Parameter> parameters) {
    int n = free.size();
    RealMatrix unit = jacobian.copy();
    for (int c = 0; c < n; c++) {
      double norm = jacobian.getColumnVector(c).getNorm();
      if (norm / Math.sqrt(jacobian.getRowDimension()) < 1e-9) {
        return Optional.of(
            new Confounding(
                free.get(c), List.of(), "no prediction depends on it near the fitted values"));
      }
      unit.setColumnVector(c, jacobian.getColumnVector(c).mapDivide(norm));
    }
    double most = 0;
    int first = 0;
    int second = 0;
    for (int a = 0; a < n; a++) {
      for (int b = a + 1; b < n; b++) {
        double r = unit.getColumnVector(a).dotProduct(unit.getColumnVector(b));
        if (Math.abs(r) > Math.abs(most)) {
          most = r;
          first = a;
          second = b;
        }
      }
    }
    if (Math.abs(most) > GREATEST_CORRELATION) {
      return Optional.of(
          among(
              List.of(free.get(first), free.get(second)),
              screening,
              parameters,
              String.format(Locale.ROOT, "correlation %.3f", most)));
    }
    if (n < 3) {
      return Optional.empty();
    }
    var decomposition = new SingularValueDecomposition(unit.transpose().multiply(unit));
    double condition = Math.sqrt(decomposition.getConditionNumber());
    if (!(condition > GREATEST_CONDITION)) {
      return Optional.empty();
    }
    double[] weakest = decomposition.getV().getColumn(n - 1);
    List<Integer> members = new ArrayList<>();
    for (int c = 0; c < n; c++) {
      if (Math.abs(weakest[c]) > MEMBER) {
        members.add(free.get(c));
      }
    }
    return Optional.of(
        among(
            members,
            screening,
            parameters,
            condition < MOST_SHOWN
                ? String.format(Locale.ROOT, "together dependent, condition number %.0f", condition)
                : "together dependent"));
  }

  private static Confounding among(
      List<Integer> members, Screening screening, List<Parameter> parameters, String measure) {
    int held = members.get(0);
    for (int p : members) {
      if (screening.sensitivity(p) < screening.sensitivity(held)) {
        held = p;
      }
    }
    List<Integer> others = new ArrayList<>(members);
    others.remove(Integer.valueOf(held));
    return new Confounding(
        held,
        others,
        "confounded with "
            + String.join(" and ", others.stream().map(p -> parameters.get(p).path()).toList())
            + " ("
            + measure
            + ")");
  }
}
