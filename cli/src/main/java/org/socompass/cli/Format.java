package org.socompass.cli;

/** How a result is written. */
enum Format {
  /** Aligned columns for people. */
  TABLE,
  /** RFC 4180, with a header. */
  CSV,
  /** One JSON document. */
  JSON
}
