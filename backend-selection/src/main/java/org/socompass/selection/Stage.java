package org.socompass.selection;

/** The two stages of attention that are placed on their own. */
public enum Stage {
  /** Projection to queries, keys and values: one product {@code [m,d] x [d,3d]}. */
  QKV_PROJECTION("qkv"),
  /** Scores, softmax, and the sum of values weighted by them. */
  ATTENTION_CORE("core");

  private final String id;

  Stage(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }
}
