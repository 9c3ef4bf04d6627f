package org.socompass.llm.layer;

/**
 * A weight matrix {@code [in, out]}, or several of one shape.
 *
 * @param role what it does, as in {@code ffn_down}
 * @param in input features
 * @param out output features
 * @param copies matrices of this shape
 * @param use which tokens are multiplied by it
 */
public record WeightMatrix(String role, long in, long out, long copies, Use use) {
  /** Which tokens a matrix is for. */
  public enum Use {
    /** Every token is multiplied by it. */
    EVERY_TOKEN,
    /** Each token is multiplied by some of the copies, which a router chooses. */
    ROUTED,
    /** A table of which a token takes a row. */
    LOOKUP,
    /** Only tokens of images or sound, or none, are multiplied by it. */
    NOT_BY_TEXT
  }

  /**
   * Validates the matrix.
   *
   * @throws IllegalArgumentException if the role is blank or a size out of range
   */
  public WeightMatrix {
    if (role.isBlank()) {
      throw new IllegalArgumentException("role must not be blank");
    }
    Sizes.inRange("rows of " + role, in, 1L << 30);
    Sizes.inRange("columns of " + role, out, 1L << 30);
    Sizes.inRange("copies of " + role, copies, 1L << 20);
  }

  /** Returns one matrix that every token is multiplied by. */
  public static WeightMatrix of(String role, long in, long out) {
    return new WeightMatrix(role, in, out, 1, Use.EVERY_TOKEN);
  }

  /** Returns its elements, those of all copies. */
  public long elements() {
    return Math.multiplyExact(Math.multiplyExact(in, out), copies);
  }
}
