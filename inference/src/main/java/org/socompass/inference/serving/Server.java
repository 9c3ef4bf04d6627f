package org.socompass.inference.serving;

/**
 * What a server holds at once.
 *
 * @param mostSequences sequences in a step
 * @param cacheTokens tokens of all sequences for whose keys and values there is room
 * @param chunkTokens tokens of a prompt in a step
 */
public record Server(long mostSequences, long cacheTokens, long chunkTokens) {
  /**
   * Validates the server.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  public Server {
    if (mostSequences < 1 || cacheTokens < 1 || chunkTokens < 1) {
      throw new IllegalArgumentException(
          "a server holds sequences, tokens and a chunk, but they are %d, %d and %d"
              .formatted(mostSequences, cacheTokens, chunkTokens));
    }
  }

  /** Returns the sequences of a length that it holds at once; 0 if not even one. */
  public long sequences(long tokens) {
    return Math.min(mostSequences, cacheTokens / tokens);
  }
}
