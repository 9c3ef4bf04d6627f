package org.socompass.inference.tier;

import java.util.Locale;

/**
 * Keys and values of the first tokens of a prompt that are there from before.
 *
 * <p>Those of layer i travel while layer i - 1 works, so that with l layers, work W of the rest of
 * the prompt (its rows attend to all tokens) and transfer K
 *
 * <pre>{@code
 * TTFT = max(W, K) + min(W, K) / l
 * }</pre>
 *
 * <p>which is the time of a pipeline of two stages with l equal pieces.
 *
 * @param tokens tokens p of each sequence
 * @param tier where they are
 */
public record CachedPrefix(long tokens, Tier tier) {
  /** Where keys and values are. */
  public enum Tier {
    /** In main memory, where the attention reads them: nothing moves. */
    DRAM,
    /** In memory behind a link. */
    FAR,
    /** In storage. */
    STORAGE,
    /** On other machines. */
    NETWORK;

    /** Returns the name on the command line. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Validates the prefix.
   *
   * @throws IllegalArgumentException if it has no token
   */
  public CachedPrefix {
    if (tokens < 1) {
      throw new IllegalArgumentException("a cached prefix has at least 1 token, but has " + tokens);
    }
  }

  /**
   * Returns the time to the first token [s].
   *
   * @param workSeconds prefill of the rest [s]
   * @param transferSeconds transfer of the prefix [s]
   * @param layers layers, at least 1
   */
  public static double ttftSeconds(double workSeconds, double transferSeconds, int layers) {
    return Math.max(workSeconds, transferSeconds) + Math.min(workSeconds, transferSeconds) / layers;
  }

  /**
   * Returns the bandwidth at which a transfer pays: the time to the first token is what it is
   * without the prefix [B/s].
   *
   * @param bytes keys and values of the prefix [B]
   * @param fullSeconds prefill of the whole prompt [s]
   * @param workSeconds prefill of the rest [s], less
   * @param layers layers
   */
  public static double breakEvenBytesPerSecond(
      double bytes, double fullSeconds, double workSeconds, int layers) {
    // Longer than the work, a transfer K takes K + W / l; the full prompt is longer than the work.
    double least = fullSeconds - workSeconds / layers;
    return least >= workSeconds ? bytes / least : bytes / (layers * (fullSeconds - workSeconds));
  }

  /**
   * Returns the bandwidth at which reuse of p tokens pays by operations alone, after Mooncake (FAST
   * 2025) [B/s]:
   *
   * <pre>{@code
   * B = G 2 d s / (gqa (a p d + b d^2))
   * }</pre>
   *
   * @param operationsPerSecond rate G [op/s]
   * @param hidden d
   * @param bytesPerElement s [B]
   * @param group query heads of a KV head, gqa
   * @param attention operations of a layer over n^2 d, a
   * @param linear operations of a layer over n d^2, b
   * @param tokens p
   */
  public static double operationsBytesPerSecond(
      double operationsPerSecond,
      double hidden,
      double bytesPerElement,
      double group,
      double attention,
      double linear,
      double tokens) {
    return operationsPerSecond
        * 2
        * hidden
        * bytesPerElement
        / (group * (attention * tokens * hidden + linear * hidden * hidden));
  }

  /**
   * Returns the share of the operations of a prompt that its rest takes when p of n tokens are
   * cached, in [0, 1]: {@code (a (n^2 - p^2) + b (n - p) d) / (a n^2 + b n d)}.
   */
  public static double restShare(
      double hidden, double attention, double linear, double tokens, double prompt) {
    return (attention * (prompt * prompt - tokens * tokens) + linear * (prompt - tokens) * hidden)
        / (attention * prompt * prompt + linear * prompt * hidden);
  }
}
