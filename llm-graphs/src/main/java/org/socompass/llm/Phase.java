package org.socompass.llm;

import java.util.Locale;

/** The two phases of an inference. */
public enum Phase {
  /** All prompt tokens in one forward pass; its latency is the time to the first token. */
  PREFILL,
  /** One token of each sequence in a forward pass; its latency is the time per output token. */
  DECODE;

  /** Returns the name in files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
