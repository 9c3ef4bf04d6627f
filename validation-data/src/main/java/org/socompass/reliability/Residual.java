package org.socompass.reliability;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
        .map(kind -> of(p, prediction, kind, !FittedData.contains(kind, p.device(), p.dataset())));
  }

  /**
   * Returns the residual of a point that could be predicted; empty if it is of no kind.
   *
   * @param isLeftOut whether no constant of the prediction was fitted to rows of its device
   */
  public static Optional<Residual> of(Point p, boolean isLeftOut) {
    return p.prediction()
        .flatMap(prediction -> p.kind().map(kind -> of(p, prediction, kind, isLeftOut)));
  }

  private static Residual of(
      Point p, Point.Prediction prediction, ErrorKind kind, boolean isLeftOut) {
    return new Residual(
        kind,
        p.device(),
        p.dataset(),
        StrictMath.log(p.measured() / prediction.value()),
        isLeftOut);
  }

  /**
   * Returns residuals of which some are known better: those of a kind that others have take the
   * place of all of that kind.
   */
  public static List<Residual> replaced(List<Residual> all, List<Residual> others) {
    Set<ErrorKind> kinds = others.stream().map(Residual::kind).collect(Collectors.toSet());
    List<Residual> result = new ArrayList<>(all);
    result.removeIf(r -> kinds.contains(r.kind()));
    result.addAll(others);
    return result;
  }
}
