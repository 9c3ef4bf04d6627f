package org.socompass.selection;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Picks the backends of both stages, one after the other. A random forest decides the QKV
 * projection; it has learnt that stage of the fastest pair. Nearest neighbours decide the attention
 * core, knowing where the projection runs: for each backend of the projection they have learnt
 * which core is fastest behind it, transfer included.
 */
public final class Selector {
  private final StageClassifier qkv;
  private final Map<Backend, StageClassifier> core;

  private Selector(StageClassifier qkv, Map<Backend, StageClassifier> core) {
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
    List<double[]> coreFeatures = features(rows, Stage.ATTENTION_CORE);
    Map<Backend, StageClassifier> core = new EnumMap<>(Backend.class);
    for (Backend before : Backend.values()) {
      core.put(
          before,
          TribuoClassifiers.neighbours(
              coreFeatures, rows.stream().map(row -> row.coreBehind(before)).toList(), settings));
    }
    return new Selector(
        TribuoClassifiers.forest(
            features(rows, Stage.QKV_PROJECTION),
            rows.stream().map(row -> row.oracle().qkv()).toList(),
            settings),
        core);
  }

  private static List<double[]> features(List<ProfileRow> rows, Stage stage) {
    return rows.stream().map(row -> Features.of(row.point(), stage)).toList();
  }

  /** Returns the backends for a point. */
  public Pair select(AttentionPoint point) {
    Backend first = qkv.backend(Features.of(point, Stage.QKV_PROJECTION));
    return new Pair(
        first, backend(Stage.ATTENTION_CORE, Features.of(point, Stage.ATTENTION_CORE), first));
  }

  /**
   * Returns the backend of a stage for a vector of its features.
   *
   * @param projection where the projection runs; of use for the core alone
   */
  Backend backend(Stage stage, double[] features, Backend projection) {
    return switch (stage) {
      case QKV_PROJECTION -> qkv.backend(features);
      case ATTENTION_CORE -> Objects.requireNonNull(core.get(projection)).backend(features);
    };
  }
}
