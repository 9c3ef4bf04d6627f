package org.socompass.cost.constants;

/**
 * An input that is missing, so that something can't be computed.
 *
 * @param part what can't be computed: a processor id, {@code memory}, {@code die} and so on
 * @param path template path of the input
 * @param reason what is wrong and what follows
 */
public record Missing(String part, String path, String reason) {
  /** Returns {@code path: reason}. */
  @Override
  public String toString() {
    return path + ": " + reason;
  }
}
