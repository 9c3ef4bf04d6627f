package org.socompass.llm;

/**
 * A part that turns images or sound into tokens, or predicts tokens ahead, and is no layer of the
 * language model.
 *
 * @param name what it is, as in {@code vision tower (siglip_vision_model)}
 * @param parameters its parameters; 0 if they are not counted
 * @param counted whether its parameters are among those of the model and in its memory
 */
public record Tower(String name, long parameters, boolean counted) {
  private static final String AHEAD = "layers that predict tokens ahead (MTP)";

  /**
   * Returns layers that predict tokens ahead, which a run leaves out unless it drafts with them.
   */
  public static Tower ahead(int layers) {
    return new Tower(layers + " " + AHEAD, 0, false);
  }

  /** Returns whether it predicts tokens ahead. */
  public boolean isAhead() {
    return name.endsWith(AHEAD);
  }

  /**
   * Validates the part.
   *
   * @throws IllegalArgumentException if the name is blank or what is counted has no parameters
   */
  public Tower {
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of a tower must not be blank");
    }
    if (parameters < 0 || (counted && parameters == 0)) {
      throw new IllegalArgumentException(
          "parameters of " + name + " must be positive, but are " + parameters);
    }
  }
}
