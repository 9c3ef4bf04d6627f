package org.socompass.operator;

import java.util.Locale;

/** Levels of the memory hierarchy, from the outside in. */
public enum MemoryLevel {
  /** Off-chip memory. */
  MAIN_MEMORY,
  /** On-chip memory shared by the cores. */
  GLOBAL_BUFFER,
  /** Memory of one core. */
  LOCAL_BUFFER;

  /** Returns the name in reports. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
