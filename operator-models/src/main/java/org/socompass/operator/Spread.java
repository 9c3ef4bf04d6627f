package org.socompass.operator;

import java.util.Locale;

/** What the lanes of a scratchpad processor share out among themselves. */
public enum Spread {
  /** Panels of columns. */
  COLUMNS,
  /** Tiles of rows. */
  ROWS,
  /** Products of a batch; each lane has its part of the scratchpad. */
  BATCH;

  /** Returns the name in reports and files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
