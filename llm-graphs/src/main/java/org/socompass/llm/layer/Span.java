package org.socompass.llm.layer;

/**
 * The keys that a query sees.
 *
 * @param kind how they are chosen
 * @param tokens length of the window or chunk [token]; 0 if all are seen
 */
public record Span(Kind kind, long tokens) {
  /** How keys are chosen. */
  public enum Kind {
    /** All up to the query's own. */
    FULL,
    /** The last {@code tokens}, the query's own included. */
    WINDOW,
    /** Those of the query's own chunk of {@code tokens} up to the query's own. */
    CHUNK
  }

  private static final Span ALL = new Span(Kind.FULL, 0);

  /**
   * Validates the span.
   *
   * @throws IllegalArgumentException if a window or chunk has no length
   */
  public Span {
    if (kind == Kind.FULL) {
      if (tokens != 0) {
        throw new IllegalArgumentException("full attention has no window, but it is " + tokens);
      }
    } else {
      Sizes.inRange("window", tokens, 1L << 40);
    }
  }

  /** Returns the span of all keys. */
  public static Span full() {
    return ALL;
  }

  /** Returns a window of the last {@code tokens}. */
  public static Span window(long tokens) {
    return new Span(Kind.WINDOW, tokens);
  }

  /** Returns chunks of {@code tokens}. */
  public static Span chunk(long tokens) {
    return new Span(Kind.CHUNK, tokens);
  }

  /** Returns the tokens whose keys are kept at a context: a ring of the window's length. */
  public long kept(long context) {
    return kind == Kind.FULL ? context : Math.min(tokens, context);
  }

  /** Returns the name, as in {@code window-512}. */
  public String id() {
    return switch (kind) {
      case FULL -> "full";
      case WINDOW -> "window-" + tokens;
      case CHUNK -> "chunk-" + tokens;
    };
  }
}
