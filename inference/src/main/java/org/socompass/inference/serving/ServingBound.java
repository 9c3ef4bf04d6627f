package org.socompass.inference.serving;

/**
 * The most that a server can do, in closed form: B sequences generate all the time, and each pays
 * for its own prompt.
 *
 * <pre>{@code
 * requests/s = 1 / (chunks of the prompt + (n - 1) t(B, context) / B)     greatest over B
 * }</pre>
 *
 * <p>with n output tokens, of which the prompt gives the first, at the mean context of a sequence.
 * No schedule is faster on the average if t is concave in B, as it is where weights bind.
 *
 * @param sequences B
 * @param requestsPerSecond the bound [1/s]
 */
public record ServingBound(long sequences, double requestsPerSecond) {
  /**
   * Returns the bound for requests of one length.
   *
   * @throws IllegalArgumentException if not even one fits
   */
  public static ServingBound of(
      long promptTokens, long outputTokens, Server server, StepTimes times) {
    long most = server.sequences(promptTokens + outputTokens);
    if (most < 1) {
      throw new IllegalArgumentException(
          "a request of %d tokens is more than the %d for which there is room"
              .formatted(promptTokens + outputTokens, server.cacheTokens()));
    }
    double prompt = 0;
    for (long done = 0; done < promptTokens; ) {
      long chunk = Math.min(server.chunkTokens(), promptTokens - done);
      done += chunk;
      prompt += times.prefillSeconds(chunk, (double) done);
    }
    double context = promptTokens + (outputTokens + 1) / 2.0;
    long best = 1;
    double greatest = 0;
    for (long b = 1; b <= most; b++) {
      double each = prompt + (outputTokens - 1) * times.decodeSeconds(b, context) / b;
      if (1 / each > greatest) {
        greatest = 1 / each;
        best = b;
      }
    }
    return new ServingBound(best, greatest);
  }

  /** Returns the bound of so many servers that share the requests. */
  public ServingBound times(int servers) {
    return new ServingBound(sequences, servers * requestsPerSecond);
  }
}
