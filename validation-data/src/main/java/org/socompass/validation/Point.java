package org.socompass.validation;

import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.inference.trust.Band;
import org.socompass.inference.trust.Variances;

/**
 * One measurement beside its prediction.
 *
 * @param dataset id of the data set
 * @param operator what was measured
 * @param device device of the row
 * @param processor processor or processors of the row
 * @param row the row
 * @param quantity what the measured and the predicted value are
 * @param measured measured value [unit of the quantity]
 * @param prediction predicted value and roofline; empty if the row was skipped
 * @param skipReason why it was skipped; empty if it was not
 * @param tokens tokens that the latency is for, if the row gives a rate; 0 if it does not
 * @param engine id of the engine's profile; empty if no engine was measured or it is not known
 */
public record Point(
    String dataset,
    String operator,
    String device,
    String processor,
    Row row,
    Quantity quantity,
    double measured,
    Optional<Prediction> prediction,
    String skipReason,
    double tokens,
    String engine) {
  /** Creates a point of no engine. */
  public Point(
      String dataset,
      String operator,
      String device,
      String processor,
      Row row,
      Quantity quantity,
      double measured,
      Optional<Prediction> prediction,
      String skipReason,
      double tokens) {
    this(
        dataset,
        operator,
        device,
        processor,
        row,
        quantity,
        measured,
        prediction,
        skipReason,
        tokens,
        "");
  }

  /**
   * Returns the point of a row that was measured with an engine.
   *
   * @param profile id of its profile; empty if it is not known
   */
  public Point under(String profile) {
    return new Point(
        dataset,
        operator,
        device,
        processor,
        row,
        quantity,
        measured,
        prediction,
        skipReason,
        tokens,
        profile);
  }

  /** What was measured. */
  public enum Quantity {
    /** Time of an operator, a layer or a pass. */
    LATENCY("s"),
    /** Mean power of a rail while an operator repeats. */
    POWER("W");

    private final String unit;

    Quantity(String unit) {
      this.unit = unit;
    }

    /** Returns the SI unit. */
    public String unit() {
      return unit;
    }
  }

  /**
   * Predicted value and what peak rates allow.
   *
   * @param value predicted value [unit of the quantity]
   * @param roofline the least latency that peak rates allow [s]; empty for other quantities
   */
  public record Prediction(double value, OptionalDouble roofline) {
    /** Creates the prediction of a latency. */
    static Prediction latency(double seconds, double rooflineSeconds) {
      return new Prediction(seconds, OptionalDouble.of(rooflineSeconds));
    }

    /** Creates the prediction of a power. */
    static Prediction power(double watts) {
      return new Prediction(watts, OptionalDouble.empty());
    }
  }

  /** Returns what kind of error the point's is; empty if it is of none. */
  public Optional<ErrorKind> kind() {
    return quantity == Quantity.LATENCY
        ? ErrorKind.of(operator, processor, engine, row.fields())
        : Optional.empty();
  }

  /**
   * Returns the 80 % band of the prediction, as if the device had never been measured; empty if
   * nobody knows how such predictions err.
   */
  public Optional<Band> band() {
    return kind().flatMap(ErrorKind::variances).map(Variances::unseen);
  }

  /** Returns {@code (predicted - measured) / measured}; the point is not skipped. */
  public double relativeError() {
    return prediction.orElseThrow().value() / measured - 1;
  }

  /** Returns the relative error of the roofline, if there is one; the point is not skipped. */
  public OptionalDouble rooflineRelativeError() {
    OptionalDouble roofline = prediction.orElseThrow().roofline();
    return roofline.isPresent()
        ? OptionalDouble.of(roofline.getAsDouble() / measured - 1)
        : OptionalDouble.empty();
  }

  /** Returns the group that it is summarised in. */
  public Group group() {
    return new Group(dataset, operator, device, processor);
  }

  /**
   * What points are summarised together.
   *
   * @param dataset id of the data set
   * @param operator what was measured
   * @param device device, or {@code all}
   * @param processor processor or processors
   */
  public record Group(String dataset, String operator, String device, String processor) {}
}
