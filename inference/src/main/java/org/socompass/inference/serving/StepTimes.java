package org.socompass.inference.serving;

/** Times of the passes that a step of a server is made of. */
public interface StepTimes {
  /**
   * Returns the time of a token of each sequence [s].
   *
   * @param sequences sequences, at least 1
   * @param context mean tokens that they see
   */
  double decodeSeconds(long sequences, double context);

  /**
   * Returns the time of a piece of a prompt [s].
   *
   * @param tokens tokens of the piece, at least 1
   * @param context tokens that the last of them sees
   */
  double prefillSeconds(long tokens, double context);
}
