package org.socompass.inference.serving;

/**
 * A request that was served.
 *
 * @param request the request
 * @param firstSeconds when its first token came [s]
 * @param lastSeconds when its last token came [s]
 */
public record Served(Arrival request, double firstSeconds, double lastSeconds) {
  /** Returns the time to the first token, waiting included [s]. */
  public double ttftSeconds() {
    return firstSeconds - request.seconds();
  }

  /** Returns the mean time of each further token [s]; 0 if there is none. */
  public double tpotSeconds() {
    return request.outputTokens() == 1
        ? 0
        : (lastSeconds - firstSeconds) / (request.outputTokens() - 1);
  }
}
