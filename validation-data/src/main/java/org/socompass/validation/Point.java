package org.socompass.validation;

import java.util.Optional;

/**
 * One measurement beside its prediction.
 *
 * @param dataset id of the data set
 * @param operator what was measured
 * @param device device of the row
 * @param processor processor or processors of the row
 * @param row the row
 * @param measuredSeconds measured latency [s]
 * @param prediction predicted and roofline latency; empty if the row was skipped
 * @param skipReason why it was skipped; empty if it was not
 * @param tokens tokens that the latency is for, if the row gives a rate; 0 if it gives a latency
 */
public record Point(
    String dataset,
    String operator,
    String device,
    String processor,
    Row row,
    double measuredSeconds,
    Optional<Prediction> prediction,
    String skipReason,
    double tokens) {
  /**
   * Predicted and roofline latency.
   *
   * @param seconds predicted latency [s]
   * @param rooflineSeconds the least latency that peak rates allow [s]
   */
  public record Prediction(double seconds, double rooflineSeconds) {}

  /** Returns {@code (predicted - measured) / measured} of the latency; the point is not skipped. */
  public double relativeError() {
    return prediction.orElseThrow().seconds() / measuredSeconds - 1;
  }

  /** Returns the relative error of the roofline; the point is not skipped. */
  public double rooflineRelativeError() {
    return prediction.orElseThrow().rooflineSeconds() / measuredSeconds - 1;
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
