package org.socompass.selection;

import java.util.List;

/**
 * Picks the backends of both stages. A random forest decides the QKV projection and the nearest
 * neighbours the attention core; each has learnt its stage of the fastest pair, transfer included.
 */
public final class Selector {
  private final StageClassifier qkv;
  private final StageClassifier core;

  private Selector(StageClassifier qkv, StageClassifier core) {
    this.qkv = qkv;
    this.core = core;
  }

  /**
   * Returns the selector of a profile. The same rows in the same order with the same settings give
   * the same selector.
   *
   * @throws IllegalArgumentException if there is no row
   */
  public static Selector train(List<ProfileRow> rows, Settings settings) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a selector needs at least one row to learn from");
    }
    return new Selector(
        TribuoClassifiers.forest(
            features(rows, Stage.QKV_PROJECTION), labels(rows, Stage.QKV_PROJECTION), settings),
        TribuoClassifiers.neighbours(
            features(rows, Stage.ATTENTION_CORE), labels(rows, Stage.ATTENTION_CORE), settings));
  }

  private static List<double[]> features(List<ProfileRow> rows, Stage stage) {
    return rows.stream().map(row -> Features.of(row.point(), stage)).toList();
  }

  private static List<Backend> labels(List<ProfileRow> rows, Stage stage) {
    return rows.stream().map(row -> row.oracle().of(stage)).toList();
  }

  /** Returns the backends for a point. */
  public Pair select(AttentionPoint point) {
    return new Pair(
        backend(Stage.QKV_PROJECTION, Features.of(point, Stage.QKV_PROJECTION)),
        backend(Stage.ATTENTION_CORE, Features.of(point, Stage.ATTENTION_CORE)));
  }

  /** Returns the backend of a stage for a vector of its features. */
  Backend backend(Stage stage, double[] features) {
    return switch (stage) {
      case QKV_PROJECTION -> qkv.backend(features);
      case ATTENTION_CORE -> core.backend(features);
    };
  }
}
