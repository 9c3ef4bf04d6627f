package org.socompass.selection;

import java.util.List;

/**
 * The backends of both stages.
 *
 * @param qkv of the QKV projection
 * @param core of the attention core
 */
public record Pair(Backend qkv, Backend core) {
  /** All pairs; of two that are as fast, the one that stands first is chosen. */
  public static final List<Pair> ALL =
      List.of(
          new Pair(Backend.GPU, Backend.GPU),
          new Pair(Backend.NPU, Backend.NPU),
          new Pair(Backend.GPU, Backend.NPU),
          new Pair(Backend.NPU, Backend.GPU));

  /** Returns the pair that runs both stages on one backend. */
  public static Pair alone(Backend backend) {
    return new Pair(backend, backend);
  }

  /** Returns the backend of a stage. */
  public Backend of(Stage stage) {
    return stage == Stage.QKV_PROJECTION ? qkv : core;
  }

  /** Returns whether data changes backends between the stages. */
  public boolean transfers() {
    return qkv != core;
  }

  /** Returns {@code gpu->npu}. */
  public String id() {
    return qkv.id() + "->" + core.id();
  }
}
