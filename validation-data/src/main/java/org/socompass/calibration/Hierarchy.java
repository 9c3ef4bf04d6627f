package org.socompass.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Distribution of shared constants over devices: each device has constants of its own, ln-normal
 * about values that all share.
 *
 * <pre>{@code
 * x_d = ln theta_d ~ N(mu, S),  S = diag(sigma_j^2)
 *
 * mu       the constants with the least loss over the rows of all devices together
 * x_d      MAP of each device's own rows with the prior N(mu, S0)
 * V_d      (J' J / b^2 + S0^-1)^-1 at x_d: what the rows leave open
 * sigma_j^2 = (sum over d of (x_dj - mu_j)^2 + V_djj + n0 s_j^2) / (D_j + n0)
 * }</pre>
 *
 * <p>The last line is the maximisation step of expectation and maximisation, with each likelihood
 * as a parabola about its MAP; {@code S0} is first the spread {@code s_j} stated before, then what
 * came out. {@code D_j} counts the devices that have the constant. {@code n0 = 2} devices of the
 * spread stated before keep that of few devices from vanishing; a device whose rows say nothing of
 * a constant leaves its spread as it was. {@code mu} is what predicts best a device that nobody
 * measured: the mean of the devices' own values predicts it worse, because constants trade against
 * each other within a device.
 */
final class Hierarchy {
  /** Devices of the spread stated before that those measured are added to. */
  private static final double SPREAD_OF_BEFORE = 2;

  /** A device tells a constant if its rows explain more than this share of the spread's square. */
  private static final double TOLD = 0.5;

  /**
   * What the rows of a device say of the constants.
   *
   * @param device the device
   * @param values each constant at the device's MAP, in its unit
   * @param variances what the rows leave open of the logarithm of each
   * @param has which constants the device has
   */
  record Evidence(String device, List<Double> values, List<Double> variances, List<Boolean> has) {
    /** Copies the lists. */
    Evidence {
      values = List.copyOf(values);
      variances = List.copyOf(variances);
      has = List.copyOf(has);
    }
  }

  /**
   * The distribution over devices.
   *
   * @param parameters the constants with mean and spread in place of those they started from
   * @param tellingDevices how many devices' rows tell each
   */
  record Distribution(List<Parameter> parameters, List<Integer> tellingDevices) {
    /** Copies the lists. */
    Distribution {
      parameters = List.copyOf(parameters);
      tellingDevices = List.copyOf(tellingDevices);
    }

    /** Returns the means. */
    double[] values() {
      return parameters.stream().mapToDouble(Parameter::start).toArray();
    }
  }

  private Hierarchy() {}

  /**
   * Returns what the rows of a device say.
   *
   * @param around the constants with the prior that its MAP is taken with
   */
  static Evidence evidence(Siblings siblings, String device, List<Parameter> around) {
    Measurements data = siblings.forFit(device);
    var model = new PredictionModel(siblings.parameters(), data);
    double[] start = around.stream().mapToDouble(Parameter::start).toArray();
    double[] values = siblings.fit(data, around, start);
    int n = around.size();
    List<Integer> free = new ArrayList<>();
    List<Boolean> has = new ArrayList<>();
    for (int p = 0; p < n; p++) {
      free.add(p);
      has.add(siblings.has(device, p));
    }
    RealMatrix jacobian = Jacobian.of(model, around, free, values, true);
    for (int p = 0; p < n; p++) {
      Parameter q = around.get(p);
      double byLog = has.get(p) ? values[p] / (q.maximum() - q.minimum()) : 0;
      jacobian.setColumnVector(p, jacobian.getColumnVector(p).mapMultiply(byLog));
    }
    RealMatrix inverse =
        jacobian
            .transpose()
            .multiply(jacobian)
            .scalarMultiply(1 / (RobustFit.ERROR_SCALE * RobustFit.ERROR_SCALE));
    for (int p = 0; p < n; p++) {
      inverse.addToEntry(p, p, 1 / square(around.get(p).sigma().orElseThrow()));
    }
    RealMatrix covariance = new SingularValueDecomposition(inverse).getSolver().getInverse();
    List<Double> variances = new ArrayList<>();
    for (int p = 0; p < n; p++) {
      variances.add(covariance.getEntry(p, p));
    }
    return new Evidence(device, Arrays.stream(values).boxed().toList(), variances, has);
  }

  /**
   * Returns the constants with the spread over devices.
   *
   * @param before the constants with the spread stated before
   * @param values what they share, in their units
   */
  static Distribution over(List<Evidence> devices, List<Parameter> before, double[] values) {
    List<Parameter> result = new ArrayList<>();
    List<Integer> telling = new ArrayList<>();
    for (int p = 0; p < values.length; p++) {
      double stated = square(before.get(p).sigma().orElseThrow());
      double squares = SPREAD_OF_BEFORE * stated;
      double count = SPREAD_OF_BEFORE;
      int told = 0;
      for (Evidence e : devices) {
        if (e.has.get(p)) {
          squares += square(Math.log(e.values.get(p) / values[p])) + e.variances.get(p);
          count++;
          told += 1 - e.variances.get(p) / stated > TOLD ? 1 : 0;
        }
      }
      result.add(before.get(p).withPrior(values[p], Math.sqrt(squares / count)));
      telling.add(told);
    }
    return new Distribution(result, telling);
  }

  private static double square(double x) {
    return x * x;
  }
}
