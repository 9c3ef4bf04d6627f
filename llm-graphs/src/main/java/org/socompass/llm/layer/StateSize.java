package org.socompass.llm.layer;

/**
 * What a mixer keeps of the past in place of keys and values, whatever the context's length.
 *
 * @param recurrent elements of the recurrent state of a sequence
 * @param convolution elements of the inputs that a convolution still needs
 */
public record StateSize(long recurrent, long convolution) {
  /** No state. */
  public static final StateSize NONE = new StateSize(0, 0);

  /** Recurrent states are kept in fp32, as rounding adds up over the tokens [B]. */
  private static final double RECURRENT_BYTES = 4;

  /** Inputs of a convolution are activations [B]. */
  private static final double CONVOLUTION_BYTES = 2;

  /** Returns the bytes of a sequence [B]. */
  public double bytes() {
    return recurrent * RECURRENT_BYTES + convolution * CONVOLUTION_BYTES;
  }
}
