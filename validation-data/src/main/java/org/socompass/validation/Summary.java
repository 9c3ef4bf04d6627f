package org.socompass.validation;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Errors of a group of points. Errors are relative errors of the measured quantity in percent.
 *
 * @param group the points it is over
 * @param points points predicted
 * @param skipped points that were not
 * @param mapePercent mean of the errors' magnitudes
 * @param biasPercent mean of the errors
 * @param maxErrorPercent the error of greatest magnitude, as a magnitude
 * @param rooflineMapePercent mean magnitude of the roofline's errors; empty for power
 * @param kendallTau rank correlation of predicted and measured value; needs two points
 * @param coveragePercent measurements inside the 80 % band of the prediction, the device taken as
 *     never measured; empty where there is no band
 */
public record Summary(
    Point.Group group,
    int points,
    int skipped,
    OptionalDouble mapePercent,
    OptionalDouble biasPercent,
    OptionalDouble maxErrorPercent,
    OptionalDouble rooflineMapePercent,
    OptionalDouble kendallTau,
    OptionalDouble coveragePercent) {
  /**
   * Returns a summary for each group in the order of the points, and after the devices of a data
   * set's operator one over all of them if there are several.
   */
  public static List<Summary> of(List<Point> points) {
    var all = new Summaries();
    points.forEach(all::add);
    return all.summaries();
  }
}
