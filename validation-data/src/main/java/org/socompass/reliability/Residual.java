package org.socompass.reliability;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.validation.ErrorKind;
import org.socompass.validation.Point;

/**
 * The error of one prediction.
 *
 * @param kind what it is an error of
 * @param device id of the device
 * @param dataset id of the data set
 * @param ln {@code ln(measured / predicted)}
 * @param isLeftOut whether no constant of the prediction was fitted to rows of the device
 */
public record Residual(
    ErrorKind kind, String device, String dataset, double ln, boolean isLeftOut) {
  /** Returns the residuals of points that could be predicted. */
  public static List<Residual> of(List<Point> points) {
    List<Residual> result = new ArrayList<>();
    for (Point p : points) {
      if (p.quantity() == Point.Quantity.LATENCY && p.prediction().isPresent()) {
        of(p, p.prediction().get()).ifPresent(result::add);
      }
    }
    return result;
  }

  private static Optional<Residual> of(Point p, Point.Prediction prediction) {
    return p.kind()
        .map(
            kind ->
                new Residual(
                    kind,
                    p.device(),
                    p.dataset(),
                    StrictMath.log(p.measured() / prediction.value()),
                    !FittedData.contains(p.dataset())));
  }
}
