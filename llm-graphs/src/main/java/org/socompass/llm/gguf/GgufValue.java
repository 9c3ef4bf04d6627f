package org.socompass.llm.gguf;

import java.util.List;

/** A value of the metadata of a GGUF file. */
public sealed interface GgufValue {
  /** A whole number of 8 to 64 bits; unsigned ones above 2^63 - 1 are negative. */
  record Whole(long value) implements GgufValue {}

  /** A number of 32 or 64 bits; may be NaN or infinite. */
  record Real(double value) implements GgufValue {}

  /** A truth value. */
  record Flag(boolean value) implements GgufValue {}

  /** A text. */
  record Text(String value) implements GgufValue {}

  /** A list of a few numbers, as of one for every layer. */
  record Items(List<GgufValue> values) implements GgufValue {
    /** Copies the values. */
    public Items {
      values = List.copyOf(values);
    }
  }

  /**
   * What sizes do not depend on: tokens, templates, long texts. Only its size was read.
   *
   * @param count elements of a list, bytes of a text
   */
  record Skipped(long count) implements GgufValue {}
}
