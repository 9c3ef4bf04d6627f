package org.socompass.hardware.power;

import java.util.ArrayList;
import java.util.List;
import org.socompass.input.Section;

/**
 * A step of dynamic voltage and frequency scaling, relative to the clock of the template and the
 * voltage that belongs to it: what is set for one clock stays right for another.
 *
 * @param clockShare clock over that of the template, in (0, 1)
 * @param voltageShare voltage over that at the clock of the template, in (0, 1]
 */
public record ThrottleStep(double clockShare, double voltageShare) {
  /** The template as it is. */
  public static final ThrottleStep NONE = new ThrottleStep(1, 1);

  /** Reads the steps of a processor and checks that each is below the one before. */
  public static List<ThrottleStep> read(Section s) {
    List<ThrottleStep> steps = new ArrayList<>();
    ThrottleStep last = NONE;
    for (String key : s.keys()) {
      ThrottleStep step =
          s.section(key, e -> new ThrottleStep(e.fraction("clock"), e.fraction("voltage")));
      if (step.clockShare >= last.clockShare || step.voltageShare > last.voltageShare) {
        throw s.error(
            key,
            "must have a lower clock, and no higher voltage, than the step before it: "
                + last.clockShare
                + " and "
                + last.voltageShare);
      }
      steps.add(step);
      last = step;
    }
    return steps;
  }

  /** Returns the factor of energies that charge and discharge: the voltage squared. */
  public double dynamicFactor() {
    return voltageShare * voltageShare;
  }

  /** Returns the factor of a power that leaks: the voltage. */
  public double leakageFactor() {
    return voltageShare;
  }
}
